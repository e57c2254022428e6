// Frames between a server and a device process: what travels over their TCP connection. (design: Devices)
//
//   length (4, of what follows) | type (1) | delivery id (8) | EUI-64 of the CHF (8) | payload
//
// All numbers are big-endian. Either side acknowledges a frame after its own commit.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace gridpost {

enum class FrameType : std::uint8_t {
  Command = 1,  // server to hub; the delivery id is the server's
  Answer = 2,   // hub to server; with the delivery id of its command
  Alert = 3,    // hub to server; the delivery id is the hub's own
  Ack = 4,      // either way; payload: the type of the frame that is acknowledged
  Hello = 5,  // device process to server; payload: CHFs that it reaches, 8 octets each; delivery: Hellos still to come
  Gone = 6,   // device process to server; payload: CHFs that it reaches no more
};

struct Frame {
  FrameType type = FrameType::Command;
  std::uint64_t delivery = 0;
  Eui64 hub;
  Bytes payload;

  bool operator==(const Frame&) const = default;
};

// Octets of a frame behind the length.
constexpr std::size_t kMaxFrame = 64 * 1024;
constexpr std::size_t kFrameHeader = 1 + 8 + 8;
constexpr std::size_t kMaxFramePayload = kMaxFrame - kFrameHeader;

// Appends the octets of a frame. The payload may have at most kMaxFramePayload octets.
void encode_frame(const Frame& frame, Bytes& out);

// The acknowledgement of a frame, and the type that an acknowledgement names.
Frame ack_of(const Frame& frame);
std::optional<FrameType> acked_type(const Frame& ack);

// Cuts a stream of octets into frames. After an error the stream is lost: close the connection.
class FrameReader {
 public:
  void feed(View octets) { append(buffer_, octets); }
  // The next whole frame; none when more octets are needed. Errors: bad length, unknown type.
  Result<std::optional<Frame>> next();

 private:
  Bytes buffer_;
  std::size_t used_ = 0;  // octets at the front of the buffer that were already given out
};

}  // namespace gridpost
