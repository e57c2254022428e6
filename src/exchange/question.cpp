#include "exchange/question.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "exchange/facts.h"
#include "exchange/non_device.h"
#include "exchange/service_checks.h"
#include "exchange/supplement.h"
#include "inventory/hub_log.h"
#include "inventory/kinds.h"
#include "inventory/prenotification.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;
using registration::Kind;

struct RoleKind {
  UserRole role;
  Kind kind;
};

constexpr RoleKind kElectricity[] = {
    {UserRole::IS, Kind::ImportSupplier}, {UserRole::ED, Kind::Distributor}, {UserRole::RSA, Kind::Agent}};
constexpr RoleKind kExport[] = {{UserRole::ES, Kind::ExportSupplier}};
constexpr RoleKind kGas[] = {
    {UserRole::GS, Kind::GasSupplier}, {UserRole::GT, Kind::Transporter}, {UserRole::RSA, Kind::Agent}};

// Adds who is registered at one metering point of the Device, role by role.
void add_points(const Known& known, Eui64 device, const std::string& mpxn, std::span<const RoleKind> roles, TimeMs at,
                std::vector<access::MeteringPoint>& points) {
  if (mpxn.empty()) return;
  std::vector<registration::Registration> history;
  if (const auto it = known.registrations.find(device); it != known.registrations.end())
    for (const auto& r : it->second)
      if (r.mpxn == mpxn) history.push_back(r);
  for (const auto& [role, kind] : roles) points.push_back({mpxn, role, registration::party_at(history, kind, at)});
}

void add_points_of(const Known& known, const Device& d, TimeMs at, std::vector<access::MeteringPoint>& points) {
  if (d.type == DeviceType::ESME) {
    add_points(known, d.id, d.import_mpxn, kElectricity, at, points);
    add_points(known, d.id, d.secondary_import_mpan, kElectricity, at, points);
    add_points(known, d.id, d.export_mpan, kExport, at, points);
  } else if (d.type == DeviceType::GSME || d.type == DeviceType::GPF) {
    add_points(known, d.id, d.import_mpxn, kGas, at, points);
  }
}

// Who pre-notified the Device that an 8.11 is about, as long as it is being installed.
std::optional<Eui64> log_device_notified_by(const duis::Request& request, const Known& known) {
  if (request.variant != "8.11") return std::nullopt;
  const auto log_request = inventory::read_log_request(request.body);
  const Device* device = log_request ? find_device(known, log_request->device) : nullptr;
  constexpr catalogue::SmiStatuses kInstalling = {SmiStatus::Pending, SmiStatus::Whitelisted,
                                                  SmiStatus::InstalledNotCommissioned};
  if (!device || !kInstalling.has(device->status)) return std::nullopt;
  return device->notified_by;
}

// A hub or gas proxy that takes the place of another is the business of those who supply the meters of the other: no
// meter stands behind it yet. (DUIS 8.6)
const Device& whose_meters(const Device& device, const duis::Request& request, const Known& known) {
  for (const char* element : {"OldCHFID", "OldGPFID"}) {
    const auto old = named_in(request.body, element);
    const Device* predecessor = old ? find_device(known, *old) : nullptr;
    if (predecessor && predecessor->type == device.type) return *predecessor;
  }
  return device;
}

access::Target target_of(const Device& device, const duis::Request& request, const Known& known, TimeMs at) {
  access::Target target{device.type, device.status, device.notified_by, std::nullopt, {}, {}};
  const auto hub = carrier_of(device);
  if (const Device* carrier = hub ? find_device(known, *hub) : nullptr) target.hub_status = carrier->status;
  target.points = points_of(known, whose_meters(device, request, known), at);
  target.log_device_notified_by = log_device_notified_by(request, known);
  return target;
}

}  // namespace

bool has_joined(const Device& device) {
  return inventory::is_hub_function(device.type) ||
         (device.status != SmiStatus::Pending && device.status != SmiStatus::Whitelisted);
}

bool supplies(const Known& known, const std::string& mpxn, Eui64 user) {
  const auto it = known.mpxn_registrations.find(mpxn);
  return it != known.mpxn_registrations.end() &&
         (registration::is_registered(it->second, Kind::ImportSupplier, user, known.now) ||
          registration::is_registered(it->second, Kind::GasSupplier, user, known.now));
}

std::optional<Eui64> carrier_of(const Device& device) {
  return device.type == DeviceType::CHF ? std::optional(device.id) : device.hub;
}

std::optional<TimeMs> execution_date(const Element& body) {
  const Element* date = body.child("ExecutionDateTime");
  if (!date) return std::nullopt;
  const auto time = parse_date_time(date->text);
  return time ? std::optional(*time) : std::nullopt;
}

TimeMs effect_time(const duis::Request& request, const Known& known) {
  const TimeMs date = execution_date(request.body).value_or(known.now);
  return date == kCancelDate || date < known.now ? known.now : date;
}

std::optional<TimeMs> held_until(const duis::Request& request, const Known& known) {
  const catalogue::Service& service = *catalogue::find_service(request.variant);
  const auto date = execution_date(request.body);
  if (!date) return std::nullopt;
  if (service.future_dated == catalogue::FutureDated::Device && request.command_variant == 4) return std::nullopt;
  if (service.future_dated != catalogue::FutureDated::DspAndDevice) return date;
  if (*date == kCancelDate) return std::nullopt;
  const TimeMs sent = *date - known.limits.sent_before_date;
  return sent > known.now ? std::optional(sent) : std::nullopt;
}

bool is_known_remote_party(const Known& known, const Device& device, Eui64 user) {
  catalogue::UserRoles with_slot;
  if (device.type == DeviceType::ESME) with_slot = {UserRole::IS, UserRole::ED};
  if (device.type == DeviceType::HCALCS) with_slot = {UserRole::IS};
  if (device.type == DeviceType::GSME || device.type == DeviceType::GPF) with_slot = {UserRole::GS};
  if (with_slot.empty()) return false;
  const auto points = points_of(known, device, known.now);
  return std::any_of(points.begin(), points.end(),
                     [&](const access::MeteringPoint& p) { return p.party == user && with_slot.has(p.role); });
}

access::Question question_of(const duis::Request& request, WebService path, const Known& known, TimeMs at) {
  access::Question q;
  q.path = path;
  q.service = catalogue::find_service(request.variant);
  q.reference = request.reference;
  q.body_element = request.body.name;
  q.command_variant = request.command_variant;
  q.originator = request.id.originator;
  q.user = known.user ? &*known.user : nullptr;
  q.device = request.id.target;
  q.at = at;
  if ((request.variant == "8.5" || request.variant == "8.6") && !known.rules.on(kOptOutEnd))
    q.added_roles = {UserRole::IS, UserRole::GS};
  if (!q.service || q.service->non_device) return q;
  const Device* device = find_device(known, request.id.target);
  if (!device) return q;
  q.target = target_of(*device, request, known, at);
  return q;
}

access::Question question_about(const Device& device, const duis::Request& request, const Known& known) {
  access::Question q = question_of(request, WebService::NonDevice, known, known.now);
  q.device = device.id;
  q.target = target_of(device, request, known, known.now);
  return q;
}

std::vector<access::MeteringPoint> points_of(const Known& known, const Device& device, TimeMs at) {
  std::vector<access::MeteringPoint> points;
  const bool follows_meters =
      device.type == DeviceType::CHF || device.type == DeviceType::PPMID || device.type == DeviceType::HCALCS;
  if (!follows_meters) {
    add_points_of(known, device, at, points);
    return points;
  }
  const auto hub = carrier_of(device);
  for (const auto& [id, other] : known.devices)
    if (hub && other.hub == hub && other.type != DeviceType::GPF) add_points_of(known, other, at, points);
  return points;
}

void add_needs_of(const duis::Request& request, Needs& needs) {
  needs.user = request.id.originator;
  const catalogue::Service* service = catalogue::find_service(request.variant);
  if (!service) return;
  if (const NonDeviceService* non_device = find_non_device(request.variant); non_device && non_device->needs)
    non_device->needs(request, needs);
  if (service->non_device) return;
  needs.devices.push_back(request.id.target);
  add_supplement_needs(request, needs);
  add_check_needs(request, needs);
  if (service->devices.has(DeviceType::CHF)) needs.homes.push_back(request.id.target);
  if (request.variant != "8.11") return;
  if (const auto log_request = inventory::read_log_request(request.body)) {
    needs.devices.push_back(log_request->device);
    needs.mpxns = log_request->mpxns();
  }
}

void add_further_needs_of(const duis::Request& request, const Known& known, Needs& needs) {
  add_further_supplement_needs(request, known, needs);
  add_further_check_needs(request, known, needs);
  if (const NonDeviceService* non_device = find_non_device(request.variant)) {
    if (non_device->further_needs) non_device->further_needs(request, known, needs);
  } else if (request.variant == "8.11") {
    const auto log_request = inventory::read_log_request(request.body);
    const Device* d = log_request ? find_device(known, log_request->device) : nullptr;
    if (d && inventory::has_model_entry(d->type)) needs.product = model_of(*d);
  } else if (const Device* d = find_device(known, request.id.target);
             d && d->hub && (d->type == DeviceType::PPMID || d->type == DeviceType::HCALCS)) {
    needs.homes.push_back(*d->hub);
  }
}

Result<duis::Request> request_of(const RequestRecord& record) {
  duis::Request request;
  request.schema_version = record.schema_version;
  request.id = record.id;
  request.command_variant = record.command_variant;
  request.reference = record.reference;
  request.variant = record.variant;
  GP_TRY(body, body_of_facts(record.facts));
  request.body = std::move(body);
  return request;
}

}  // namespace gridpost::exchange
