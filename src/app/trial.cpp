#include "app/trial.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/device_line.h"
#include "app/keys.h"
#include "app/requests.h"
#include "base/clock.h"
#include "devices/home_parties.h"
#include "gbcs/show.h"
#include "trials/command.h"
#include "trials/plan.h"

namespace gridpost::app {
namespace {

constexpr std::size_t kSecrets = 16;

double seconds_of(std::chrono::milliseconds time) { return std::chrono::duration<double>(time).count(); }

struct Place {
  const devices::Home* home = nullptr;
  devices::WorldDevice device;
};

// The Devices of a home, the functions of its hub among them.
std::vector<devices::WorldDevice> all_of(const devices::Home& home) {
  std::vector<devices::WorldDevice> out{devices::function_of(home.hub, DeviceType::CHF),
                                        devices::function_of(home.hub, DeviceType::GPF)};
  out.insert(out.end(), home.devices.begin(), home.devices.end());
  return out;
}

Result<Place> find_device(const devices::World& world, Eui64 id) {
  for (const devices::Home& home : world.homes)
    for (devices::WorldDevice& device : all_of(home))
      if (device.id == id) return Place{&home, std::move(device)};
  return fail("the world has no such Device", id.text());
}

// Those whom the Device knows come first.
std::vector<trials::RemoteParty> users_of(const devices::World& world, const devices::Parties& parties) {
  std::vector<trials::RemoteParty> out;
  for (const auto& user : world.users)
    out.push_back({user.id, user.roles, user.id == parties.supplier || user.id == parties.network_operator});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.known && !b.known; });
  return out;
}

trials::Subject subject_of(const devices::World& world, const Place& place, std::string_view gbcs_version) {
  trials::Subject subject;
  const devices::WorldDevice& device = place.device;
  subject.target = {device.id, device.type, device.variant, std::string(gbcs_version)};
  subject.hub = place.home->hub.chf;
  subject.broker = world.broker;
  subject.trans_cos = devices::trans_cos_of(world.broker);
  subject.users = users_of(world, devices::parties_of(world, *place.home, device));
  for (const devices::WorldDevice& other : all_of(*place.home))
    if (other.id != device.id) subject.others.push_back({other.id, other.type, other.install_code});
  return subject;
}

class Player {
 public:
  Player(const devices::World& world, const crypto::KeyStore& keys, const TrialOptions& options, Place place)
      : world_(world),
        keys_(keys),
        options_(options),
        place_(std::move(place)),
        subject_(subject_of(world, place_, options.gbcs_version)),
        dice_(options.seed),
        line_(options.device),
        counter_(static_cast<std::uint64_t>(machine_now())) {}

  Status open() {
    GP_CHECK(line_.open(options_.timeout));
    return options_.join && place_.device.type != DeviceType::CHF && place_.device.type != DeviceType::GPF ? join()
                                                                                                           : Status{};
  }

  TrialRow play(const UseCase& use_case) {
    TrialRow row;
    row.use_case = &use_case;
    row.variant = use_case.services.empty() ? std::string() : use_case.services.front();
    row.note = trials::why_not_offered(use_case, subject_.target);
    if (!row.note.empty()) {
      row.result = TrialResult::NotOffered;
      return row;
    }
    counter_ = trials::counter_for(use_case, counter_ + 1);
    auto command = trials::make_command(workshop(subject_), use_case, counter_, now());
    if (!command) {
      row.note = "no command could be made: " + command.error().text();
      return row;
    }
    row.variant = command->variant;
    row.command = gbcs::write(command->message);
    const auto reply = line_.ask(subject_.hub, counter_, row.command, options_.timeout);
    if (!reply.answer) {
      row.result = TrialResult::NotAnswered;
      row.note = fmt::format("{} within {} s", reply.taken ? "its hub took it, but no answer came" : "no hub took it",
                             seconds_of(options_.timeout));
      return row;
    }
    row.answer = *reply.answer;
    judge(use_case, command->message, row);
    return row;
  }

  // What became of the values that were set.
  void tell_of_reads(std::vector<TrialRow>& rows) const {
    for (TrialRow& row : rows) {
      std::set<std::string> readers;
      std::size_t unread = 0;
      for (const auto& [key, entry] : memory_.entries()) {
        if (entry.set_by != row.use_case->name) continue;
        if (entry.read_by.empty())
          ++unread;
        else
          readers.insert(entry.read_by);
      }
      if (!readers.empty()) row.read_back = fmt::format("read back by {}", fmt::join(readers, ", "));
      if (unread > 0) row.read_back += fmt::format("{}{} values not read back", readers.empty() ? "" : "; ", unread);
    }
  }

 private:
  TimeMs now() const { return world_.time.at(machine_now()); }
  trials::Workshop workshop(const trials::Subject& subject) { return {subject, keys_, secrets_, dice_}; }

  void judge(const UseCase& use_case, const gbcs::Message& command, TrialRow& row) {
    const TimeMs at = now();
    trials::Judged judged =
        trials::judge(use_case, command, row.answer, {keys_, world_.broker, at, &secrets_}, memory_);
    row.findings = std::move(judged.findings);
    row.refusal = std::move(judged.refusal);
    const bool failed = !row.findings.empty() || (options_.strict && !row.refusal.empty());
    row.result = failed ? TrialResult::Failed : TrialResult::Passed;
    const auto examined = codec::examine(row.answer, keys_, world_.broker, at, row.variant, &secrets_);
    if (examined)
      row.answer_text = gbcs::show_text(examined->message, examined->use_case,
                                        examined->payload ? &*examined->payload : nullptr, examined->checked);
  }

  // True of an alert by which the hub tells that the Device has a link key: it is on the HAN.
  bool says_joined(const Bytes& octets) {
    const auto alert = codec::examine(octets, keys_, world_.broker, now(), {}, &secrets_);
    const Value* entries = alert && alert->payload ? alert->payload->find("entries") : nullptr;
    return entries && std::any_of(entries->items.begin(), entries->items.end(), [&](const Value& entry) {
             const Value* id = entry.find("deviceId");
             const Value* hash = entry.find("linkKeyHash");
             return id && hash && id->octets == subject_.target.id.bytes() && !hash->octets.empty();
           });
  }

  // The hub is asked to let the Device onto its network. (8.11)
  Status join() {
    const devices::WorldDevice hub = devices::function_of(place_.home->hub, DeviceType::CHF);
    const trials::Subject chf = subject_of(world_, {place_.home, hub}, hub.gbcs_version);
    const Element body = add_to_device_log({{}, hub.id}, place_.device).body;
    GP_TRY(command, trials::make_command(workshop(chf), "8.11", body, ++counter_, now()));
    static_cast<void>(line_.ask(hub.id, counter_, gbcs::write(command.message), options_.timeout));
    if (line_.await_alert([&](const Bytes& octets) { return says_joined(octets); }, options_.timeout)) return {};
    return fail(fmt::format("it did not join the HAN of {} within {} s", hub.id.text(), seconds_of(options_.timeout)),
                subject_.target.id.text());
  }

  const devices::World& world_;
  const crypto::KeyStore& keys_;
  const TrialOptions& options_;
  const Place place_;
  const trials::Subject subject_;
  crypto::AgreedSecrets secrets_{kSecrets};
  chance::Dice dice_;
  DeviceLine line_;
  trials::Memory memory_;
  std::uint64_t counter_;  // of the last command; also its delivery
};

bool is_chosen(const TrialOptions& options, const UseCase& use_case) {
  return (options.use_cases.empty() || options.use_cases.contains(use_case.name)) &&
         !options.without.contains(use_case.name);
}

// The version to try the Device with.
std::string version_of(const TrialOptions& options, const devices::WorldDevice& device) {
  return options.gbcs_version.empty() ? device.gbcs_version : options.gbcs_version;
}

}  // namespace

std::string_view text(TrialResult result) {
  static constexpr std::string_view kTexts[] = {"passed", "failed", "not answered", "not offered", "not made"};
  return kTexts[static_cast<std::size_t>(result)];
}

std::size_t Trial::count(TrialResult result) const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const TrialRow& row) { return row.result == result; }));
}

std::size_t Trial::refused() const {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const TrialRow& row) {
    return row.result == TrialResult::Passed && !row.refusal.empty();
  }));
}

// Where nothing was played, nothing was shown.
bool Trial::passed() const {
  const std::size_t good = count(TrialResult::Passed);
  return good > 0 && good + count(TrialResult::NotOffered) == rows.size();
}

Status check_trial(const devices::World& world, const TrialOptions& options) {
  GP_TRY(place, find_device(world, options.target));
  if (const std::string version = version_of(options, place.device); !trials::is_version(version))
    return fail(fmt::format("'{}' is no GBCS version", version), options.target.text());
  const auto plan = trials::plan(place.device.type);
  for (const auto* names : {&options.use_cases, &options.without})
    for (const std::string& name : *names)
      if (std::none_of(plan.begin(), plan.end(), [&](const UseCase* u) { return u->name == name; }))
        return fail(fmt::format("no command for {} has this name", catalogue::text(place.device.type)), name);
  if (std::none_of(plan.begin(), plan.end(), [&](const UseCase* u) { return is_chosen(options, *u); }))
    return fail("no use case is left to play", options.target.text());
  return {};
}

Result<Trial> run_trial(const devices::World& world, const crypto::KeyStore& keys, const TrialOptions& options,
                        const std::function<void(const TrialRow&)>& tell) {
  GP_TRY(place, find_device(world, options.target));
  Trial trial{options, place.device, world.time.at(machine_now()), {}};
  trial.options.gbcs_version = version_of(options, place.device);
  Player player(world, keys, trial.options, place);
  GP_CHECK(player.open());
  for (const UseCase* use_case : trials::plan(place.device.type)) {
    if (!is_chosen(options, *use_case)) continue;
    trial.rows.push_back(player.play(*use_case));
    tell(trial.rows.back());
  }
  player.tell_of_reads(trial.rows);
  return trial;
}

}  // namespace gridpost::app
