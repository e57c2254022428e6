// Whatever an answer or alert decodes to becomes a document that an XML parser takes.
#include "duis/xml.h"
#include "mmc/mmc.h"
#include "payloads.h"
#include "prepare.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridpost;
  static const auto use_cases = fuzz::use_cases_of(std::nullopt);
  const auto in = fuzz::read_input({data, size}, use_cases);
  if (!in || in->message.header.cra == gbcs::Cra::Command) return 0;
  const auto payload = gbcs::decode(*in->use_case, in->message, &fuzz::open_cipher());
  if (!payload) return 0;
  const auto shown = mmc::to_mmc(in->message, in->use_case, &*payload);
  if (!shown || !duis::parse(mmc::write(*shown))) __builtin_trap();
  return 0;
}
