#include "app/load_mix.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/input.h"
#include "app/requests.h"
#include "devices/world_table.h"

namespace gridpost::app {
namespace {

// One [[requests]] as it stands in the file.
struct Line {
  int share = 1;
  std::string device, service, file, to;
};

Line read_line(devices::Table& table) {
  Line line;
  line.share = static_cast<int>(table.whole("share", 1));
  if (line.share < 1) table.refuse("share", "must be 1 or more");
  line.device = table.text("device");
  if (const auto type = catalogue::named_device_type(line.device, ""); !type) table.refuse("device", type.error().what);
  line.service = table.text("service", "");
  line.file = table.text("file", "");
  if (line.service.empty() == line.file.empty()) table.refuse("service", "needs a service or a file, and not both");
  if (!line.service.empty() && line.service != "4.1.1" && line.service != "4.18" && line.service != "8.2")
    table.refuse("service", "is none that can be made without a file: 4.1.1, 4.18, 8.2");
  line.to = table.text("to", "");
  if (!line.to.empty() && line.to != "DCC") table.refuse("to", "can only be DCC");
  return line;
}

std::vector<Line> read_lines(devices::Table& table) {
  auto lines = table.list("requests", read_line);
  if (lines.empty()) table.refuse("requests", "is missing: a mix needs at least one");
  return lines;
}

MixItem made(std::string service, DeviceType device, int share) {
  MixItem item;
  item.name = fmt::format("{} {}", service, catalogue::text(device));
  item.share = share;
  item.device = device;
  item.to_dcc = service == "8.2";
  item.service = std::move(service);
  return item;
}

}  // namespace

Result<std::vector<MixItem>> read_mix(const std::string& file) {
  GP_TRY(text, read_input(file));
  GP_TRY(lines, devices::read_toml(text, file, read_lines));
  std::vector<MixItem> mix;
  for (const Line& line : lines) {
    MixItem item = made(line.service, *catalogue::device_type(line.device), line.share);
    if (!line.file.empty()) {
      const std::string path = (std::filesystem::path(file).parent_path() / line.file).string();
      GP_TRY(xml, read_input(path));
      GP_TRY(document, duis::parse(xml, {.octets = 16 << 20}));
      auto request = duis::read_request(document);
      if (!request) return within(path, std::move(request).error());
      item.request = std::move(*request);
      item.name = fmt::format("{} {}", item.request.variant, line.device);
      item.to_dcc = line.to == "DCC";
    }
    mix.push_back(std::move(item));
  }
  return mix;
}

std::optional<std::vector<MixItem>> built_in_mix(std::string_view name) {
  using enum DeviceType;
  if (name == "reads") return std::vector{made("4.1.1", ESME, 1)};
  // What suppliers ask most on an ordinary day (proposed).
  if (name == "day") return std::vector{made("4.1.1", ESME, 70), made("4.1.1", GPF, 20), made("8.2", ESME, 10)};
  return std::nullopt;
}

duis::Request request_of(const MixItem& item, const Subject& subject, Eui64 broker) {
  const Ends ends{subject.user, item.to_dcc ? broker : subject.device.id};
  if (item.service == "4.1.1") return read_registers(ends);
  if (item.service == "4.18") return read_balance(ends);
  if (item.service == "8.2") return read_inventory(ends, subject.device.id);
  duis::Request request = item.request;
  request.id = {ends.user, ends.target, 0};
  return request;
}

}  // namespace gridpost::app
