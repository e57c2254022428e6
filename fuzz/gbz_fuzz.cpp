// Whatever comes in as a payload in GBZ must end in values or an error; what is accepted is written back to the same
// octets.
#include "decoding.h"
#include "prepare.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gridpost::fuzz::decode_both_ways({data, size}, gridpost::Protocol::Gbz);
  return 0;
}
