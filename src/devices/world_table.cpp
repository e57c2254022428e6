#include "devices/world_table.h"

#include <fmt/format.h>

#include <sstream>

namespace gridpost::devices {
namespace {

template <class T>
std::string streamed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

void Table::refuse(std::string_view key, std::string what) {
  if (mistake_.error) return;
  const toml::node* node = table_.get(key);
  const auto line = (node ? node->source() : table_.source()).begin.line;
  mistake_.error = Error{fmt::format("{}{}: {}", path_, key, what), fmt::format("{}:{}", mistake_.file, line), {}};
}

void Table::refuse_others() {
  for (const auto& [key, node] : table_)
    if (!asked_.contains(key.str())) refuse(key.str(), "there is no such field");
}

std::string Table::text(std::string_view key, const char* otherwise) {
  const toml::node* node = known(key);
  if (!node) {
    if (!otherwise) refuse(key, "is missing");
    return otherwise ? otherwise : "";
  }
  if (const auto* text = node->as_string()) {
    if (text->get().empty() && !otherwise) refuse(key, "is empty");
    return text->get();
  }
  if (const auto* time = node->as_date_time()) return streamed(time->get());
  if (const auto* date = node->as_date()) return streamed(date->get());
  refuse(key, "must be a text");
  return "";
}

std::int64_t Table::whole(std::string_view key, std::int64_t otherwise) {
  const toml::node* node = known(key);
  if (!node) return otherwise;
  if (const auto* number = node->as_integer()) return number->get();
  refuse(key, "must be a whole number");
  return otherwise;
}

double Table::real(std::string_view key, double otherwise) {
  const toml::node* node = known(key);
  if (!node) return otherwise;
  if (const auto number = node->value<double>()) return *number;
  refuse(key, "must be a number");
  return otherwise;
}

bool Table::flag(std::string_view key, bool otherwise) {
  const toml::node* node = known(key);
  if (!node) return otherwise;
  if (const auto* flag = node->as_boolean()) return flag->get();
  refuse(key, "must be true or false");
  return otherwise;
}

std::vector<std::string> Table::texts(std::string_view key) {
  std::vector<std::string> out;
  const toml::node* node = known(key);
  if (!node) return out;
  const toml::array* array = node->as_array();
  for (std::size_t i = 0; array && i < array->size(); ++i)
    if (const auto* text = array->get(i)->as_string()) out.push_back(text->get());
  if (!array || out.size() != array->size()) refuse(key, "must be an array of texts");
  return out;
}

Result<toml::table> parse_toml(std::string_view text, std::string_view file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return fail(std::string(error.description()), fmt::format("{}:{}", file, error.source().begin.line));
  }
}

}  // namespace gridpost::devices
