// What one event costs in the sequencer's thread, with the real rules and the SQLite store: round trips of 4.1.1
// (request, device answer, confirmed push), without HTTP, XML and cryptography. Prints microseconds per event.
//   sequencer_bench [round trips] [file of the store]
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "engine/sequencer.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost {
namespace {

constexpr TimeMs kNow = 1764000000000;
const Eui64 kSupplier{0x90B3D51F30010000};
const Eui64 kBroker{0x90B3D51F30000002};
const Eui64 kHub{0x02005E0000000001};
constexpr std::uint64_t kMeters = 2000;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Eui64 meter(std::uint64_t number) { return Eui64{0x02005E0000100000 + number % kMeters}; }

void build_street(engine::Store& store) {
  auto tx = must(store.begin());
  access::User supplier{kSupplier, "Supplier", {}, access::UserStatus::InOperation, "http://localhost:1/"};
  supplier.roles.add(UserRole::IS);
  must(tx->put_user(supplier));
  inventory::Device hub;
  hub.id = kHub;
  hub.type = DeviceType::CHF;
  hub.status = SmiStatus::Commissioned;
  hub.hub = kHub;
  must(tx->apply(exchange::PutDevice{hub}));
  for (std::uint64_t i = 0; i < kMeters; ++i) {
    inventory::Device device;
    device.id = meter(i);
    device.status = SmiStatus::Commissioned;
    device.gbcs_version = "4.2";
    device.esme_variant = "A";
    device.hub = kHub;
    device.import_mpxn = fmt::format("92{:011}", i);
    must(tx->apply(exchange::PutDevice{device}));
    must(tx->put_registration({device.import_mpxn, registration::Kind::ImportSupplier, kSupplier, 0, std::nullopt}));
  }
  must(tx->commit());
}

exchange::Event request(std::uint64_t number) {
  exchange::RequestArrived arrived;
  arrived.service = exchange::WebService::SendCommand;
  arrived.request.schema_version = "5.2";
  arrived.request.id = {kSupplier, meter(number), number + 1};
  arrived.request.command_variant = 1;
  arrived.request.reference = "4.1";
  arrived.request.variant = "4.1.1";
  arrived.request.body.name = "ReadInstantaneousImportRegisters";
  arrived.body = std::string(1800, 'x');  // the size of a signed request
  return arrived;
}

exchange::Event answer(std::uint64_t number, std::uint16_t code) {
  exchange::DeviceSpoke spoke;
  spoke.hub = kHub;
  spoke.delivery = number + 1;
  gbcs::Message message;
  message.header.cra = gbcs::Cra::Response;
  message.header.originator = meter(number);
  message.header.recipient = kSupplier;
  message.header.counter = number + 1;
  message.header.code = code;
  message.content = Bytes(120);
  message.signature = Bytes();
  message.mac.emplace();
  spoke.message = gbcs::write(message);
  spoke.parsed = std::move(message);
  return spoke;
}

// One phase: all events of it, as fast as the sequencer takes them.
void measure(const char* name, engine::Sequencer& sequencer, engine::Counters& counters,
             engine::Outstanding& outstanding, std::vector<exchange::Event> events) {
  const std::uint64_t spent = counters.sequencer_microseconds, committing = counters.commit_time.sum();
  const std::uint64_t batches = counters.batches;
  const auto start = std::chrono::steady_clock::now();
  const double count = static_cast<double>(events.size());
  for (exchange::Event& event : events)
    sequencer.submit({std::move(event), [](const auto& decided) {
                        if (!decided) std::exit(1);
                      }});
  outstanding.wait(std::chrono::minutes(10));
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const double commit = static_cast<double>(counters.commit_time.sum() - committing);
  const double all = static_cast<double>(counters.sequencer_microseconds - spent);
  fmt::print("{:<9} {:6.1f} us per event, {:5.1f} of them commit; {:5.0f} events per batch; {:6.0f} per second\n", name,
             all / count, commit / count, count / static_cast<double>(counters.batches - batches),
             count / wall.count());
}

int run(std::uint64_t round_trips, const std::string& path) {
  std::filesystem::remove(path);
  auto store = must(store::open_sqlite(path));
  build_street(*store);
  engine::Counters counters;
  engine::Outstanding outstanding;
  const ManualClock clock(kNow);
  const crypto::KeyStore keys;
  std::uint16_t code = 0;
  const registration::Desk desk;
  engine::Sequencer sequencer({.store = *store,
                               .clock = clock,
                               .machine_ms = machine_now,
                               .decider = {.rules = RuleBook(), .keys = keys, .broker = kBroker, .desk = desk},
                               .counters = counters,
                               .outstanding = outstanding,
                               .committed =
                                   [&code](engine::Sequencer::Committed done) {
                                     if (!done.commands.empty())
                                       code = must(gbcs::parse(done.commands[0].body)).header.code;
                                   },
                               .command_budget = [] { return engine::limits::kClaimedCommands; }});
  sequencer.start();
  std::vector<exchange::Event> events;
  for (std::uint64_t i = 0; i < round_trips; ++i) events.push_back(request(i));
  measure("requests", sequencer, counters, outstanding, std::move(events));
  events.clear();
  for (std::uint64_t i = 0; i < round_trips; ++i) events.push_back(answer(i, code));
  measure("answers", sequencer, counters, outstanding, std::move(events));
  events.clear();
  {
    const auto tx = must(store->read());
    for (const auto& push : must(tx->pushes_ready(kSupplier, INT64_MAX, round_trips)))
      events.push_back(
          exchange::PushEnded{*must(tx->outbox_item(push.id)), exchange::PushOutcome::Delivered, "HTTP 204", 0});
  }
  if (events.empty()) {
    fmt::print(stderr, "no pushes were queued\n");
    return 1;
  }
  measure("pushes", sequencer, counters, outstanding, std::move(events));
  sequencer.stop();
  store.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  return 0;
}

}  // namespace
}  // namespace gridpost

int main(int argc, char** argv) {
  const std::uint64_t round_trips = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : gridpost::kMeters;
  const std::string path =
      argc > 2 ? argv[2]
               : (std::filesystem::temp_directory_path() / fmt::format("gridpost-bench-{}.db", getpid())).string();
  return gridpost::run(round_trips, path);
}
