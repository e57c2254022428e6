#include "app/flag_watch.h"

#include <fmt/format.h>

#include "registration/flag_dates.h"

namespace gridpost::app {
namespace {

using registration::CountedMeter;
using registration::FlagFileType;
using registration::Kind;

// An MPAN has 13 digits, an MPRN ten at most.
Fuel fuel_of(const std::string& mpxn) { return mpxn.size() == 13 ? Fuel::Electricity : Fuel::Gas; }

Result<SmiStatus> held_before(engine::Transaction& tx, const inventory::Device& meter) {
  if (!registration::is_overlay(meter.status)) return meter.status;
  GP_TRY(history, tx.status_history(meter.id));
  for (auto line = history.rbegin(); line != history.rend(); ++line)
    if (line->to && !registration::is_overlay(*line->to)) return *line->to;
  return SmiStatus::Pending;
}

bool is_smets1(const inventory::Device& meter) { return meter.smets_version.starts_with("SMETS1"); }

// The meters that count for the point; a gas proxy that names it does not.
Result<std::vector<inventory::Device>> meters_of_point(engine::Transaction& tx, const std::string& mpxn) {
  GP_TRY(devices, tx.devices_of_mpxn(mpxn));
  std::erase_if(devices, [&](const inventory::Device& d) {
    return d.import_mpxn != mpxn || (d.type != DeviceType::ESME && d.type != DeviceType::GSME);
  });
  return devices;
}

Result<std::vector<CountedMeter>> counted_at(engine::Transaction& tx, const std::string& mpxn) {
  GP_TRY(meters, meters_of_point(tx, mpxn));
  std::vector<CountedMeter> counted;
  for (const inventory::Device& d : meters) {
    GP_TRY(before, held_before(tx, d));
    counted.push_back(registration::counted(d.status, before, is_smets1(d)));
  }
  return counted;
}

// Since when a meter was associated is not known: since its record was made.
Result<std::vector<registration::MeterHistory>> histories_at(engine::Transaction& tx, const std::string& mpxn) {
  GP_TRY(meters, meters_of_point(tx, mpxn));
  std::vector<registration::MeterHistory> histories;
  for (const inventory::Device& d : meters) {
    GP_TRY(lines, tx.status_history(d.id));
    registration::MeterHistory history;
    for (const inventory::StatusChange& line : lines) history.steps.push_back({line.at, line.to});
    history.from = lines.empty() ? 0 : lines.front().at;
    history.smets1 = is_smets1(d);
    histories.push_back(std::move(history));
  }
  return histories;
}

// "PN" and the last two digits of the network operator's identifier, four characters.
Result<std::string> provider_of(engine::Transaction& tx, const std::string& mpxn, TimeMs now) {
  const Kind kind = fuel_of(mpxn) == Fuel::Gas ? Kind::Transporter : Kind::Distributor;
  GP_TRY(history, tx.registrations(mpxn));
  const auto party = registration::party_at(history, kind, now);
  if (!party) return fail("no network operator is registered", mpxn);
  return fmt::format("PN{:02X}", party->value & 0xFF);
}

registration::FlagFile file_of(FlagFileType type, const std::string& provider, TimeMs now,
                               std::span<const registration::QueuedUpdate> updates) {
  const Civil c = type == FlagFileType::D0350 ? civil_of(now) : london(now);
  const std::string date = fmt::format("{:04}{:02}{:02}", c.year, c.month, c.day);
  const std::string time = fmt::format("{:02}{:02}{:02}", c.hour, c.minute, c.second);
  registration::FileHeader header;
  if (type == FlagFileType::D0350) {
    header.number = "0000000001";
    header.from_role = "Z";
    header.from_party = "DCCG";
    header.to_role = "P";
    header.to_party = provider;
    header.created = header.completed = date + time;
  } else {
    header.number = "1";
    header.organisation = "7700000001";
    header.created_date = date;
    header.created_time = time;
  }
  header.test_flag = type == FlagFileType::D0350 ? "OPER" : "";
  return registration::update_file(type, header, updates);
}

}  // namespace

Status FlagWatch::remember(engine::Transaction& tx, const std::set<std::string>& mpxns, TimeMs now) {
  const Rules rules = initial_.rules_at(now);
  for (const std::string& mpxn : mpxns) {
    if (mpxn.empty() || states_.contains(mpxn)) continue;
    GP_TRY(histories, histories_at(tx, mpxn));
    states_[mpxn] = registration::from_scratch(
        histories, registration::flag_rules(rules, fuel_of(mpxn), registration::FlagSettings()), now);
  }
  return {};
}

Result<std::vector<FlagWatch::Change>> FlagWatch::look(engine::Transaction& tx, const std::set<std::string>& mpxns,
                                                       TimeMs now) {
  std::vector<Change> changes;
  const Rules rules = book_.rules_at(now);
  for (const std::string& mpxn : mpxns) {
    if (mpxn.empty()) continue;
    GP_TRY(meters, counted_at(tx, mpxn));
    registration::PointState& state = states_[mpxn];
    const registration::PointState next = registration::brought_up_to_date(
        state, meters, registration::flag_rules(rules, fuel_of(mpxn), registration::FlagSettings()));
    if (next.flag != state.flag) {
      changes.push_back({mpxn, state.flag, next.flag});
      updates_[mpxn] = registration::with_change(updates_[mpxn], next.flag,
                                                 registration::effective_from(now, registration::FlagSettings()));
    }
    state = next;
  }
  return changes;
}

Result<std::map<std::string, std::string>> FlagWatch::files(engine::Transaction& tx, TimeMs now) const {
  std::map<std::pair<FlagFileType, std::string>, std::vector<registration::QueuedUpdate>> queued;
  for (const auto& [mpxn, updates] : updates_) {
    if (!updates.waiting) continue;
    GP_TRY(provider, provider_of(tx, mpxn, now));
    const FlagFileType type = fuel_of(mpxn) == Fuel::Gas ? FlagFileType::DXI : FlagFileType::D0350;
    queued[{type, provider}].push_back({mpxn, updates.waiting->flag, updates.waiting->effective});
  }
  std::map<std::string, std::string> files;
  for (const auto& [key, updates] : queued) {
    const auto& [type, provider] = key;
    GP_TRY(text, registration::write_flag_file(file_of(type, provider, now, updates),
                                               {book_, registration::FlagSettings(), "", "", "", ""}));
    files[fmt::format("{} to {}", registration::text(type), provider)] = std::move(text);
  }
  return files;
}

}  // namespace gridpost::app
