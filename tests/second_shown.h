// What MMC should show of a value of the second reading: texts, and a tree of elements to put them in.
#pragma once

#include <fmt/format.h>
#include <libxml/xmlstring.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/element.h"
#include "catalogue/alert_codes.h"
#include "second_reading.h"

namespace gridpost::second {

// No text: nothing is shown.
using Text = std::optional<std::string>;

inline std::int64_t as_number(const Node& n) {
  if (n.kind != Node::Kind::Octets && n.kind != Node::Kind::Bits) return n.number;
  return static_cast<std::int64_t>(Octets(n.octets).big(n.octets.size()));
}

inline Text plain(const Node& n) {
  if (!n.there()) return std::nullopt;
  if (n.with_sign) return std::to_string(n.number);
  return std::to_string(static_cast<std::uint64_t>(as_number(n)));
}

// value × 10^exponent, without zeros behind the last digit that counts.
inline std::string shifted(__int128 value, std::int64_t exponent) {
  for (; exponent > 0; --exponent) value *= 10;
  for (; exponent < 0 && value % 10 == 0; ++exponent) value /= 10;
  std::string digits;
  for (__int128 rest = value < 0 ? -value : value; rest > 0; rest /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  const auto places = static_cast<std::size_t>(-exponent);
  while (digits.size() <= places) digits.insert(digits.begin(), '0');
  if (places > 0) digits.insert(digits.size() - places, ".");
  return (value < 0 ? "-" : "") + digits;
}

inline Text scaled(const Node& n, std::int64_t exponent) {
  if (!n.there()) return std::nullopt;
  return shifted(n.number, exponent);
}
// `unit` is {scale, unit}.
inline Text scaled(const Node& n, const Node& unit) { return scaled(n, unit[0].number); }

// a × b / c with nine decimal places, cut off behind them.
inline Text ratio(const Node& a, const Node& b, const Node& c) {
  if (!a.there() || !b.there() || !c.there() || c.number <= 0) return std::nullopt;
  return shifted(static_cast<__int128>(a.number) * b.number * 1000000000 / c.number, -9);
}

using Words = std::map<std::int64_t, std::string>;
inline Text word(const Node& n, const Words& words, const Text& any_other = std::nullopt) {
  if (!n.there()) return std::nullopt;
  const auto found = words.find(as_number(n));
  return found == words.end() ? any_other : found->second;
}

inline Text truth(const Node& n) { return word(n, {{0, "false"}, {1, "true"}}); }

// `count` bits of a number, from the one of this weight on.
inline Node bits(const Node& n, int first, int count) {
  return n.there() ? number_of(static_cast<std::uint64_t>(n.number) >> first & ((1u << count) - 1), 1, false) : Node{};
}

inline Node part(const Node& n, std::size_t first, std::size_t count) {
  if (!n.there() || first >= n.octets.size()) return {};
  return octets_of(View(n.octets).subspan(first, std::min(count, n.octets.size() - first)));
}

inline Text hex(const Node& n) {
  if (!n.there()) return std::nullopt;
  std::string out;
  if (n.kind == Node::Kind::Number) {
    out = fmt::format("{:0{}X}", static_cast<std::uint64_t>(n.number), 2 * n.width);
  } else {
    for (const std::uint8_t octet : n.octets) out += fmt::format("{:02X}", octet);
  }
  return out;
}

inline Text base64(const Node& n) {
  if (!n.there()) return std::nullopt;
  return to_base64(n.octets);
}

inline std::string eui_text(View octets) {
  std::string out;
  for (const std::uint8_t octet : octets) out += fmt::format("{}{:02X}", out.empty() ? "" : "-", octet);
  return out;
}
// Zero is nobody.
inline Text eui(const Node& n) {
  const bool zero = std::all_of(n.octets.begin(), n.octets.end(), [](std::uint8_t o) { return o == 0; });
  if (n.octets.size() != 8 || zero) return std::nullopt;
  return eui_text(n.octets);
}

// Nothing where a document may not have these characters.
inline Text characters(const Node& n) {
  if (!n.there()) return std::nullopt;
  const std::string text(n.octets.begin(), n.octets.end());
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  if (control || xmlCheckUTF8(reinterpret_cast<const xmlChar*>(text.c_str())) == 0) return std::nullopt;
  return text;
}

inline Text meaning(const Node& code) {
  const std::string title = catalogue::alert_title(static_cast<std::uint16_t>(as_number(code)));
  return code.there() && !title.empty() ? Text(title) : std::nullopt;
}

// ---- times ----

inline std::string time_text(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                             unsigned second) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, day, hour, minute, second);
}

inline std::string seconds_text(std::uint64_t since_2000) {
  using namespace std::chrono;
  const sys_seconds time = sys_days(year(2000) / January / 1) + seconds(since_2000);
  const auto midnight = floor<days>(time);
  const year_month_day date(midnight);
  const hh_mm_ss clock(time - midnight);
  return time_text(static_cast<unsigned>(int{date.year()}), unsigned{date.month()}, unsigned{date.day()},
                   static_cast<unsigned>(clock.hours().count()), static_cast<unsigned>(clock.minutes().count()),
                   static_cast<unsigned>(clock.seconds().count()));
}

// What is no time of a real day is not shown.
inline Text real_time_text(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                           unsigned second) {
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return time_text(year, month, day, hour, minute, second);
}

inline Text date_time_text(View o) {
  if (o.size() != 12) return std::nullopt;
  const unsigned year = o[0] * 256u + o[1];
  if (year == 0 || year == 0xFFFF) return std::nullopt;
  return real_time_text(year, o[2], o[3], o[5], o[6], o[7]);
}

// Seconds since 2000, twelve octets, or GeneralizedTime, by what it is.
inline Text date(const Node& n) {
  if (!n.there()) return std::nullopt;
  if (n.kind == Node::Kind::Number) return seconds_text(static_cast<std::uint64_t>(n.number));
  if (n.tag != 0x18) return date_time_text(n.octets);
  const auto two = [&](std::size_t at) { return (n.octets[at] - '0') * 10u + (n.octets[at + 1] - '0'); };
  return real_time_text(two(0) * 100 + two(2), two(4), two(6), two(8), two(10), two(12));
}

// Four octets of DLMS.
inline Text time_of_day(const Node& n) {
  const Bytes& o = n.octets;
  if (o.size() != 4 || o[0] > 23 || o[1] > 59 || o[2] > 59) return std::nullopt;
  const std::string whole = fmt::format("{:02}:{:02}:{:02}", o[0], o[1], o[2]);
  return o[3] == 0 || o[3] > 99 ? whole : fmt::format("{}.{:02}", whole, o[3]);
}

inline Text minute_of_day(const Node& n) {
  if (!n.there() || n.number >= 1440) return std::nullopt;
  return fmt::format("{:02}:{:02}:00Z", n.number / 60, n.number % 60);
}

// ---- elements ----

// An element that is being filled. What was made only to hold something, and holds nothing in the end, is left out:
// such elements, and texts that are there whatever the octets say, are marked as `mixed` until then.
class Shown {
 public:
  explicit Shown(Element& element) : element_(&element) {}

  // The element at the path, made where it is not there yet.
  Shown in(std::string_view path) const {
    Shown at = *this;
    while (!path.empty()) {
      const std::size_t slash = path.find('/');
      const std::string_view step = path.substr(0, slash);
      path = slash == std::string_view::npos ? "" : path.substr(slash + 1);
      Element* last = nullptr;
      for (Element& child : at.element_->children)
        if (child.name == step) last = &child;
      if (!last) {
        last = &at.element_->add(step);
        last->mixed = true;
      }
      at = Shown(*last);
    }
    return at;
  }
  // A new element of several that hold something of their own each.
  Shown group(std::string_view path) const {
    const Shown at = next(path);
    at.element_->mixed = true;
    return at;
  }
  Shown group(std::string_view path, std::string_view attribute, std::size_t place) const {
    const Shown at = group(path);
    at.element_->attributes.emplace_back(attribute, std::to_string(place));
    return at;
  }
  // A text that is there because others are.
  void add(std::string_view path, const std::string& text) const {
    const Shown at = group(path);
    at.element_->text = text;
  }
  // Leaves out what holds nothing.
  void prune() const { prune(*element_); }
  // A new element at the path; its parents are those that are there.
  Shown next(std::string_view path) const {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return Shown(element_->add(path));
    return Shown(in(path.substr(0, slash)).element_->add(path.substr(slash + 1)));
  }
  void put(std::string_view path, const Text& text) const {
    if (text) next(path).element_->text = *text;
  }
  void put(std::string_view path, const Text& text, std::string_view attribute, const std::string& value) const {
    if (!text) return;
    const Shown at = next(path);
    at.element_->text = *text;
    at.mark(attribute, value);
  }
  // Elements with index 1, 2, ...
  void put_all(std::string_view path, const Node& list, std::size_t first = 0, std::size_t most = 1000000) const {
    for (std::size_t i = 0; i < most && first + i < list.items.size(); ++i)
      put(path, plain(list[first + i]), "index", std::to_string(i + 1));
  }
  // A word, with its number as an attribute of the element around it.
  void put_code(std::string_view around, std::string_view element, const Node& code, const Words& words,
                std::string_view attribute, const Text& any_other = std::nullopt) const {
    const Text text = word(code, words, any_other);
    if (!text) return;
    in(around).put(element, text);
    in(around).mark(attribute, plain(code));
  }
  void text(const std::string& characters) const { element_->text = characters; }
  void take(std::vector<Element>& children) const { element_->children = std::move(children); }
  void mark(std::string_view attribute, const Text& value) const {
    if (!value) return;
    element_->attributes.emplace_back(attribute, *value);
    element_->mixed = false;
  }

 private:
  static bool holds_nothing(const Element& e) {
    return e.mixed && std::all_of(e.children.begin(), e.children.end(), holds_nothing);
  }
  static void prune(Element& e) {
    std::erase_if(e.children, [](const Element& child) { return !child.children.empty() && holds_nothing(child); });
    std::erase_if(e.children, [](const Element& child) { return child.text.empty() && holds_nothing(child); });
    for (Element& child : e.children) prune(child);
  }
  Element* element_;
};

// ---- dates of calendars ----

// One part of a date, where one number stands for any.
inline void put_part(const Shown& to, std::string_view element, std::string_view part, unsigned number, unsigned any,
                     std::string_view none) {
  const Shown at = to.next(element);
  if (number == any) return at.put(none, "");
  if (element == "DayOfMonth" && number == 0xFE) return at.put("LastDayOfMonth", "");
  if (element == "DayOfMonth" && number == 0xFD) return at.put("SecondLastDayOfMonth", "");
  at.put(fmt::format("Specified{}", part), std::to_string(number));
}

// FF is any; what is no part of a date makes the whole of it none.
inline bool is_date(unsigned month, unsigned day, unsigned day_of_week) {
  const auto fits = [](unsigned n, unsigned most) { return n == 0xFF || (n >= 1 && n <= most); };
  return fits(month, 12) && fits(day, 31) && fits(day_of_week, 7);
}

// Year, month, day, day of week of DLMS; no more than the first five octets count.
inline void put_wildcard_date(const Shown& to, const Node& n) {
  const Bytes& o = n.octets;
  const bool last_days = o.size() >= 5 && (o[3] == 0xFD || o[3] == 0xFE);
  if (o.size() < 5 || !is_date(o[2], last_days ? 1 : o[3], o[4])) return;
  put_part(to, "Year", "Year", o[0] * 256u + o[1], 0xFFFF, "NonSpecifiedYear");
  put_part(to, "Month", "Month", o[2], 0xFF, "NonSpecifiedMonth");
  put_part(to, "DayOfMonth", "DayOfMonth", o[3], 0xFF, "NonSpecifiedDayOfMonth");
  put_part(to, "DayOfWeek", "DayOfWeek", o[4], 0xFF, "NonSpecifiedDayOfWeek");
}

// Years since 1900, month, day, day of week of gas.
inline void put_gas_date(const Shown& to, const Node& n) {
  const Bytes& o = n.octets;
  if (o.size() != 4 || !is_date(o[1], o[2], o[3])) return;
  put_part(to, "GasYearWithWildcards", "Year", o[0] == 0xFF ? 0xFFFF : 1900u + o[0], 0xFFFF, "NonSpecifiedYear");
  put_part(to, "GasMonthWithWildcards", "Month", o[1], 0xFF, "NonSpecifiedMonth");
  put_part(to, "GasDayOfMonthWithWildcards", "DayOfMonth", o[2], 0xFF, "GasNonSpecifiedDayOfMonth");
  put_part(to, "GasDayOfWeekWithWildcards", "DayOfWeek", o[3], 0xFF, "NonSpecifiedDayOfWeek");
}

// The bits that are set, the first one that is sent being 1.
inline std::vector<std::size_t> places_of(const Node& n) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; n.kind == Node::Kind::Bits && i < n.octets.size() * 8; ++i)
    if ((n.octets[i / 8] << i % 8 & 0x80) != 0) out.push_back(i + 1);
  return out;
}

// ---- comparing ----

inline void flatten(const Element& e, const std::string& path, std::vector<std::string>& out) {
  for (const auto& [key, value] : e.attributes) out.push_back(fmt::format("{}@{} = {}", path, key, value));
  if (e.children.empty()) out.push_back(fmt::format("{} = {}", path, e.text));
  std::map<std::string, int> count;
  for (const Element& child : e.children)
    flatten(child, fmt::format("{}/{}[{}]", path, child.name, ++count[child.name]), out);
}

// Every text and attribute with its path, sorted; the order of elements of different names is the schema's business.
inline std::vector<std::string> flat(const Element& e) {
  std::vector<std::string> out;
  flatten(e, "", out);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace gridpost::second
