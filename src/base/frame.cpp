#include "base/frame.h"

#include <fmt/format.h>

#include <cassert>

namespace gridpost {
namespace {

constexpr std::size_t kLength = 4;

bool is_type(std::uint8_t octet) { return octet >= 1 && octet <= 6; }

}  // namespace

void encode_frame(const Frame& frame, Bytes& out) {
  assert(frame.payload.size() <= kMaxFramePayload);
  out.reserve(out.size() + kLength + kFrameHeader + frame.payload.size());
  put_be(out, kFrameHeader + frame.payload.size(), kLength);
  out.push_back(static_cast<std::uint8_t>(frame.type));
  put_be(out, frame.delivery, 8);
  put_be(out, frame.hub.value, 8);
  append(out, frame.payload);
}

Frame ack_of(const Frame& frame) {
  return Frame{FrameType::Ack, frame.delivery, frame.hub, Bytes{static_cast<std::uint8_t>(frame.type)}};
}

std::optional<FrameType> acked_type(const Frame& ack) {
  if (ack.type != FrameType::Ack || ack.payload.size() != 1 || !is_type(ack.payload[0])) return std::nullopt;
  return static_cast<FrameType>(ack.payload[0]);
}

Result<std::optional<Frame>> FrameReader::next() {
  const View rest = View(buffer_).subspan(used_);
  if (rest.size() < kLength) return std::optional<Frame>();
  const auto length = static_cast<std::size_t>(get_be(rest.first(kLength)));
  if (length < kFrameHeader || length > kMaxFrame)
    return fail(fmt::format("a frame of {} octets; {} to {} are allowed", length, kFrameHeader, kMaxFrame), "frame");
  if (rest.size() > kLength && !is_type(rest[kLength]))
    return fail(fmt::format("unknown frame type {}", rest[kLength]), "frame");
  if (rest.size() < kLength + length) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ = 0;
    return std::optional<Frame>();
  }
  const View body = rest.subspan(kLength, length);
  Frame frame{static_cast<FrameType>(body[0]), get_be(body.subspan(1, 8)), Eui64::of(body.subspan(9, 8)),
              Bytes(body.begin() + kFrameHeader, body.end())};
  used_ += kLength + length;
  if (used_ == buffer_.size()) {
    buffer_.clear();
    used_ = 0;
  }
  return std::optional<Frame>(std::move(frame));
}

}  // namespace gridpost
