#include "transform/supplement.h"

#include "base/bytes.h"

namespace gridpost::transform {
namespace {

void add_entry(Element& log, const Supplement::LogEntry& entry) {
  Element& e = log.add("Entry");
  e.add("DeviceID", entry.device.text());
  e.add("DeviceType", catalogue::text(entry.type));
  if (!entry.link_key_hash.empty()) e.add("LinkKeyHash", to_hex(entry.link_key_hash));
}

}  // namespace

Element Supplement::element() const {
  Element root;
  root.name = "$";
  if (other_device) {
    Element& other = root.add("OtherDevice");
    other.add("DeviceType", catalogue::text(other_device->type));
    if (!other_device->certificate.empty()) other.add("Certificate", to_base64(other_device->certificate));
  }
  if (log) {
    Element& e = root.add("Log");
    if (!log->han_identifier.empty()) e.add("HANIdentifier", to_hex(log->han_identifier));
    for (const LogEntry& entry : log->entries) add_entry(e, entry);
  }
  if (!user_roles.empty()) {
    Element& user = root.add("User");
    for (int role = 0; role < catalogue::kUserRoles; ++role)
      if (user_roles.has(static_cast<UserRole>(role))) user.add("Role", catalogue::text(static_cast<UserRole>(role)));
  }
  if (!customer_number.empty()) root.add("CustomerIdentificationNumber", customer_number);
  return root;
}

}  // namespace gridpost::transform
