#include "app/estate.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "app/drive.h"
#include "app/requests.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

// The GPF of a home, as a Device of its own.
devices::WorldDevice gpf_of(const devices::WorldHub& hub, const devices::WorldDevice& gas_meter) {
  devices::WorldDevice gpf;
  gpf.type = DeviceType::GPF;
  gpf.id = hub.gpf;
  gpf.gbcs_version = hub.gbcs_version;
  gpf.mpxn = gas_meter.mpxn;
  return gpf;
}

bool in_reach(const devices::WorldHub& hub, TimeMs now) {
  return std::none_of(hub.faults.begin(), hub.faults.end(), [now](const devices::Fault& fault) {
    return fault.kind == devices::Fault::Kind::NoLink && fault.in_force(now);
  });
}

}  // namespace

Result<std::unique_ptr<Estate>> Estate::open(const devices::World& world, Users& users) {
  std::unique_ptr<Estate> estate(new Estate(world));
  const TimeMs now = estate->now();
  for (int number = 0; number < static_cast<int>(world.homes.size()); ++number) {
    const devices::Home& home = world.homes[static_cast<std::size_t>(number)];
    if (!in_reach(home.hub, now)) {
      ++estate->out_of_reach_;
      continue;
    }
    for (const devices::WorldDevice& device : home.devices) {
      const auto* point = device.mpxn.empty() ? nullptr : world.registration(device.mpxn, now);
      if (!point) continue;
      estate->subjects_.push_back({point->supplier, home.hub.chf, device, number});
      if (device.type == DeviceType::GSME)
        estate->subjects_.push_back({point->supplier, home.hub.chf, gpf_of(home.hub, device), number});
    }
  }
  for (const devices::WorldUser& user : world.users) {
    GP_TRY(client, users.client(user.id));
    estate->clients_[user.id] = client;
  }
  for (const Subject& s : estate->subjects_) {
    for (const Eui64 target : {s.device.id, s.hub, world.broker}) estate->order_[{s.user, target}];
  }
  return estate;
}

TimeMs Estate::now() const { return world_.time.at(machine_now()); }

Result<Exchange> Estate::send(const Subject& subject, duis::Request request, const std::function<void()>& answered) {
  Client& client = *clients_.at(subject.user);
  const auto order = order_.find({subject.user, request.id.target});
  if (order == order_.end()) return fail("the load knows no such target", request.id.target.text());
  std::unique_lock turn(order->second);
  request.id.counter = client.next_counter();
  auto target = subject.target();
  target.id = request.id.target;
  return client.send(request, target, [&] {
    turn.unlock();
    if (answered) answered();
  });
}

Result<Exchange> Estate::commission(const Subject& subject, const std::function<void()>& answered) {
  constexpr int kClockTolerance = 86400;
  return send(subject, app::commission({subject.user, subject.device.id}, now(), kClockTolerance), answered);
}

Status Estate::each(std::span<const Subject> subjects, int workers, const char* what,
                    const std::function<Result<Exchange>(const Subject&)>& call) {
  std::mutex mutex;
  std::optional<Error> first;
  std::atomic<bool> stop{false};
  const Pace pace{.workers = workers, .count = static_cast<int>(subjects.size())};
  drive(
      pace,
      [&](int i, LoadClock::time_point) {
        const Subject& subject = subjects[static_cast<std::size_t>(i)];
        const auto done = call(subject);
        if (done && done->code() == "I0") return;
        const std::lock_guard lock(mutex);
        if (!first)
          first = Error{
              fmt::format("{}: {}", what, done ? done->code() : done.error().text()), subject.device.id.text(), {}};
        stop = true;
      },
      stop);
  return first ? Status(tl::unexpected(*first)) : Status();
}

Status Estate::join(std::span<const Subject> subjects, int workers) {
  if (subjects.empty()) return {};
  GP_CHECK(each(subjects, workers, "pre-notification", [&](const Subject& s) {
    return send(s, pre_notification({s.user, world_.broker}, s.device));
  }));
  GP_CHECK(each(subjects, workers, "adding to the device log", [&](const Subject& s) {
    return send(s, add_to_device_log({s.user, s.hub}, s.device));
  }));
  // A Device joins within 20 seconds of its own time; then its hub tells.
  std::this_thread::sleep_for(std::chrono::duration<double>(20 / world_.time.speed + 2.7));
  return {};
}

Status Estate::commission(std::span<const Subject> subjects, int workers) {
  return each(subjects, workers, "commissioning", [&](const Subject& s) { return commission(s); });
}

}  // namespace gridpost::app
