// For tests: a home whose gas meter is on the HAN and has pushed once.
#pragma once

#include "devices/test_home.h"

namespace gridpost::devices {

class GasTest : public HubTest {
 protected:
  explicit GasTest(int which = 0) : HubTest(which) {}
  void SetUp() override {
    HubTest::SetUp();
    join(DeviceType::GSME);
    first_push = now;
  }
  Bytes read(std::string_view name, Eui64 from, std::uint64_t counter) {
    return talk.command(name, supplier, from, counter, talk.reads(name));
  }
  gbcs::Payload answer(std::string_view name, Eui64 from, std::uint64_t counter, gbcs::Header* header = nullptr) {
    const auto out = send(counter, read(name, from, counter));
    EXPECT_EQ(out.size(), 1u);
    return out.empty() ? gbcs::Payload{} : talk.open(name, out[0].payload, header);
  }
  std::uint64_t litres(TimeMs at) const {
    const WorldDevice& meter = device(DeviceType::GSME);
    return meter.reading +
           meter.per_day * static_cast<std::uint64_t>(at - world.time.start) / static_cast<std::uint64_t>(kDay);
  }
  Eui64 gpf() const { return home().hub.gpf; }
  TimeMs first_push = 0;
};

}  // namespace gridpost::devices
