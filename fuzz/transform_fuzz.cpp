// Whatever request is valid becomes a command that decodes, is written back to the same octets and means what the
// request means, or is refused. The first octet chooses the Device; the others are the request.
#include <array>
#include <cstdint>

#include "duis/request.h"
#include "gbcs/codec.h"
#include "prepare.h"
#include "transform/supplement.h"
#include "transform/transform.h"

namespace {

using namespace gridpost;

const Element& added() {
  static const Element element = [] {
    transform::Supplement known;
    known.other_device = transform::Supplement::OtherDevice{DeviceType::PPMID, {0x30, 0x03, 0x02, 0x01, 0x05}};
    known.log = transform::Supplement::Log{Bytes(8), {}};
    known.user_roles = {UserRole::IS};
    known.customer_number = "1234";
    return known.element();
  }();
  return element;
}

transform::Target target_of(Eui64 id, std::uint8_t choice) {
  static constexpr std::array<const char*, 3> kVariants = {"A", "B", "C"};
  transform::Target target;
  target.id = id;
  target.type = static_cast<DeviceType>(choice % catalogue::kDeviceTypes);
  target.esme_variant = kVariants[choice / catalogue::kDeviceTypes % kVariants.size()];
  target.gbcs_version = choice / (catalogue::kDeviceTypes * kVariants.size()) % 2 == 0 ? "4.2" : "1.1";
  return target;
}

transform::Circumstances circumstances() {
  transform::Circumstances out;
  out.now = kEpoch2000 + 25 * 365 * kDay;
  out.broker = Eui64{0x0A11000000000002};
  out.trans_cos = Eui64{0x0A11000000000004};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto document = duis::parse({reinterpret_cast<const char*>(data) + 1, size - 1});
  if (!document) return 0;
  const auto request = duis::read_request(*document);
  if (!request) return 0;
  const transform::Source source{request->id, request->variant, &request->body, &added()};
  const transform::Target target = target_of(request->id.target, data[0]);
  const auto use_case = transform::select(source, target);
  if (!use_case) return 0;
  const auto command = transform::to_command(**use_case, source, target, circumstances());
  if (!command) return 0;
  const auto payload = gbcs::decode_unpacked(**use_case, *command);
  if (!payload) __builtin_trap();
  const auto content = gbcs::encode(**use_case, gbcs::Cra::Command, *payload);
  if (!content || *content != command->content) __builtin_trap();
  if (!(*use_case)->critical()) return 0;
  const auto differences = transform::correlate(source, target, *command);
  if (!differences || !differences->empty()) __builtin_trap();
  return 0;
}
