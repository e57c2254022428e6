// Results are values: a thing or an Error that says what is wrong, where, and by which rule.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace gridpost {

// What went wrong, in words for the person who has to mend it.
struct Error {
  std::string what;   // "counter 7 is not greater than 9"
  std::string where;  // place in the input: an element path, a file and line, an octet offset; may be empty
  std::string rule;   // the rule or clause that refuses it; may be empty

  // One line: "where: what (rule)".
  std::string text() const;
};

template <class T>
using Result = tl::expected<T, Error>;

// A step that yields nothing but may fail.
using Status = Result<void>;

// Makes the failed side of any Result.
inline tl::unexpected<Error> fail(std::string what, std::string where = {}, std::string rule = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(rule)});
}

// Passes an error on, with the outer place in front of the inner one.
tl::unexpected<Error> within(std::string_view place, Error error);

}  // namespace gridpost

// GP_TRY(name, expression): name becomes the value, or the enclosing function returns the error.
#define GP_JOIN2(a, b) a##b
#define GP_JOIN(a, b) GP_JOIN2(a, b)
#define GP_TRY(name, ...)                                                                        \
  auto GP_JOIN(gp_try_, name) = (__VA_ARGS__);                                                   \
  if (!GP_JOIN(gp_try_, name)) return tl::unexpected(std::move(GP_JOIN(gp_try_, name)).error()); \
  auto name = std::move(*GP_JOIN(gp_try_, name))

// GP_CHECK(expression): the enclosing function returns the error, if there is one.
#define GP_CHECK(...)                                                    \
  do {                                                                   \
    auto gp_status = (__VA_ARGS__);                                      \
    if (!gp_status) return tl::unexpected(std::move(gp_status).error()); \
  } while (false)
