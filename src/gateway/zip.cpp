#include "gateway/zip.h"

#include <zip.h>

#include <memory>

namespace gridpost::gateway {

namespace {

constexpr time_t kNoTime = 315532800;  // 1980-01-01, the earliest that the form has

struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, FreeSource>;
struct DropArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, DropArchive>;

tl::unexpected<Error> failed(zip_error_t* error) { return fail(zip_error_strerror(error), "zip archive"); }

// The archive sees the content where it is until it is closed.
Status add(zip_t* archive, const ZipFile& file) {
  Source content(zip_source_buffer(archive, file.content.data(), file.content.size(), 0));
  if (!content) return failed(zip_get_error(archive));
  const zip_int64_t index = zip_file_add(archive, file.name.c_str(), content.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) return failed(zip_get_error(archive));
  static_cast<void>(content.release());  // the archive has it now
  if (zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), kNoTime, 0) != 0)
    return failed(zip_get_error(archive));
  return {};
}

Result<std::string> content_of(zip_source_t* source) {
  zip_stat_t size;
  if (zip_source_stat(source, &size) != 0 || zip_source_open(source) != 0) return failed(zip_source_error(source));
  std::string octets(size.size, '\0');
  const zip_int64_t got = zip_source_read(source, octets.data(), octets.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(octets.size())) return failed(zip_source_error(source));
  return octets;
}

}  // namespace

Result<std::string> zip(const std::vector<ZipFile>& files) {
  if (files.empty()) return fail("there are no files to put into it", "zip archive");
  zip_error_t error;
  zip_error_init(&error);
  Source memory(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!memory) return failed(&error);
  Archive archive(zip_open_from_source(memory.get(), ZIP_TRUNCATE, &error));
  if (!archive) return failed(&error);
  zip_source_keep(memory.get());  // both the archive and we let go of it
  for (const ZipFile& file : files) GP_CHECK(add(archive.get(), file));
  if (zip_close(archive.get()) != 0) return failed(zip_get_error(archive.get()));
  static_cast<void>(archive.release());
  return content_of(memory.get());
}

}  // namespace gridpost::gateway
