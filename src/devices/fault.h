// What can be wrong with a Device or with its hub's link, as users write it: "silent", "late 30",
// "no-link until 2026-01-06T00:00:00Z".
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace gridpost::devices {

struct Fault {
  enum class Kind : std::uint8_t {
    Silent,          // takes and executes commands, never answers
    Late,            // answers so much later
    WrongMac,        // MAC or signature of its answers and alerts is wrong
    Off,             // without power: takes nothing, answers nothing; starts again when it ends
    NoLink,          // CHF only: nobody reaches the hub; commands wait, and so do its answers and alerts
    CannotActivate,  // what it was told for later fails when its time comes
    Fails,           // a part of each command fails, and what comes behind it is not done
  };
  static constexpr TimeMs kForever = std::numeric_limits<TimeMs>::max();

  Kind kind = Kind::Silent;
  TimeMs late_by = 0;       // Late only
  TimeMs until = kForever;  // world time
  // Fails only: which row or component, from 1, and of one that reads attributes which of them. An ASN.1 command is one
  // part.
  int part = 1;
  int attribute = 1;

  bool in_force(TimeMs now) const { return now < until; }
  bool operator==(const Fault&) const = default;
};

std::string_view text(Fault::Kind kind);
// KIND, for "late" the seconds of world time, for "fails" maybe PART or PART.ATTRIBUTE, then maybe "until" and a time.
// An error names the word that is wrong.
Result<Fault> parse_fault(std::string_view text);
Result<Fault::Kind> parse_fault_kind(std::string_view word);
// parse_fault gives the same fault back.
std::string fault_text(const Fault& fault);

}  // namespace gridpost::devices
