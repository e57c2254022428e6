// The Devices of a world as Users see them: whose they are, how they are installed, and requests to them.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "app/users.h"

namespace gridpost::app {

// A Device that one User may ask.
struct Subject {
  Eui64 user;  // its supplier
  Eui64 hub;   // the CHF of its home
  devices::WorldDevice device;
  int home = 0;  // place in the world file

  transform::Target target() const { return {device.id, device.type, device.variant, device.gbcs_version}; }
};

class Estate {
 public:
  // Finds the supplier of each Device; opens the endpoints of all Users: alerts go to who asked for nothing, too. Both
  // references must outlive it.
  static Result<std::unique_ptr<Estate>> open(const devices::World& world, Users& users);

  // Everything that is registered to somebody, in homes whose hub can be reached; a hub's GPF belongs to the supplier
  // of its gas meter.
  const std::vector<Subject>& subjects() const { return subjects_; }
  // Homes without WAN coverage when this was opened: nothing can be installed there.
  int out_of_reach() const { return out_of_reach_; }
  // Pre-notifies the Devices, adds them to their hubs' device logs and waits until they have joined.
  Status join(std::span<const Subject> subjects, int workers);
  Status commission(std::span<const Subject> subjects, int workers);

  // One request through all its steps, with a fresh counter. Those of one User to one target follow each other up to
  // the synchronous answer: counters must arrive in their order.
  Result<Exchange> send(const Subject& subject, duis::Request request, const std::function<void()>& answered = {});
  Result<Exchange> commission(const Subject& subject, const std::function<void()>& answered = {});
  Eui64 broker() const { return world_.broker; }

 private:
  explicit Estate(const devices::World& world) : world_(world) {}
  TimeMs now() const;
  Status each(std::span<const Subject> subjects, int workers, const char* what,
              const std::function<Result<Exchange>(const Subject&)>& call);

  const devices::World& world_;
  std::map<Eui64, Client*> clients_;
  std::vector<Subject> subjects_;
  int out_of_reach_ = 0;
  std::map<std::pair<Eui64, Eui64>, std::mutex> order_;  // by User and target, made by open()
};

}  // namespace gridpost::app
