#include "engine/device_side.h"

#include "engine/device_speech.h"

namespace gridpost::engine {

void DeviceSide::receive(Network::Incoming incoming) {
  if (taken_ >= limits::kDeviceMessages) return;
  ++taken_;
  ++context_.counters.device_messages;
  if (!incoming.alert) context_.counters.round_trips.answered(incoming.delivery);
  context_.pool.go_on([this, incoming = std::move(incoming)]() mutable { process(std::move(incoming)); });
}

void DeviceSide::process(Network::Incoming incoming) {
  Sequencer::Work work;
  exchange::DeviceSpoke spoke = read_speech(listener_of(context_), incoming.message);
  spoke.hub = incoming.hub;
  spoke.delivery = incoming.delivery;
  work.what = exchange::Event(std::move(spoke));
  work.decided = [this, acknowledge = std::move(incoming.acknowledge)](const auto& decided) {
    --taken_;
    if (!decided) return;
    ++context_.counters.acknowledged;
    acknowledge();
  };
  if (!context_.sequencer.submit(std::move(work))) --taken_;
}

}  // namespace gridpost::engine
