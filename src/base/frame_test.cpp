#include "base/frame.h"

#include <gtest/gtest.h>

#include <random>

namespace gridpost {
namespace {

Frame random_frame(std::mt19937& random) {
  Frame frame{static_cast<FrameType>(1 + random() % 6), random(), Eui64{random()}, Bytes(random() % 300)};
  for (auto& octet : frame.payload) octet = static_cast<std::uint8_t>(random());
  return frame;
}

TEST(Frame, HasTheLayoutOfTheDocument) {
  Bytes out;
  encode_frame({FrameType::Alert, 0x0102, Eui64{0x1122334455667788}, {0xAB, 0xCD}}, out);
  EXPECT_EQ(to_hex(out), "000000130300000000000001021122334455667788ABCD");  // length, type, delivery, hub, payload
}

TEST(Frame, StreamCutAnywhereGivesTheSameFrames) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Frame> sent;
    Bytes stream;
    for (int i = 0; i < 8; ++i) encode_frame(sent.emplace_back(random_frame(random)), stream);
    FrameReader reader;
    std::vector<Frame> got;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t piece = std::min<std::size_t>(1 + random() % 100, stream.size() - at);
      reader.feed(View(stream).subspan(at, piece));
      at += piece;
      while (true) {
        auto next = reader.next();
        ASSERT_TRUE(next) << next.error().text();
        if (!*next) break;
        got.push_back(**next);
      }
    }
    ASSERT_EQ(got, sent);
  }
}

TEST(Frame, RandomOctetsNeverGiveAFrameLongerThanTheyAre) {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    Bytes noise(random() % 64);
    for (auto& octet : noise) octet = static_cast<std::uint8_t>(random() % 4 == 0 ? random() : 0);
    FrameReader reader;
    reader.feed(noise);
    std::size_t given = 0;
    for (auto next = reader.next(); next && *next; next = reader.next()) given += 21 + (*next)->payload.size();
    EXPECT_LE(given, noise.size());
  }
}

TEST(Frame, BadLengthsAndTypesAreErrors) {
  const auto error = [](std::string_view hex) {
    FrameReader reader;
    reader.feed(from_hex(hex).value());
    const auto next = reader.next();
    return next ? std::string() : next.error().what;
  };
  EXPECT_NE(error("00000010"), "");    // shorter than the header
  EXPECT_NE(error("00010001"), "");    // one more than the limit
  EXPECT_EQ(error("00010000"), "");    // the limit itself
  EXPECT_NE(error("0000001100"), "");  // types are 1 to 6
  EXPECT_NE(error("0000001107"), "");
}

TEST(Frame, AnAckNamesTheFrameItAcknowledges) {
  const Frame alert{FrameType::Alert, 5, Eui64{9}, {1, 2, 3}};
  const Frame ack = ack_of(alert);
  EXPECT_EQ(ack.delivery, alert.delivery);
  EXPECT_EQ(ack.hub, alert.hub);
  EXPECT_EQ(acked_type(ack), FrameType::Alert);
  EXPECT_EQ(acked_type(alert), std::nullopt);
  EXPECT_EQ(acked_type({FrameType::Ack, 5, Eui64{9}, {}}), std::nullopt);
  EXPECT_EQ(acked_type({FrameType::Ack, 5, Eui64{9}, {0}}), std::nullopt);
}

}  // namespace
}  // namespace gridpost
