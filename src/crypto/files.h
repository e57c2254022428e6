// Whole files in and out, without exceptions; for the .cpp files of this room.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace gridpost::crypto {

// The content of a file of up to 16 MiB.
Result<Bytes> read_file(const std::filesystem::path& file);

// Who may read what is written: anyone, or the owner only (private keys).
enum class Secrecy : std::uint8_t { Open, OwnerOnly };

// Writes a file, making the folders above it.
Status write_file(const std::filesystem::path& file, std::string_view content, Secrecy secrecy);

}  // namespace gridpost::crypto
