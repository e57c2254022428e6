// Whatever comes in as a DUIS message must end in a value or an error, never in a crash.
#include <cstdint>

#include "duis/response.h"
#include "duis/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridpost;
  static const crypto::KeyStore no_keys;
  const auto document = duis::parse({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  if (const auto request = duis::read_request(*document)) {
    // What was read can be written and is then read as the same.
    const auto again = duis::parse(duis::write(*request));
    if (!again || !duis::read_request(*again)) __builtin_trap();
  }
  static_cast<void>(duis::peek(*document));
  static_cast<void>(duis::read_response(*document));
  static_cast<void>(duis::verify(*document, no_keys));
  return 0;
}
