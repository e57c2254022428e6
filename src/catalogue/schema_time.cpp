#include "catalogue/schema_time.h"

#include <climits>

#include "base/text.h"

namespace gridpost::catalogue::grammar {
namespace {

// Reads the parts from front to back; every reader is false when the part is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }

  // CCYY and longer, with an optional minus; not zero.
  bool year(long& out) {
    const bool negative = take('-');
    std::size_t count = 0;
    out = 0;
    while (count < rest_.size() && is_digit(rest_[count])) {
      const long digit = rest_[count] - '0';
      if (out > (LONG_MAX - digit) / 10) return false;
      out = out * 10 + digit;
      ++count;
    }
    if (count < 4 || (count > 4 && rest_.front() == '0') || out == 0) return false;
    rest_.remove_prefix(count);
    if (negative) out = -out;
    return true;
  }

  bool two_digits(int most, int& out) {
    if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) return false;
    out = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    rest_.remove_prefix(2);
    return out <= most;
  }

  bool date() {
    long y = 0;
    int month = 0;
    int day = 0;
    if (!year(y) || !take('-') || !two_digits(12, month) || !take('-') || !two_digits(31, day)) return false;
    if (month == 0 || day == 0) return false;
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
  }

  bool time() {
    int hour = 0;
    int minute = 0;
    double second = 0;
    if (!two_digits(24, hour) || !take(':') || !two_digits(59, minute) || !take(':') || !seconds(second)) return false;
    return hour < 24 || (minute == 0 && second == 0);
  }

  // Nothing, Z, or hours and minutes up to 14:00.
  bool zone() {
    if (at_end() || take('Z')) return true;
    if (!take('+') && !take('-')) return false;
    int hours = 0;
    int minutes = 0;
    return two_digits(23, hours) && take(':') && two_digits(59, minutes) && hours * 60 + minutes <= 14 * 60;
  }

 private:
  bool seconds(double& out) {
    int whole = 0;
    if (!two_digits(99, whole)) return false;
    out = whole;
    if (take('.')) {
      if (rest_.empty() || !is_digit(rest_.front())) return false;
      double place = 1;
      while (!rest_.empty() && is_digit(rest_.front())) {
        place /= 10;
        out += (rest_.front() - '0') * place;
        rest_.remove_prefix(1);
      }
    }
    return out < 60;
  }

  std::string_view rest_;
};

}  // namespace

bool is_schema_date_time(std::string_view text) {
  Scanner s(text);
  if (!s.date() || !s.take('T') || !s.time() || !s.zone()) return false;
  s.skip_blanks();
  return s.at_end();
}

bool is_schema_date(std::string_view text) {
  Scanner s(text);
  return s.date() && s.zone() && s.at_end();
}

bool is_schema_time(std::string_view text) {
  Scanner s(text);
  s.skip_blanks();
  return s.time() && s.zone() && s.at_end();
}

}  // namespace gridpost::catalogue::grammar
