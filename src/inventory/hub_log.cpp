#include "inventory/hub_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "inventory/prenotification.h"

namespace gridpost::inventory {
namespace {

const HubLogEntry* entry_of(std::span<const HubLogEntry> log, Eui64 device) {
  const auto it = std::find_if(log.begin(), log.end(), [&](const HubLogEntry& e) { return e.device == device; });
  return it == log.end() ? nullptr : &*it;
}

// A metering point is the User's, and does not replace another one.
std::optional<Refusal> check_mpxns(const LogRequest& request, const LogFacts& facts) {
  if (!facts.not_registered.empty())
    return Refusal{rule::kLogMpxn, fmt::format("the User is not registered at {}", facts.not_registered.front())};
  const Device& d = *facts.device;
  const auto differs = [](const std::string& given, const std::string& stored) {
    return !given.empty() && !stored.empty() && given != stored;
  };
  if (differs(request.import_mpxn, d.import_mpxn) || differs(request.secondary_import_mpan, d.secondary_import_mpan) ||
      differs(request.export_mpan, d.export_mpan))
    return Refusal{rule::kLogMpxn, fmt::format("{} carries other metering points already", d.id.text())};
  if (!request.mpxns().empty() && d.type != DeviceType::ESME && d.type != DeviceType::GSME)
    return Refusal{rule::kLogMpxn, fmt::format("a {} has no metering point", catalogue::text(d.type))};
  return std::nullopt;
}

// Lengths of an install code. (ZigBee)
constexpr auto kInstallCodeOctets = std::to_array<std::size_t>({6, 8, 12, 16});

Outcome<void> check_add(const LogRequest& request, const LogFacts& facts) {
  const Device& d = *facts.device;
  if (!could_move(d, StatusEvent::LogEntryMade))
    return refuse(rule::kLogDeviceStatus, fmt::format("{} is a {} and {}; it cannot be added to a log", d.id.text(),
                                                      catalogue::text(d.type), catalogue::text(d.status)));
  if (has_model_entry(d.type) && !is_listed(facts.product))
    return refuse(rule::kLogModelListed,
                  fmt::format("the model of {} is not on the Central Products List", d.id.text()));
  if (std::find(kInstallCodeOctets.begin(), kInstallCodeOctets.end(), request.install_code_octets) ==
      kInstallCodeOctets.end())
    return refuse(rule::kLogInstallCode,
                  fmt::format("an install code has 6, 8, 12 or 16 octets, not {}", request.install_code_octets));
  if (auto refusal = check_mpxns(request, facts)) return tl::unexpected(*std::move(refusal));
  if (d.hub && *d.hub != facts.hub)
    return refuse(rule::kLogOtherHub, fmt::format("{} is on the log of {}", d.id.text(), d.hub->text()));
  std::size_t others = 1;  // the gas proxy
  for (const HubLogEntry& e : facts.log) others += e.device != d.id && e.device != facts.gpf ? 1 : 0;
  if (!entry_of(facts.log, d.id) && others >= kHubLogEntries)
    return refuse(rule::kLogFull, fmt::format("the log of {} has {} entries", facts.hub.text(), kHubLogEntries));
  return {};
}

}  // namespace

std::vector<std::string> LogRequest::mpxns() const {
  std::vector<std::string> out;
  for (const std::string* m : {&import_mpxn, &secondary_import_mpan, &export_mpan})
    if (!m->empty()) out.push_back(*m);
  return out;
}

Result<LogRequest> read_log_request(const Element& body) {
  LogRequest r;
  GP_TRY(device, Eui64::parse(body.text_at("DeviceID")));
  r.device = device;
  r.add = body.text_at("RequestType") == "Add";
  if (const Element* details = body.child("AddDeviceToCHFWhitelist")) {
    r.has_details = true;
    r.join_period = std::strtol(std::string(details->text_at("JoinTimePeriod")).c_str(), nullptr, 10) * kSecond;
    r.install_code_octets = trimmed(details->text_at("InstallCode")).size() / 2;
    r.import_mpxn = details->text_at("ImportMPxN");
    r.secondary_import_mpan = details->text_at("SecondaryImportMPAN");
    r.export_mpan = details->text_at("ExportMPAN");
  }
  return r;
}

Outcome<void> check_log_request(const LogRequest& request, const LogFacts& facts) {
  if (request.add != request.has_details)
    return refuse(rule::kLogRequestForm,
                  request.add ? "Add without AddDeviceToCHFWhitelist" : "Remove with AddDeviceToCHFWhitelist");
  if (!facts.device)
    return refuse(rule::kLogDeviceKnown, fmt::format("{} is not in the inventory", request.device.text()));
  if (request.add) return check_add(request, facts);
  if (facts.device->hub != facts.hub || facts.device->type == DeviceType::CHF || facts.device->type == DeviceType::GPF)
    return refuse(rule::kLogEntry, fmt::format("{} is not on the log of {}", request.device.text(), facts.hub.text()));
  return {};
}

Change log_entry_made(const LogRequest& request, const RequestId& id, Device device, Eui64 hub,
                      std::span<const HubLogEntry> log, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kAdded);
  device.hub = hub;
  if (!request.import_mpxn.empty()) device.import_mpxn = request.import_mpxn;
  if (!request.secondary_import_mpan.empty()) device.secondary_import_mpan = request.secondary_import_mpan;
  if (!request.export_mpan.empty()) device.export_mpan = request.export_mpan;
  const HubLogEntry* entry = entry_of(log, device.id);
  const bool has_joined = entry && !entry->link_key_hash.empty();
  if (has_joined)
    change.joins_seen.push_back(id);
  else
    change.entries.push_back({hub, device.id, entry ? entry->added_at : now, {}, id});
  const bool is_new = device.status == SmiStatus::Pending;
  move_status(device, StatusEvent::LogEntryMade, {}, now, change);
  if (is_new && has_joined && move_status(device, StatusEvent::JoinedHan, {}, now, change))
    change.rules.push_back(rule::kJoined);
  change.devices.push_back(std::move(device));
  return change;
}

Change log_entry_removed(Device device, Eui64 hub, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kRemoved);
  change.gone_entries.push_back({hub, device.id, 0, {}});
  device.hub.reset();
  move_status(device, StatusEvent::LogEntryRemoved, if_so(!device.commissioned_at, Condition::NeverCommissioned), now,
              change);
  change.devices.push_back(std::move(device));
  return change;
}

Change log_reported(Eui64 hub, std::span<const ReportedEntry> reported, std::span<const HubLogEntry> image,
                    std::span<const Device> devices, TimeMs now) {
  Change change;
  for (const ReportedEntry& r : reported) {
    const HubLogEntry* known = entry_of(image, r.device);
    const bool news = !known || known->link_key_hash != r.link_key_hash;
    if (news)
      change.entries.push_back({hub, r.device, known ? known->added_at : now, r.link_key_hash,
                                known && r.link_key_hash.empty() ? known->awaited_by : std::nullopt});
    if (r.link_key_hash.empty()) continue;
    if (known && known->awaited_by) change.joins_seen.push_back(*known->awaited_by);
    const auto it = std::find_if(devices.begin(), devices.end(), [&](const Device& d) { return d.id == r.device; });
    // A Device that stands behind another hub is not taken from it by an alert. One that joined long ago and is
    // Whitelisted again, since it left the meters, is not moved by what happened to others.
    if (!news || it == devices.end() || it->hub != hub) continue;
    Device joined = *it;
    if (!move_status(joined, StatusEvent::JoinedHan, {}, now, change)) continue;
    change.devices.push_back(std::move(joined));
    change.rules.push_back(rule::kJoined);
  }
  for (const HubLogEntry& e : image)
    if (std::none_of(reported.begin(), reported.end(), [&](const ReportedEntry& r) { return r.device == e.device; }))
      change.gone_entries.push_back(e);
  return change;
}

Change join_period_over(const RequestId& id, std::span<const HubLogEntry> log) {
  Change change;
  for (const HubLogEntry& e : log) {
    if (e.awaited_by != id) continue;
    change.rules.push_back(rule::kJoinNotSeen);
    change.entries.push_back(e);
    change.entries.back().awaited_by.reset();
  }
  return change;
}

}  // namespace gridpost::inventory
