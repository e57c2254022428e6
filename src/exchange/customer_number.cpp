#include "exchange/customer_number.h"

#include <fmt/format.h>

#include "exchange/facts.h"

namespace gridpost::exchange {

std::string customer_number(const Known& known) {
  constexpr std::uint64_t kNumbers = 10000;
  return fmt::format("{:04}", known.chance % kNumbers);
}

void note_customer_number(RequestRecord& record, const Known& known) {
  Element number;
  number.name = "CustomerIdentificationNumber";
  number.text = customer_number(known);
  record.facts = facts_of(number);
}

std::string noted_customer_number(const RequestRecord& record) {
  const auto number = body_of_facts(record.facts);
  return number ? number->text : std::string();
}

}  // namespace gridpost::exchange
