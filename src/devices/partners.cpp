#include "devices/partners.h"

#include <fmt/format.h>

namespace gridpost::devices {
namespace {

constexpr std::string_view kPartner = "partner/";  // + Device: one octet, its type

std::string key_of(Eui64 id) { return fmt::format("{}{}", kPartner, id.plain()); }

}  // namespace

std::uint8_t join_type(DeviceType type) {
  switch (type) {
    case DeviceType::GSME:
      return 0;
    case DeviceType::ESME:
      return 1;
    case DeviceType::CHF:
      return 2;
    case DeviceType::GPF:
      return 3;
    case DeviceType::HCALCS:
      return 4;
    case DeviceType::PPMID:
      return 5;
    case DeviceType::IHD:
    case DeviceType::CAD:
      break;
  }
  return 6;
}

catalogue::DeviceTypes types_of_join(std::uint8_t number) {
  catalogue::DeviceTypes types;
  for (int i = 0; i < catalogue::kDeviceTypes; ++i)
    if (const auto type = static_cast<DeviceType>(i); join_type(type) == number) types.add(type);
  return types;
}

std::size_t Partners::capacity() const {
  switch (owner_) {
    case DeviceType::ESME:
    case DeviceType::GPF:
      return 16;
    case DeviceType::HCALCS:
      return 1;
    default:
      return 4;
  }
}

std::vector<Partner> Partners::all() const {
  std::vector<Partner> out;
  for (const auto& [key, octets] : state_.below(kPartner))
    if (const auto id = Eui64::parse(key.substr(kPartner.size())); id && octets.size() == 1)
      out.push_back({*id, octets[0]});
  return out;
}

std::optional<Partner> Partners::find(Eui64 id) const {
  const Bytes* type = state_.find(key_of(id));
  return type && type->size() == 1 ? std::optional(Partner{id, type->front()}) : std::nullopt;
}

void Partners::put(const Partner& partner) { state_.put(key_of(partner.id), {partner.type}); }

bool Partners::remove(Eui64 id) {
  if (!find(id)) return false;
  state_.erase(key_of(id));
  return true;
}

}  // namespace gridpost::devices
