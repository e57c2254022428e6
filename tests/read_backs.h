// Which service returns what a request has set, and how the two are compared: by the names and texts of the elements of
// the request and of the answer's MMC.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/element.h"

namespace gridpost::test {

// The template that reads what the use case sets. What no service returns is not here: messages, names, a pressed
// button.
inline const std::map<std::string, std::string> kReadBy = {
    {"ECS01a", "ECS24_4.11.1_SUCCESS"},
    {"ECS01b", "ECS24_4.11.1_SUCCESS"},
    {"ECS01c", "ECS24b_4.11.2_SUCCESS"},
    {"ECS01d", "ECS24b_4.11.2_SUCCESS"},
    {"GCS01a", "GCS21f_4.11.1_SUCCESS"},
    {"GCS01b", "GCS21f_4.11.1_SUCCESS"},
    {"ECS02", "ECS26j_6.2.9_SUCCESS"},
    {"ECS03", "ECS26j_6.2.9_SUCCESS"},
    {"GCS02", "GCS21j_6.2.9_SUCCESS"},
    {"GCS03", "GCS21j_6.2.9_SUCCESS"},
    {"ECS08", "ECS26a_4.13_SINGLE_SUCCESS"},
    {"ECS08a", "ECS26a_4.13_SINGLE_SUCCESS"},
    {"GCS05", "GCS21b_4.13_SUCCESS"},
    {"ECS07", "ECS26a_4.13_SINGLE_SUCCESS"},
    {"GCS04", "GCS21b_4.13_SUCCESS"},
    {"ECS28a", "ECS27_4.15_SUCCESS"},
    {"ECS29a", "ECS26b_6.2.1_SUCCESS"},
    {"ECS29b", "ECS26k_6.2.1_SUCCESS"},
    {"ECS29c", "ECS26b_6.2.1_SUCCESS"},
    {"ECS29d", "ECS26k_6.2.1_SUCCESS"},
    {"ECS30", "ECS26d_6.2.3_SUCCESS"},
    {"ECS30a", "ECS26l_6.2.3_SUCCESS"},
    {"GCS25", "GCS21d_6.2.3_SUCCESS"},
    {"GCS25a", "GCS21k_6.2.3_SUCCESS"},
    {"GCS23", "GCS21a_6.2.8_SUCCESS"},
    {"GCS24", "GCS21a_6.2.8_SUCCESS"},
    {"GCS24a", "GCS21a_6.2.8_SUCCESS"},
    {"ECS34", "ECS26f_6.2.5_SUCCESS"},
    {"ECS38", "ECS26c_6.2.2_SUCCESS"},
    {"ECS39a", "ECS40_6.2.7_SINGLE_SUCCESS"},
    {"ECS39b", "ECS40_6.2.7_SINGLE_SUCCESS"},
    {"GCS41", "GCS46_6.2.7_SUCCESS"},
    {"ECS37", "ECS18b_4.12.1_SUCCESS"},
    {"ECS46a", "ECS61d_7.14_SUCCESS"},
    {"ECS46c", "ECS61a_7.7_ALL_OPTIONALS_SUCCESS"},
    {"ECS46d", "ECS61d_7.14_SUCCESS"},
    {"ECS47a", "ECS61e_7.15_SUCCESS"},
    {"ECS25a", "ECS25r1_6.2.10_SUCCESS"},
    {"ECS25a1", "ECS25r1_6.2.10_SUCCESS"},
    {"ECS25a2", "ECS25r1_6.2.10_SUCCESS"},
    {"ECS25a3", "ECS25r1_6.2.10_SUCCESS"},
    {"ECS25b", "ECS25r2_6.2.10_SUCCESS"},
    {"ECS25b3", "ECS25r2_6.2.10_SUCCESS"},
    {"GCS20", "GCS20r_6.2.10_SUCCESS"},
    {"ECS62Add", "ECS61c_7.11_SUCCESS"},
    {"ECS62Remove", "ECS61c_7.11_SUCCESS"},
    {"DBCH04", "DBCH03_6.30_SUCCESS"},
    {"CS03A1", "CS07_8.9_SUCCESS"},
    {"CCS01", "CCS06_8.9_SUCCESS"},
    {"CS02bNOByNO", "CS02aMAC_6.24.1_SUCCESS"},
    {"CS02bSupplierBySupplier", "CS02aMAC_6.24.1_SUCCESS"},
    {"CS02gLoadControllerBySupplier", "CS02fMAC_6.24.1_SUCCESS"},
    {"CS02d", "CS02e_6.24.2_SUCCESS"},
    {"CS06", "ECS52_11.2_SUCCESS"},
};

// What the answer does not show in the same words: use case and element, and why.
inline const std::map<std::string, std::string> kNotShown = {};

// ---- comparing ----

inline void leaves_of(const Element& element, std::multimap<std::string, std::string>& out) {
  if (element.children.empty() && !element.text.empty()) out.emplace(element.name, element.text);
  for (const Element& child : element.children) leaves_of(child, out);
}

// The same number, truth or text.
inline bool same_text(const std::string& a, const std::string& b) {
  const auto number = [](const std::string& text) -> std::optional<double> {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  };
  const auto truth = [](const std::string& text) { return text == "1" ? "true" : text == "0" ? "false" : text; };
  if (const auto x = number(a), y = number(b); x && y) return *x == *y;
  return truth(a) == truth(b);
}

// "Name text" of each element of the request that the answer has not; when it was to be is not asked for.
inline std::vector<std::string> not_shown(const Element& set, const Element& shown) {
  std::multimap<std::string, std::string> wanted, found;
  leaves_of(set, wanted);
  leaves_of(shown, found);
  std::vector<std::string> missing;
  for (const auto& [name, text] : wanted) {
    if (name == "ExecutionDateTime") continue;
    const auto [first, last] = found.equal_range(name);
    const auto it =
        std::find_if(first, last, [&, &wanted_text = text](const auto& f) { return same_text(f.second, wanted_text); });
    if (it == last)
      missing.push_back(name + " " + text);
    else
      found.erase(it);
  }
  return missing;
}

}  // namespace gridpost::test
