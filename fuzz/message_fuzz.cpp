// Whatever comes in as a GBCS message must end in a value or an error; what is accepted is written back to the same
// octets.
#include <algorithm>

#include "gbcs/show.h"
#include "payloads.h"
#include "prepare.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridpost;
  const View octets(data, size);
  const auto message = gbcs::parse(octets);
  if (!message) return 0;
  if (const Bytes again = gbcs::write(*message); !std::equal(again.begin(), again.end(), octets.begin(), octets.end()))
    __builtin_trap();
  for (const UseCase* use_case : gbcs::use_cases_of(*message))
    if (const auto payload = gbcs::decode(*use_case, *message)) {
      fuzz::expect_same_again(*use_case, *message, *payload);
      static_cast<void>(gbcs::show_json(*message, use_case, &*payload, {}));
    }
  return 0;
}
