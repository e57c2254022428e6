#include "exchange/dcc_alert.h"

#include <fmt/format.h>

#include <algorithm>

#include "duis/response.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;

constexpr std::size_t kMostType1 = 7;

// DeviceStatusChangeEvent around one change.
Element status_event(Eui64 device, Element change) {
  Element event;
  event.name = "DeviceStatusChangeEvent";
  event.add("DeviceID", device.text());
  event.add("DeviceStatusChange").children.push_back(std::move(change));
  return event;
}

void add_mpxns(Element& to, const Device& meter) {
  to.add("ImportMPxN", meter.import_mpxn);
  if (!meter.secondary_import_mpan.empty()) to.add("SecondaryImportMPAN", meter.secondary_import_mpan);
  if (!meter.export_mpan.empty()) to.add("ExportMPAN", meter.export_mpan);
}

}  // namespace

RaisedAlert meter_decommissioned(const Device& meter, std::span<const Device> type_1, std::vector<Eui64> receivers) {
  Element change = Element::named("MeterDecommissioningOrWithdrawal");
  add_mpxns(change.add("MeterDecommissionOrWithdrawal"), meter);
  for (const Device& d : type_1.first(std::min(type_1.size(), kMostType1))) {
    Element& e = change.add("AssociatedType1Device");
    e.add("DeviceID", d.id.text());
    e.add("DeviceType", catalogue::text(d.type));
  }
  return {"N1", status_event(meter.id, std::move(change)), meter.id, std::move(receivers)};
}

RaisedAlert device_removed(Eui64 device, std::vector<Eui64> receivers) {
  return {"N8", status_event(device, Element::named("DeviceRemovedFromInventory")), device, std::move(receivers)};
}

RaisedAlert meter_withdrawn(const Device& meter, std::span<const Device> type_1, std::vector<Eui64> receivers) {
  RaisedAlert alert = meter_decommissioned(meter, type_1, std::move(receivers));
  alert.code = "N2";
  return alert;
}

RaisedAlert hub_decommissioned(const Device& hub, std::vector<Eui64> receivers) {
  return {"N9", status_event(hub.id, Element::named("CHFDecommissioning")), hub.id, std::move(receivers)};
}

RaisedAlert meter_commissioned(const Device& meter, std::vector<Eui64> receivers) {
  Element change = Element::named("MeterIdentity");
  add_mpxns(change.add("MeterMPxNs"), meter);
  if (!meter.esme_variant.empty()) change.add("ESMEVariant", meter.esme_variant);
  return {"N16", status_event(meter.id, std::move(change)), meter.id, std::move(receivers)};
}

RaisedAlert device_suspended(const Device& device, std::vector<Eui64> receivers) {
  return {"N28", status_event(device.id, Element::named("DeviceSuspended")), device.id, std::move(receivers)};
}
RaisedAlert device_restored(const Device& device, std::vector<Eui64> receivers) {
  return {"N29", status_event(device.id, Element::named("DeviceRestored")), device.id, std::move(receivers)};
}
RaisedAlert recovery_complete(const Device& device, std::vector<Eui64> receivers) {
  return {"N48", status_event(device.id, Element::named("RecoveryComplete")), device.id, std::move(receivers)};
}

RaisedAlert credentials_updated(Eui64 device, const ReplacedCredentials& replaced, std::vector<Eui64> receivers) {
  Element updated = Element::named("SecurityCredentialsUpdated");
  updated.add("DeviceID", device.text());
  updated.add("RemotePartyRole", std::string(replaced.role));
  if (replaced.floor) {
    Element& floors = updated.add("RemotePartySeqNumberChange");
    floors.add("RemotePartyFloorSeqNumber", fmt::format("{}", *replaced.floor));
    if (replaced.top_up_floor)
      floors.add("RemotePartyPrepaymentTopUpFloorSeqNumber", fmt::format("{}", *replaced.top_up_floor));
  }
  for (const ReplacedCredentials::Certificate& c : replaced.certificates) {
    Element& certificate = updated.add("Certificates");
    certificate.add("CertificateType", std::string(c.type));
    certificate.add("CertificateHash", to_base64(c.hash));
  }
  return {"N42", std::move(updated), device, std::move(receivers)};
}

namespace {

RaisedAlert log_result(std::string_view code, const RequestId& request) {
  Element result = Element::named("UpdateHANDeviceLogResult");
  result.add("UpdateHANDeviceLogServiceRequestID", request.text());
  return {code, std::move(result), request.target, {request.originator}};
}

}  // namespace

RaisedAlert log_updated(const RequestId& request) { return log_result("N24", request); }
RaisedAlert join_not_seen(const RequestId& request) { return log_result("N25", request); }

RaisedAlert log_restored(bool proxy, const Device& old_hub, const Device& new_hub, TimeMs at,
                         std::vector<Eui64> receivers) {
  Element restored = Element::named("DeviceLogRestored");
  restored.add("RestoredDate", iso_date(at));
  Element& ids = restored.add(proxy ? "GPFDeviceLog" : "CHFDeviceLog");
  ids.add("OldCHFDeviceID", old_hub.id.text());
  ids.add("NewCHFDeviceID", new_hub.id.text());
  ids.add("OldGPFDeviceID", old_hub.gpf.value_or(Eui64{}).text());
  ids.add("NewGPFDeviceID", new_hub.gpf.value_or(Eui64{}).text());
  return {proxy ? "N31" : "N30", std::move(restored), new_hub.id, std::move(receivers)};
}

RaisedAlert firmware_mismatch(bool listed, const Device& device, const std::string& in_inventory,
                              std::vector<Eui64> receivers) {
  Element mismatch = Element::named("FirmwareVersionMismatch");
  mismatch.add("DeviceID", device.id.text());
  mismatch.add("DeviceType", catalogue::text(device.type));
  mismatch.add("FirmwareVersionSMI", in_inventory);
  mismatch.add("FirmwareVersionDevice", device.firmware_version);
  return {listed ? "N49" : "N50", std::move(mismatch), device.id, std::move(receivers)};
}

RaisedAlert display_removed(Eui64 ppmid, Eui64 hub, std::vector<Eui64> receivers) {
  Element removed = Element::named("PPMIDRemoval");
  removed.add("PPMIDDeviceID", ppmid.text());
  removed.add("CHFDeviceID", hub.text());
  return {"N43", std::move(removed), ppmid, std::move(receivers)};
}

RaisedAlert supplier_change_refused(const RequestId& request, std::string_view error_code) {
  Element change = Element::named("ChangeOfSupplier");
  change.add("ChangeOfSupplierServiceRequestID", request.text());
  change.add("ECoSErrorCode", std::string(error_code));
  return {"N26", std::move(change), request.target, {request.originator}};
}

RaisedAlert supplier_changed_to_another(const Device& meter, Eui64 loser) {
  Element change = Element::named("ChangeOfSupplier");
  Element& device = change.add("DeviceChangeOfSupplier");
  device.add("DeviceID", meter.id.text());
  device.add("DeviceType", catalogue::text(meter.type));
  add_mpxns(device.add("MPxNs"), meter);
  return {"N27", std::move(change), meter.id, {loser}};
}

RaisedAlert command_failed(std::string_view code, const RequestRecord& request) {
  Element failure = Element::named("CommandFailure");
  failure.add("CommandRequestID", request.id.text());
  failure.add("DeviceID", request.device.text());
  return {code, std::move(failure), request.device, {request.id.originator}};
}

std::uint64_t next_alert_number(std::optional<std::uint64_t> last, TimeMs now) {
  return std::max(last.value_or(0) + 1, static_cast<std::uint64_t>(now));
}

Effects queue_alert(const RaisedAlert& alert, Eui64 dcc, Eui64 receiver, std::uint64_t number, TimeMs now) {
  duis::Response r;
  r.response_id = ResponseId{dcc, receiver, number};
  r.code = "I0";
  r.time = now;
  r.payload = duis::DccAlert{std::string(alert.code), alert.payload};
  OutboxItem item;
  item.kind = OutboxKind::Push;
  item.user = receiver;
  item.device = alert.device;
  item.identity = "|" + r.response_id->text() + "|dcc-alert";
  const std::string body = duis::write(r);
  item.body.assign(body.begin(), body.end());
  item.created_at = now;
  return {SetCounter{dcc, receiver, std::string(kAlertStream), number}, Enqueue{std::move(item)}};
}

}  // namespace gridpost::exchange
