// One virtual device: who it is, whom it obeys, what it remembers, and how it takes a command.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "catalogue/use_case.h"
#include "crypto/agreement.h"
#include "crypto/key_store.h"
#include "devices/attributes.h"
#include "devices/event_logs.h"
#include "devices/fault_list.h"
#include "devices/future.h"
#include "devices/own_keys.h"
#include "devices/partners.h"
#include "devices/state_store.h"
#include "devices/trust_anchors.h"
#include "devices/world.h"
#include "gbcs/codec.h"

namespace gridpost::devices {

class Hub;

// What all devices of a process share.
struct Surroundings {
  const crypto::KeyStore& keys;  // certificates of everybody, private keys of the devices
  StateStore& store;
  TimeMs world_start = 0;
};

// What became of a top-up: the result types of ZCL. (GBCS 10)
enum class TopUpResult : std::uint8_t { Accepted = 0, Invalid = 1, Duplicate = 2, Failed = 3 };

// Clock status as clocks of both protocols report it; the status octets of GBCS 2.3 have the same values.
enum class ClockStatus : std::uint8_t { Reliable = 0, Invalid = 1, Unreliable = 2 };

class Device {
 public:
  Device(WorldDevice profile, const Parties& parties, const Surroundings& surroundings);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  Eui64 id() const { return profile_.id; }
  DeviceType type() const { return profile_.type; }
  const WorldDevice& profile() const { return profile_; }
  // The version that it has from now on.
  void set_gbcs_version(std::string_view version);
  const Parties& parties() const { return anchors_.parties(); }
  TimeMs world_start() const { return surroundings_.world_start; }
  State& state() { return state_; }
  Attributes& attributes() { return attributes_; }
  FaultList& faults() { return faults_; }
  const FaultList& faults() const { return faults_; }
  Partners& partners() { return partners_; }
  const EventLogs& events() const { return events_; }
  // Writes the event down, by the Device's clock.
  void note(EventLog log, std::uint16_t code, TimeMs now) { events_.add(log, {clock(now), code}); }
  void clear(EventLog log) { events_.clear(log); }
  // Takes the 20 digits of a token, once: its counter must be greater than the last one. (GBCS 10)
  struct Paid {
    TopUpResult result = TopUpResult::Invalid;
    std::int64_t millipence = 0;
  };
  Paid top_up(View digits, TimeMs now);
  // Top-ups that it took, oldest first.
  struct PastTopUp {
    TimeMs at = 0;  // by its clock
    std::int64_t millipence = 0;
    Bytes digits;
  };
  std::vector<PastTopUp> top_ups() const;
  // The counter of the last top-up that it took. (GBCS 10)
  std::uint64_t top_up_floor() const;
  void set_top_up_floor(std::uint64_t counter);

  // ---- credentials ----
  const TrustAnchors& anchors() const { return anchors_; }
  void replace_anchor(const Slot& slot, const crypto::Certificate& certificate);
  const OwnKeys& own_keys() const { return own_keys_; }
  // See OwnKeys.
  Result<Bytes> make_key_pair(crypto::Usage usage) { return own_keys_.make_pair(usage); }
  OwnKeys::Installed install_certificate(View certificate);
  // The last counter that it took from the party; commands need a greater one.
  std::uint64_t last_counter(Eui64 party) const;
  void set_last_counter(Eui64 party, std::uint64_t counter);

  // ---- firmware ----
  // The four octets of the version that runs.
  Bytes firmware() const;
  // An image that was received and verified, and waits for its activation. One at a time.
  struct Image {
    Bytes hash;                // SHA-256, 32 octets
    std::string version;       // as in the Central Products List
    std::string gbcs_version;  // that it brings; empty: no other
  };
  void hold_image(const Image& image);
  // What became of an activation; the numbers of CS06.
  enum class Activated : std::uint8_t { Done = 0, NoImage = 1, OtherHash = 2, Failed = 3 };
  // The image that is held runs from now on, if it has this hash.
  Activated activate_image(View hash, TimeMs now);

  // Its own clock at this world time, and whether it was ever set well.
  TimeMs clock(TimeMs now) const;
  ClockStatus clock_status() const;
  // Takes over a time that is `skew` away from the world's; or only notes that its clock could not be set.
  void set_clock(TimeMs skew);
  void doubt_clock();
  TimeMs skew() const;

  // Checks a command and executes it. The octets of the answer; or an error that says why there is none, and then
  // nothing has changed. (GBCS 2.5, 3, 4)
  Result<Bytes> handle(const gbcs::Message& command, Hub& hub, TimeMs now);

  // Executes what kept commands had for this time. The octets of an alert for each instruction. (DUIS 3.5, GBCS 8.1)
  std::vector<Result<Bytes>> act_on_due(Hub& hub, TimeMs now);
  // World time at which act_on_due has something to do; none: nothing is kept.
  std::optional<TimeMs> next_due() const;

  // The octets of an alert with the device's next own counter; `value` is the alert as its use case describes it, `at`
  // the time of the event by the Device's clock.
  Result<Bytes> alert(std::string_view use_case, std::uint16_t alert_code, TimeMs at, Value value, Eui64 recipient);

 private:
  Status authenticate(const UseCase& use_case, const gbcs::Message& command);
  Result<Bytes> act_on_due(const UseCase& use_case, const gbcs::Header& command, const gbcs::Payload& payload, Hub& hub,
                           TimeMs now);
  Result<gbcs::Payload> accept(const UseCase& use_case, const gbcs::Message& command, TimeMs now);
  Status check_originator(const UseCase& use_case, const gbcs::Header& header) const;
  Result<gbcs::Message> answer(const UseCase& use_case, const gbcs::Header& header, gbcs::Payload payload, Hub& hub,
                               TimeMs now);
  Result<gbcs::Cipher> cipher(const gbcs::Header& response, const Bytes& certificate);
  gbcs::DateTime stamp(const UseCase& use_case, const Hub& hub, TimeMs now) const;

  Result<crypto::PrivateKey> own_key(crypto::Usage usage) const { return own_keys_.key(usage); }
  Result<crypto::SharedSecret> secret_with(Eui64 party);

  WorldDevice profile_;
  const Surroundings& surroundings_;
  State state_;
  TrustAnchors anchors_;
  OwnKeys own_keys_;
  Attributes attributes_;
  FaultList faults_;
  Partners partners_;
  EventLogs events_;
  FutureDated future_;
  std::unordered_map<Eui64, crypto::SharedSecret> secrets_;  // by party: agreeing is dear
};

// True if the GBCS version is at least the other: "4.2" and "4.10" are, compared with "4.2".
bool version_at_least(std::string_view version, std::string_view least);

}  // namespace gridpost::devices
