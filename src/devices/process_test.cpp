// A device process over its socket: the test is the server.
#include "devices/process.h"

#include <gmock/gmock.h>

#include <boost/asio.hpp>
#include <filesystem>
#include <set>
#include <thread>

#include "devices/control.h"
#include "devices/test_home.h"

namespace gridpost::devices {
namespace {

namespace asio = boost::asio;

class Server {
 public:
  explicit Server(std::uint16_t port) : socket_(io_) { socket_.connect({asio::ip::address_v4::loopback(), port}); }
  void send(const Frame& frame) {
    Bytes out;
    encode_frame(frame, out);
    asio::write(socket_, asio::buffer(out));
  }
  Frame receive() {
    while (true) {
      auto frame = reader_.next();
      EXPECT_TRUE(frame);
      if (*frame) return **frame;
      Bytes chunk(4096);
      chunk.resize(socket_.read_some(asio::buffer(chunk)));
      reader_.feed(chunk);
    }
  }
  Frame receive(FrameType type) {
    while (true)
      if (Frame frame = receive(); frame.type == type) return frame;
  }

 private:
  asio::io_context io_;
  asio::ip::tcp::socket socket_;
  FrameReader reader_;
};

class ProcessTest : public HubTest {
 protected:
  void SetUp() override {
    issue_keys(world, keys);
    clock.set(now);
    file = std::filesystem::temp_directory_path() / ("process_test_" + std::to_string(::getpid()) + ".db");
    std::filesystem::remove(file);
    start();
  }
  void TearDown() override {
    end();
    std::filesystem::remove(file);
  }
  void start() {
    auto opened = Process::open(world, keys, clock,
                                {.port = 0, .store_path = file.string(), .control_path = control(), .resend_ms = 200});
    ASSERT_TRUE(opened) << opened.error().text();
    process = std::move(*opened);
    thread = std::thread([this] { process->run(); });
  }
  void end() {
    process->stop();
    thread.join();
    process.reset();
  }
  std::string control() const { return file.string() + ".sock"; }
  // What the process replies; what went wrong begins with "error: ".
  std::string order(const std::string& line) {
    const auto reply = devices::order(control(), line);
    EXPECT_TRUE(reply) << reply.error().text();
    return !reply ? "" : *reply ? **reply : "error: " + reply->error().text();
  }
  Frame command(std::uint64_t delivery, Bytes octets) {
    return {FrameType::Command, delivery, home().hub.chf, std::move(octets)};
  }
  ManualClock clock;
  std::filesystem::path file;
  std::unique_ptr<Process> process;
  std::thread thread;
};

TEST_F(ProcessTest, GreetsWithItsHubsAndAnswersAfterItsCommit) {
  Server server(process->port());
  const Frame hello = server.receive();
  EXPECT_EQ(hello, (Frame{FrameType::Hello, 0, {}, home().hub.chf.bytes()}));
  const Frame add = command(5, add_to_log(esme(), 1, device(DeviceType::ESME).install_code));
  server.send(add);
  EXPECT_EQ(server.receive(), ack_of(add));
  const Frame answer = server.receive();
  EXPECT_EQ(answer.type, FrameType::Answer);
  EXPECT_EQ(answer.delivery, 5u);
  const Frame alert = server.receive();
  EXPECT_EQ(alert.type, FrameType::Alert);
  server.send(ack_of(answer));
  server.send(ack_of(alert));
  clock.advance(kJoinAfter);
  const Frame joined = server.receive();
  EXPECT_EQ(joined.type, FrameType::Alert);
  EXPECT_NE(joined.delivery, alert.delivery);
}

TEST_F(ProcessTest, SendsAgainUntilAcknowledged) {
  Server server(process->port());
  server.send(command(5, add_to_log(esme(), 1, device(DeviceType::ESME).install_code)));
  const Frame answer = server.receive(FrameType::Answer);
  EXPECT_EQ(server.receive(FrameType::Answer), answer);
  EXPECT_EQ(server.receive(FrameType::Answer), answer);
  server.send(ack_of(answer));
  const Frame alert = server.receive(FrameType::Alert);
  EXPECT_EQ(server.receive(FrameType::Alert), alert);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(server.receive().type, FrameType::Alert);  // the answer comes no more
}

TEST_F(ProcessTest, ANewServerAndANewProcessSendWhatWasNotAcknowledged) {
  std::set<std::pair<FrameType, Bytes>> first, second, third;
  {
    Server server(process->port());
    server.send(command(5, add_to_log(esme(), 1, device(DeviceType::ESME).install_code)));
    for (const auto type : {FrameType::Answer, FrameType::Alert}) first.emplace(type, server.receive(type).payload);
  }
  {
    Server server(process->port());
    for (int i = 0; i < 2; ++i) {
      Frame frame = server.receive();
      if (frame.type == FrameType::Hello) frame = server.receive();
      second.emplace(frame.type, frame.payload);
    }
  }
  EXPECT_EQ(second, first);
  end();
  start();
  Server server(process->port());
  server.receive(FrameType::Hello);
  for (int i = 0; i < 2; ++i) {
    const Frame frame = server.receive();
    third.emplace(frame.type, frame.payload);
  }
  EXPECT_EQ(third, first);
}

TEST_F(ProcessTest, ABrokenStreamClosesThatServerOnly) {
  Server good(process->port());
  good.receive(FrameType::Hello);
  Server bad(process->port());
  bad.receive(FrameType::Hello);
  bad.send({static_cast<FrameType>(77), 0, {}, {}});
  EXPECT_THROW(bad.receive(), std::exception);
  good.send({FrameType::Command, 1, Eui64{0xBAD}, {1}});  // nobody's hub: not acknowledged
  good.send(command(2, {0xDF}));                          // no message: taken, but never answered
  EXPECT_EQ(good.receive(), ack_of(command(2, {})));
}

TEST_F(ProcessTest, APortInUseIsAnError) {
  const auto second = Process::open(world, keys, clock, {.port = process->port(), .store_path = ":memory:"});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().where, testing::EndsWith(std::to_string(process->port())));
}

TEST_F(ProcessTest, ALostLinkIsToldAndWhatWaitedComesWithIt) {
  Server server(process->port());
  server.receive(FrameType::Hello);
  server.send(command(5, add_to_log(esme(), 1, device(DeviceType::ESME).install_code)));
  const Frame answer = server.receive(FrameType::Answer);
  const std::string chf = home().hub.chf.text();
  EXPECT_THAT(order("fault " + chf + " no-link"), testing::HasSubstr("no-link"));
  EXPECT_EQ(server.receive(FrameType::Gone).payload, home().hub.chf.bytes());
  server.send(command(6, remove_from_log(esme(), 2)));  // nobody takes it
  Server second(process->port());
  EXPECT_EQ(second.receive(), (Frame{FrameType::Hello, 0, {}, {}}));
  order("mend " + chf + " no-link");
  EXPECT_EQ(server.receive(), (Frame{FrameType::Hello, 0, {}, home().hub.chf.bytes()}));
  EXPECT_EQ(server.receive(FrameType::Answer), answer);
  EXPECT_EQ(second.receive(FrameType::Hello).payload, home().hub.chf.bytes());
}

TEST_F(ProcessTest, ALinkThatComesBackByItselfIsTold) {
  order("fault " + home().hub.chf.text() + " no-link until " + iso(now + kDay));
  end();
  start();  // the fault outlives it
  Server server(process->port());
  EXPECT_THAT(server.receive(FrameType::Hello).payload, testing::IsEmpty());
  clock.advance(kDay);
  EXPECT_EQ(server.receive(FrameType::Hello).payload, home().hub.chf.bytes());
}

TEST_F(ProcessTest, OrdersAreCheckedAndBounded) {
  EXPECT_EQ(order("faults"), "none\n");
  EXPECT_THAT(order("fault x silent"), testing::StartsWith("error: "));
  EXPECT_FALSE(devices::order(control(), std::string(20000, 'x')));
  EXPECT_FALSE(devices::order(control(), "faults\nfaults"));
  EXPECT_THAT(devices::order("/nonexistent/socket", "faults").error().what, testing::HasSubstr("no device process"));
  const auto second =
      Process::open(world, keys, clock, {.port = 0, .store_path = ":memory:", .control_path = control()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().where, control());
  EXPECT_FALSE(Process::open(world, keys, clock,
                             {.port = 0, .store_path = ":memory:", .control_path = "/" + std::string(200, 'x')}));
}

}  // namespace
}  // namespace gridpost::devices
