#include "inventory/prenotification.h"

#include <fmt/format.h>

#include "inventory/named_device.h"

namespace gridpost::inventory {
namespace {

std::optional<Refusal> check_details(const Notification& n) {
  const auto refusal = [&](std::string_view what) {
    return Refusal{rule::kDeviceDetails, fmt::format("{} for a {}", what, catalogue::text(n.type))};
  };
  const bool model_entry = has_model_entry(n.type);
  if (model_entry && n.firmware_version.empty()) return refusal("FirmwareVersion is missing");
  if (!model_entry && !n.firmware_version.empty()) return refusal("FirmwareVersion does not apply");
  if (model_entry && n.smets_version.empty()) return refusal("SMETSCHTSVersion is missing");
  if (n.type == DeviceType::ESME && n.esme_variant.empty()) return refusal("ESMEVariant is missing");
  if (n.type != DeviceType::ESME && !n.esme_variant.empty()) return refusal("ESMEVariant does not apply");
  return std::nullopt;
}

std::optional<Refusal> check_gas_proxy(const Notification& n) {
  if (n.type == DeviceType::GPF)
    return Refusal{rule::kGasProxy, "a gas proxy is notified with its hub, not on its own"};
  if (n.type == DeviceType::CHF && !n.gpf)
    return Refusal{rule::kGasProxy, "AssociatedGPFDeviceID is missing for a hub"};
  if (n.type != DeviceType::CHF && n.gpf)
    return Refusal{rule::kGasProxy, fmt::format("a {} has no AssociatedGPFDeviceID", catalogue::text(n.type))};
  return std::nullopt;
}

Device record_of(const Notification& n, const std::optional<Product>& product, Eui64 user) {
  Device d;
  d.id = n.id;
  d.type = n.type;
  d.manufacturer = n.manufacturer;
  d.model = n.model;
  d.smets_version = n.smets_version;
  d.firmware_version = n.firmware_version;
  d.esme_variant = n.esme_variant;
  d.notified_by = user;
  if (product) d.gbcs_version = product->gbcs_version;
  return d;
}

}  // namespace

Result<Notification> read_notification(const Element& body) {
  GP_TRY(device, named_device(body));
  Notification n;
  n.id = device.id;
  n.type = device.type;
  n.manufacturer = body.text_at("DeviceManufacturer");
  n.model = body.text_at("DeviceModel");
  n.smets_version = body.text_at("SMETSCHTSVersion");
  n.firmware_version = body.text_at("FirmwareVersion");
  n.esme_variant = body.text_at("ESMEVariant");
  if (body.child("AssociatedGPFDeviceID")) {
    GP_TRY(gpf, Eui64::parse(body.text_at("AssociatedGPFDeviceID")));
    n.gpf = gpf;
  }
  return n;
}

bool has_model_entry(DeviceType type) { return type != DeviceType::IHD && type != DeviceType::CAD; }

Outcome<Change> prenotify(const Notification& n, bool taken, const std::optional<Product>& product,
                          Contradiction policy, Eui64 user, TimeMs now) {
  if (taken)
    return refuse(rule::kNewDevice, fmt::format("{} or its gas proxy is in the inventory already", n.id.text()));
  if (n.gpf == n.id) return refuse(rule::kNewDevice, "hub and gas proxy have the same identifier");
  if (auto refusal = check_gas_proxy(n)) return tl::unexpected(*std::move(refusal));
  if (auto refusal = check_details(n)) return tl::unexpected(*std::move(refusal));
  const Conditions met = if_so(is_listed(product), Condition::ModelListed);
  if (!catalogue::find_transition(StatusEvent::Prenotified, n.type, std::nullopt, met))
    return refuse(rule::kModelListed,
                  fmt::format("{} {} {} with firmware {} is not on the Central Products List", catalogue::text(n.type),
                              n.manufacturer, n.model, n.firmware_version));
  Change change;
  change.rules.push_back(rule::kPrenotified);
  GP_CHECK(check_variant(n.esme_variant, product, policy, rule::kModelListed, change));
  Device device = record_of(n, product, user);
  if (n.gpf) {
    Device proxy = device;  // shares manufacturer, model and firmware with its CHF
    proxy.id = *n.gpf;
    proxy.type = DeviceType::GPF;
    proxy.hub = n.id;
    device.hub = n.id;
    device.gpf = n.gpf;
    change.devices.push_back(std::move(proxy));
  }
  change.devices.insert(change.devices.begin(), std::move(device));
  for (Device& d : change.devices) begin_life(d, StatusEvent::Prenotified, met, now, change);
  return change;
}

}  // namespace gridpost::inventory
