// Keeps the service flags of metering points: looks at what a decision changes in the inventory and derives again what
// follows, in the same transaction. (R77-16, R77-18, R77-37)
#pragma once

#include <map>
#include <set>

#include "engine/ports.h"
#include "exchange/event.h"
#include "registration/registered.h"

namespace gridpost::engine {

class FlagKeeper {
 public:
  // `desk` must outlive it.
  explicit FlagKeeper(const registration::Desk& desk) : desk_(desk) {}

  // The Devices as they were loaded for the decision.
  using Before = std::map<Eui64, inventory::Device>;
  // Meters that effects touch, before and after; null: there is no record. Decisions are on records that were loaded,
  // so `before` has them; it and the effects must live on.
  struct Touched {
    struct Meter {
      const inventory::Device* before = nullptr;
      const inventory::Device* after = nullptr;
    };
    std::map<Eui64, Meter> meters;
    std::map<Eui64, std::string> causes;
  };
  static Touched touched_by(const exchange::Effects& effects, const Before& before);

  // To be called once the effects are applied: derives the flags of the metering points concerned.
  Status follow(Transaction& tx, const Touched& touched, const Rules& rules, TimeMs now) const;

  // Derives one metering point again. A value that the switch-on of its fuel brought counts from that day on.
  Status derive(Transaction& tx, const std::string& mpxn, const Rules& rules, TimeMs now, const std::string& cause,
                std::optional<TimeMs> switched_on = std::nullopt) const;

  // What is registered at the metering point has changed: updates without provider may have one now.
  Status route(Transaction& tx, const std::string& mpxn, TimeMs now) const;
  // It has another network operator from this time on.
  Status move(Transaction& tx, const registration::Handover& handover, TimeMs now) const;

  // The metering points whose flags the Device has part in; none of what is no meter.
  static std::set<std::string> points_of(const inventory::Device& device);

  // Meters came to the metering point with histories that they had elsewhere: what these tell is remembered too, and
  // the point derived again.
  Status take_over(Transaction& tx, const std::string& mpxn, const Rules& rules, TimeMs now,
                   const std::string& cause) const;

  // A metering point of which nothing is kept yet, with what the histories of its present meters tell.
  static Result<registration::FlagPoint> first_sight(Transaction& tx, const std::string& mpxn);

  // What waits at the point becomes `after.waiting`; what waited before is closed with this reason.
  Status requeue(Transaction& tx, const registration::FlagPoint& point, const registration::PointUpdates& after,
                 TimeMs now, const std::string& why) const;

 private:
  const registration::Desk& desk_;
};

// The meters that a metering point's flag is derived from, as they count now. (R77-15)
Result<std::vector<registration::CountedMeter>> meters_at(Transaction& tx, const std::string& mpxn);

// The updates of a metering point that are not at their end.
Result<std::vector<registration::FlagUpdate>> open_updates(RegistrationRecords& records, const std::string& mpxn);

// A line of the audit trail about files, registrations and flags.
exchange::Audit registration_audit(TimeMs now, std::string kind, std::string rule, std::string clause,
                                   std::string explanation, Eui64 user = {}, Eui64 device = {});

}  // namespace gridpost::engine
