// gridpost serve: the server with its gateway, SMKI repository and operations port.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/command.h"
#include "app/keys.h"
#include "app/load_world.h"
#include "app/rule_book.h"
#include "app/signals.h"
#include "base/log.h"
#include "engine/engine.h"
#include "gateway/duis_gateway.h"
#include "gateway/http_server.h"
#include "gateway/key_bundle.h"
#include "gateway/operations.h"
#include "gateway/push_client.h"
#include "gateway/smki_repository.h"
#include "network/tcp_network.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

struct Options {
  std::string data = "gridpost.data";
  std::string world;
  KeyOptions keys;
  std::string signer;
  std::string address = "127.0.0.1";
  std::uint16_t duis_port = 8079;
  std::uint16_t smki_port = 8083;
  std::uint16_t operations_port = 8080;
  std::string key_bundle;
  std::uint16_t key_bundle_port = 80;
  std::string devices = "127.0.0.1:8077";
  RuleOptions rules;
  double speed = 1;
  bool strict_signatures = false;
  bool end_with_parent = false;
};

std::vector<gateway::Metric> metrics_of(const engine::Engine& e) {
  using Kind = gateway::Metric::Kind;
  const engine::Counters& c = e.counters();
  const auto counter = [](const char* name, const char* help, const std::atomic<std::uint64_t>& value) {
    return gateway::Metric{name, help, Kind::Counter, static_cast<double>(value.load()), {}};
  };
  return {counter("gridpost_requests_total", "Bodies handed in by the gateway", c.requests),
          counter("gridpost_answers_total", "Signed responses given back", c.answers),
          counter("gridpost_busy_total", "Requests answered with HTTP 503", c.busy),
          counter("gridpost_device_messages_total", "Responses and alerts that came in", c.device_messages),
          counter("gridpost_batches_total", "Transactions of the sequencer", c.batches),
          counter("gridpost_events_total", "Events decided", c.events),
          counter("gridpost_sequencer_microseconds_total", "Time spent in batches", c.sequencer_microseconds),
          counter("gridpost_commit_microseconds_total", "Time spent in commits", c.commit_microseconds),
          counter("gridpost_sync_microseconds_total", "Time until commits were durable", c.sync_microseconds),
          counter("gridpost_commands_sent_total", "Commands handed to the network, repeats included", c.commands_sent),
          counter("gridpost_pushes_delivered_total", "Pushes confirmed by their receiver", c.pushes_delivered),
          counter("gridpost_pushes_refused_total", "Pushes parked", c.pushes_refused),
          counter("gridpost_pushes_unreachable_total", "Pushes to be tried again", c.pushes_unreachable),
          {"gridpost_waiting_events",
           "Events waiting for the sequencer",
           Kind::Gauge,
           static_cast<double>(e.waiting_events()),
           {}}};
}

// The server with everything that it owns, in the order in which it must end.
struct Server {
  std::unique_ptr<engine::Store> store;
  std::unique_ptr<engine::WorldTime> clock;
  crypto::KeyStore keys;
  std::unique_ptr<network::TcpNetwork> network;
  std::unique_ptr<gateway::PushClient> push;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<gateway::SmkiRepository> smki;
  std::unique_ptr<gateway::HttpServer> duis_server, smki_server, operations_server, key_bundle_server;
};

Status open_store(Server& s, const Options& options, devices::World& world) {
  std::error_code ec;
  std::filesystem::create_directories(options.data, ec);
  if (ec) return fail("the folder cannot be made: " + ec.message(), options.data);
  GP_TRY(store, store::open_sqlite(options.data + "/gridpost.db"));
  s.store = std::move(store);
  engine::WorldTime::Setup time;
  time.speed = options.speed;
  if (!options.world.empty()) {
    GP_TRY(read, devices::load_world(options.world));
    world = std::move(read);
    time.start = world.time.at(machine_now());
    time.speed = world.time.speed;
  }
  GP_TRY(clock, engine::WorldTime::open(*s.store, time));
  s.clock = std::move(clock);
  return options.world.empty() ? Status{} : load_world(*s.store, world, s.clock->now());
}

Status make_engine(Server& s, const Options& options, const devices::World& world) {
  GP_CHECK(load_keys(s.keys, options.keys, Owner::Dcc, s.clock->now()));
  const Eui64 broker = world.broker.value != 0 ? world.broker : Eui64{0x90B3D51F30000002};
  GP_TRY(signer, response_signer(s.keys, broker, options.signer, s.clock->now()));
  GP_TRY(book, options.rules.book());
  for (const std::string& warning : book.warnings()) log::warn("GP-SERVE-002", "{}", warning);
  GP_TRY(endpoints, network::parse_endpoints(options.devices));
  network::Options network_options;
  network_options.endpoints = std::move(endpoints);
  s.network = std::make_unique<network::TcpNetwork>(std::move(network_options));
  s.push = std::make_unique<gateway::PushClient>();
  engine::Setup setup{.store = *s.store,
                      .network = *s.network,
                      .push = *s.push,
                      .clock = *s.clock,
                      .keys = s.keys,
                      .broker = broker,
                      .signer = signer,
                      .rules = std::move(book)};
  if (options.strict_signatures) setup.quirks = duis::Quirks::Strict;
  GP_TRY(made, engine::Engine::make(std::move(setup)));
  s.engine = std::move(made);
  return s.engine->start();
}

exchange::WebService service_of(gateway::WebService service) {
  if (service == gateway::WebService::Transform) return exchange::WebService::Transform;
  return service == gateway::WebService::SendCommand ? exchange::WebService::SendCommand
                                                     : exchange::WebService::NonDevice;
}

// The Users' private keys pass through this process only into the bundle.
Status make_key_bundle(Server& s, const Options& options) {
  crypto::KeyStore bundle;
  GP_CHECK(load_bundle(bundle, s.keys, options.key_bundle, s.clock->now()));
  GP_TRY(routes, gateway::key_bundle_routes(bundle));
  log::warn("GP-SERVE-004", "the key bundle gives private keys of {} to everybody who asks", options.key_bundle);
  s.key_bundle_server = std::make_unique<gateway::HttpServer>(std::move(routes));
  return {};
}

Status open_ports(Server& s, const Options& options) {
  engine::Engine& engine = *s.engine;
  s.duis_server = std::make_unique<gateway::HttpServer>(
      gateway::duis_routes([&engine](gateway::WebService service, std::string body, gateway::Answer answer) {
        engine.handle(service_of(service), std::move(body), [answer = std::move(answer)](engine::HttpReply reply) {
          answer({.status = reply.status,
                  .content_type = std::move(reply.content_type),
                  .body = std::move(reply.body),
                  .headers = {}});
        });
      }),
      gateway::ServerLimits{}, [&engine](int status, const std::string& words) { engine.note_refusal(status, words); });
  s.smki = std::make_unique<gateway::SmkiRepository>(s.keys, *s.clock);
  s.smki_server = std::make_unique<gateway::HttpServer>(s.smki->routes());
  s.operations_server = std::make_unique<gateway::HttpServer>(
      gateway::operations_routes([&engine] { return engine.health(); }, [&engine] { return metrics_of(engine); }));
  std::vector<std::tuple<gateway::HttpServer*, std::uint16_t, const char*>> ports = {
      {s.duis_server.get(), options.duis_port, "DUIS"},
      {s.smki_server.get(), options.smki_port, "SMKI repository"},
      {s.operations_server.get(), options.operations_port, "operations"}};
  if (!options.key_bundle.empty()) {
    GP_CHECK(make_key_bundle(s, options));
    ports.emplace_back(s.key_bundle_server.get(), options.key_bundle_port, "key bundle");
  }
  for (const auto& [server, port, what] : ports) {
    if (auto started = server->start(options.address, port); !started) return within(what, std::move(started).error());
    log::info("GP-SERVE-001", "{} on {}:{}", what, options.address, server->port());
  }
  return {};
}

int run(const Options& options) {
  hold_end_signals();
  Server server;
  devices::World world;
  if (auto opened = open_store(server, options, world); !opened) return report(opened.error(), kSystem);
  if (auto made = make_engine(server, options, world); !made) return report(made.error(), kSystem);
  if (auto opened = open_ports(server, options); !opened) return report(opened.error(), kSystem);
  fmt::print("ready\n");
  std::fflush(stdout);
  wait_for_end(options.end_with_parent);
  log::info("GP-SERVE-003", "stopping");
  server.duis_server->stop();
  server.engine->stop();
  server.smki_server->stop();
  if (server.key_bundle_server) server.key_bundle_server->stop();
  server.operations_server->stop();
  return kGood;
}

}  // namespace

void add_serve(CLI::App& program, int& exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("serve", "Run the server: DUIS gateway, SMKI repository, operations port");
  command->add_option("--data", options->data, "Folder of the store")->capture_default_str();
  command->add_option("--world", options->world, "World file with Users, products, metering points and hubs");
  options->keys.add_to(*command);
  command->add_option("--signer", options->signer, "Decimal serial number of the certificate that signs responses");
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--duis-port", options->duis_port, "Port of the DUIS gateway")->capture_default_str();
  command->add_option("--smki-port", options->smki_port, "Port of the SMKI repository")->capture_default_str();
  command->add_option("--operations-port", options->operations_port, "Port of /healthz and /metrics")
      ->capture_default_str();
  command->add_option("--key-bundle", options->key_bundle,
                      "Offer the clients' key bundle with the private keys in this folder of test Users, KEYS/users; "
                      "never with real keys");
  command->add_option("--key-bundle-port", options->key_bundle_port, "Port where the clients fetch it")
      ->capture_default_str();
  command->add_option("--devices", options->devices, "Device processes, HOST:PORT,HOST:PORT")->capture_default_str();
  command->add_option("--speed", options->speed, "World seconds per second, without a world file")
      ->capture_default_str();
  options->rules.add_to(*command);
  command->add_flag("--strict-signatures", options->strict_signatures, "Do not follow the stock tool's digest quirks");
  command->add_flag("--end-with-parent", options->end_with_parent,
                    "Stop when the process that started this one is gone");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
