// From what a Device sends to a decision, and the acknowledgement after the commit.
#pragma once

#include "engine/context.h"

namespace gridpost::engine {

class DeviceSide {
 public:
  explicit DeviceSide(Context context) : context_(context) {}
  // Takes a message off the network; never blocks. What cannot be taken is not acknowledged, so that it comes again.
  void receive(Network::Incoming incoming);

 private:
  void process(Network::Incoming incoming);

  Context context_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace gridpost::engine
