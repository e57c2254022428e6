// Octet strings and their text forms.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gridpost {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline View view_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
inline std::string text_of(View octets) { return {octets.begin(), octets.end()}; }

// Upper-case hexadecimal without separators.
std::string to_hex(View octets);
// Either case; white space between octets is skipped; anything else is an error naming the offset.
Result<Bytes> from_hex(std::string_view text);

// Base64 of RFC 4648, one line.
std::string to_base64(View octets);
// White space is skipped (XML Schema base64Binary); padding is required.
Result<Bytes> from_base64(std::string_view text);

// Big-endian and little-endian numbers of 1 to 8 octets.
void put_be(Bytes& out, std::uint64_t value, std::size_t octets);
void put_le(Bytes& out, std::uint64_t value, std::size_t octets);
inline std::uint64_t get_be(View octets) {
  std::uint64_t v = 0;
  for (const std::uint8_t b : octets) v = v << 8 | b;
  return v;
}
inline std::uint64_t get_le(View octets) {
  std::uint64_t v = 0;
  for (std::size_t i = octets.size(); i-- > 0;) v = v << 8 | octets[i];
  return v;
}

inline void append(Bytes& out, View more) { out.insert(out.end(), more.begin(), more.end()); }

// Reads octets from front to back; every read says where it failed. Offsets count from the start of the whole.
class Reader {
 public:
  explicit Reader(View octets, std::size_t offset = 0) : rest_(octets), offset_(offset) {}
  bool empty() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  std::size_t offset() const { return offset_; }
  View rest() const { return rest_; }
  Result<View> take(std::size_t octets, std::string_view what) {
    if (octets > rest_.size()) return too_few(octets, what);
    return advance(octets);
  }
  Result<std::uint8_t> u8(std::string_view what) {
    if (rest_.empty()) return too_few(1, what);
    return advance(1)[0];
  }
  Result<std::uint64_t> be(std::size_t octets, std::string_view what) {
    if (octets > rest_.size()) return too_few(octets, what);
    return get_be(advance(octets));
  }
  Result<std::uint64_t> le(std::size_t octets, std::string_view what) {
    if (octets > rest_.size()) return too_few(octets, what);
    return get_le(advance(octets));
  }
  // The next octet, without taking it; 0x100 at the end.
  unsigned peek() const { return rest_.empty() ? 0x100u : rest_[0]; }
  // Passes over the octet that peek() has shown.
  void skip() { advance(1); }
  // An error at the present place.
  tl::unexpected<Error> error(std::string what) const;
  // An error unless everything was read.
  Status finish(std::string_view what) const {
    if (!rest_.empty()) return left_over(what);
    return {};
  }

 private:
  View advance(std::size_t octets) {
    const View part = rest_.first(octets);
    rest_ = rest_.subspan(octets);
    offset_ += octets;
    return part;
  }
  // Errors are rare: what makes them is kept apart from what is read all the time.
  [[gnu::cold]] tl::unexpected<Error> too_few(std::size_t octets, std::string_view what) const;
  [[gnu::cold]] tl::unexpected<Error> left_over(std::string_view what) const;

  View rest_;
  std::size_t offset_;
};

}  // namespace gridpost
