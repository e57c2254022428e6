#include "inventory/inventory_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gridpost::inventory {
namespace {

constexpr std::size_t kMostDevices = 17;

int rank(DeviceType type) { return type == DeviceType::CHF ? 0 : type == DeviceType::GPF ? 1 : 2; }

// Adds the element unless its text is empty.
void add_known(Element& to, std::string_view name, std::string_view text) {
  if (!text.empty()) to.add(name, text);
}

Element device_element(const Device& d) {
  Element e;
  e.name = "Device";
  e.add("DeviceID", d.id.text());
  e.add("DeviceType", catalogue::text(d.type));
  const bool type_2 = d.type == DeviceType::IHD || d.type == DeviceType::CAD;  // answered without status and versions
  if (!type_2) e.add("DeviceStatus", catalogue::text(d.status));
  e.add("DeviceManufacturer", d.manufacturer);
  e.add("DeviceModel", d.model);
  if (!type_2) {
    add_known(e, "SMETSCHTSVersion", d.smets_version);
    add_known(e, "DeviceFirmwareVersion", d.firmware_version);
  }
  if (d.commissioned_at) e.add("DateCommissioned", iso_date(*d.commissioned_at) + "Z");
  add_known(e, "ImportMPxN", d.import_mpxn);
  add_known(e, "SecondaryImportMPAN", d.secondary_import_mpan);
  add_known(e, "ExportMPAN", d.export_mpan);
  if (d.type == DeviceType::ESME) add_known(e, "ESMEVariant", d.esme_variant);
  add_known(e, "UPRN", d.uprn);
  if (!d.post_code.empty() && !d.address_identifier.empty()) {
    Element& filter = e.add("PropertyFilter");
    filter.add("PostCode", d.post_code);
    filter.add("AddressIdentifier", d.address_identifier);
  }
  add_known(e, "CSPRegion", d.csp_region);
  if (!type_2) add_known(e, "DeviceGBCSVersion", d.gbcs_version);
  if (d.type == DeviceType::CHF) {
    add_known(e, "HANVariant", d.han_variant);
    add_known(e, "Connectivity", d.connectivity);
  }
  return e;
}

}  // namespace

bool Search::matches(const Device& d) const {
  if (device) return d.id == *device;
  if (!mpxn.empty()) return d.import_mpxn == mpxn || d.secondary_import_mpan == mpxn || d.export_mpan == mpxn;
  if (!uprn.empty()) return d.uprn == uprn;
  return !post_code.empty() && d.post_code == post_code && d.address_identifier == address_identifier;
}

Result<Search> read_search(const Element& body) {
  Search s;
  if (body.child("DeviceID")) {
    GP_TRY(id, Eui64::parse(body.text_at("DeviceID")));
    s.device = id;
  }
  s.mpxn = body.text_at("MPxN");
  s.uprn = body.text_at("UPRN");
  s.post_code = body.text_at("PropertyFilter/PostCode");
  s.address_identifier = body.text_at("PropertyFilter/AddressIdentifier");
  return s;
}

Eui64 premises_of(const Device& device) { return device.hub.value_or(device.id); }

Outcome<std::vector<Device>> find_premises(const Search& search, std::span<const Device> known) {
  std::set<Eui64> premises;
  for (const Device& d : known)
    if (search.matches(d)) premises.insert(premises_of(d));
  if (premises.empty()) return refuse(rule::kFound, "no Device matches the search");
  if (premises.size() > 1)
    return refuse(rule::kOnePremises, fmt::format("the search matches {} premises", premises.size()));
  std::vector<Device> found;
  for (const Device& d : known)
    if (premises_of(d) == *premises.begin()) found.push_back(d);
  std::sort(found.begin(), found.end(), [](const Device& a, const Device& b) {
    return std::pair(rank(a.type), a.id) < std::pair(rank(b.type), b.id);
  });
  if (found.size() > kMostDevices)
    return refuse(rule::kOnePremises, fmt::format("{} Devices are more than an answer holds", found.size()));
  return found;
}

Element inventory_answer(std::span<const Device> devices) {
  Element answer;
  answer.name = "DSPInventory";
  for (const Device& d : devices) answer.children.push_back(device_element(d));
  return answer;
}

}  // namespace gridpost::inventory
