// Every bound of the engine, in one place.
#pragma once

#include <chrono>
#include <cstddef>

namespace gridpost::engine::limits {

// A batch of the sequencer ends at so many events or after this time, whichever comes first. It never waits for more
// events: those that arrive while it commits make the next one. The time is several times that of a slow disk's sync.
constexpr std::size_t kBatchEvents = 256;
constexpr std::chrono::milliseconds kBatchTime{20};

// Events waiting for the sequencer; beyond it requests are answered with HTTP 503, everything else waits.
constexpr std::size_t kSequencerQueue = 4096;
// Tasks waiting for the pool; beyond it requests are answered with HTTP 503.
constexpr std::size_t kPoolQueue = 2048;

// Messages of devices that are taken in and not yet committed; beyond it one is not taken, and comes again.
constexpr std::size_t kDeviceMessages = 65'536;

// Octets of a request. (duis 2: firmware images come to serviceD)
constexpr std::size_t kRequestOctets = 1 << 20;
constexpr std::size_t kNonDeviceRequestOctets = 16 << 20;
// Octets kept in the audit trail of what was no request at all.
constexpr std::size_t kAuditedOctets = 64 << 10;

// Commands that one batch takes out of the outbox.
constexpr std::size_t kClaimedCommands = 256;
// Rows read at a time when sent commands are sent once more, and when timers are due.
constexpr std::size_t kPage = 256;
// Records of registration data that are read or taken in at a time.
constexpr std::size_t kRecords = 500;

// Pushes on their way to one User, and to all.
constexpr std::size_t kPushesPerUser = 256;
constexpr std::size_t kPushesInAll = 2048;
// Every User may have so many on their way, however many others have.
constexpr std::size_t kPushesReserved = 16;

// Pairs of labels in one metric.
constexpr std::size_t kTallies = 4096;
// Commands whose answer is awaited with a watch in hand.
constexpr std::size_t kRoundTrips = 65'536;

// Shared secrets of broker and Device that are kept.
constexpr std::size_t kSharedSecrets = 100'000;

}  // namespace gridpost::engine::limits
