// Whatever comes in as a GBCS message must end in a value or an error; what is accepted is written back to the same
// octets. A first corpus: GRIDPOST_FUZZ_SEEDS=build/fuzz/gbcs_fuzz gbcs_test --gtest_filter='*EveryUseCase*'
#include <algorithm>
#include <cstdint>

#include "gbcs/codec.h"
#include "gbcs/show.h"
#include "mmc/mmc.h"

namespace {

using namespace gridpost;

// "Decrypts" by taking the last twelve octets off, so that plaintexts are within the fuzzer's reach.
const gbcs::Cipher& open_cipher() {
  static const gbcs::Cipher cipher = {[](View sealed) -> Result<Bytes> {
                                        if (sealed.size() < 12) return fail("too short");
                                        return Bytes(sealed.begin(), sealed.end() - 12);
                                      },
                                      {}};
  return cipher;
}

void examine(const gbcs::Message& message, const UseCase& use_case) {
  if (const auto payload = gbcs::decode(use_case, message)) {
    const auto content = gbcs::encode(use_case, message.header.cra, *payload);
    if (!content || *content != message.content) __builtin_trap();
    static_cast<void>(mmc::to_mmc(message, &use_case, &*payload));
  }
  if (const auto payload = gbcs::decode(use_case, message, &open_cipher())) {
    static_cast<void>(gbcs::show_json(message, &use_case, &*payload, {}));
    if (const auto shown = mmc::to_mmc(message, &use_case, &*payload)) static_cast<void>(mmc::write(*shown));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View octets(data, size);
  const auto message = gbcs::parse(octets);
  if (!message) return 0;
  if (const Bytes again = gbcs::write(*message); !std::equal(again.begin(), again.end(), octets.begin(), octets.end()))
    __builtin_trap();
  for (const UseCase* use_case : Catalogue::instance().by_code(message->header.code)) examine(*message, *use_case);
  return 0;
}
