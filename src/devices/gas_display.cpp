#include "devices/gas_display.h"

#include <fmt/format.h>

#include "gbcs/date_time.h"

namespace gridpost::devices {

Result<std::string> gas_display(Hub& hub, const Device& display, TimeMs now) {
  constexpr std::uint64_t kLitres = 1000;
  constexpr DeviceTypes kDisplays{DeviceType::PPMID, DeviceType::IHD, DeviceType::CAD};
  if (!kDisplays.has(display.type())) return fail("it is no display", display.id().text());
  GP_TRY(answer, hub.read_snapshot_time(display, now));
  const auto meter = hub.mirrored();
  if (!meter) return std::string("no gas reading yet, time not known");
  const auto consumption = computed_attribute(*meter, gbz_key(kMeteringCluster, kConsumption));
  const std::uint64_t litres = consumption ? consumption->as_unsigned() : 0;
  const auto time = meter_time(answer);
  return fmt::format("gas {}.{:03} m3, {}", litres / kLitres, litres % kLitres,
                     time ? "as of " + iso(*time) : "time not known");
}

std::string stamp_report(const Hub& hub) {
  std::string out;
  for (const StampedAnswer& answer : hub.stamped_answers()) {
    const std::uint8_t status = answer.date_time.back();
    const auto time = gbcs::time_of_date_time(answer.date_time);
    out += fmt::format("{}  {:6}  date-time {}  source {:9}  {}\n", iso(answer.at), answer.use_case,
                       time ? iso(*time) : "not valid", (status & gbcs::kStatusFromGsme) != 0 ? "gas meter" : "hub",
                       gbcs::clock_state(status));
  }
  if (out.empty()) out = "no gas answer with date-time yet\n";
  if (hub.gas_mirror().time_went_missing())
    out +=
        "warning: the gas meter sends the time of its values only sometimes; the age that answers show may mislead\n";
  return out;
}

}  // namespace gridpost::devices
