// Reading one table of a TOML file field by field: the first mistake is kept, with its line and the field's name.
#pragma once

#include <toml++/toml.h>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gridpost::devices {

// The first mistake of a file.
struct Mistake {
  std::string file;
  std::optional<Error> error;
};

class Table {
 public:
  Table(const toml::table& table, std::string path, Mistake& mistake)
      : table_(table), path_(std::move(path)), mistake_(mistake) {}

  bool has(std::string_view key) const { return table_.contains(key); }
  // A text; a date-time of TOML counts as its text. Missing: the default, or a mistake if there is none.
  std::string text(std::string_view key, const char* otherwise = nullptr);
  std::int64_t whole(std::string_view key, std::int64_t otherwise);
  double real(std::string_view key, double otherwise);
  bool flag(std::string_view key, bool otherwise);
  // An array of texts; missing means empty.
  std::vector<std::string> texts(std::string_view key);

  template <class T>
  T table(std::string_view key, T (*read)(Table&)) {
    const toml::table* inner = known(key) ? known(key)->as_table() : nullptr;
    if (!inner) return refuse(key, "is missing, or no table"), T{};
    return read_inner(*inner, path_ + std::string(key), read);
  }
  // An array of tables; missing means empty.
  template <class T>
  std::vector<T> list(std::string_view key, T (*read)(Table&)) {
    std::vector<T> out;
    const toml::node* node = known(key);
    if (!node) return out;
    const toml::array* array = node->as_array();
    if (!array) return refuse(key, "is no array of tables"), out;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const toml::table* inner = array->get(i)->as_table();
      if (!inner) return refuse(key, "is no array of tables"), out;
      out.push_back(read_inner(*inner, path_ + std::string(key) + "[" + std::to_string(i + 1) + "]", read));
    }
    return out;
  }

  // Notes a mistake at the field, or at the table if the field is missing.
  void refuse(std::string_view key, std::string what);
  // Notes fields that nobody asked for.
  void refuse_others();

 private:
  const toml::node* known(std::string_view key) {
    asked_.emplace(key);
    return table_.get(key);
  }
  template <class T>
  T read_inner(const toml::table& table, const std::string& path, T (*read)(Table&)) {
    Table inner(table, path + ".", mistake_);
    T value = read(inner);
    inner.refuse_others();
    return value;
  }

  const toml::table& table_;
  std::string path_;  // "homes[2].hub."
  Mistake& mistake_;
  std::set<std::string, std::less<>> asked_;
};

// Parses the text; an error of syntax has its line too.
Result<toml::table> parse_toml(std::string_view text, std::string_view file);

template <class T>
Result<T> read_toml(std::string_view text, std::string_view file, T (*read)(Table&)) {
  GP_TRY(root, parse_toml(text, file));
  Mistake mistake{std::string(file), std::nullopt};
  Table table(root, "", mistake);
  T value = read(table);
  table.refuse_others();
  if (mistake.error) return tl::unexpected(*mistake.error);
  return value;
}

}  // namespace gridpost::devices
