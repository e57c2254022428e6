// Shorthands of this room's tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/keys.h"

namespace gridpost::crypto::test {

inline Bytes hex(std::string_view text) { return from_hex(text).value(); }

template <std::size_t N>
std::array<std::uint8_t, N> fixed(std::string_view text) {
  const Bytes octets = hex(text);
  std::array<std::uint8_t, N> out{};
  EXPECT_EQ(octets.size(), N);
  std::copy(octets.begin(), octets.end(), out.begin());
  return out;
}

inline bool contains(View whole, View part) {
  return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

// ECPrivateKey of RFC 5915 with this scalar and without a point.
inline PrivateKey key_of_scalar(std::string_view scalar) {
  return PrivateKey::parse(hex("3031020101 0420" + std::string(scalar) + "A00A06082A8648CE3D030107")).value();
}

// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() : path_(std::filesystem::temp_directory_path() / ("gridpost-crypto-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directories(path_);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Where the reference data lies, if the environment says so.
inline std::optional<std::filesystem::path> reference_data() {
  const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
  return folder == nullptr ? std::nullopt : std::optional<std::filesystem::path>(folder);
}

}  // namespace gridpost::crypto::test
