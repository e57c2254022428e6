// gridpost serve: the server with its gateway, SMKI repository and operations port.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <filesystem>
#include <optional>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/folder_lock.h"
#include "app/jobs_route.h"
#include "app/keys.h"
#include "app/load_world.h"
#include "app/product.h"
#include "app/registration_setup.h"
#include "app/rule_book.h"
#include "app/server_metrics.h"
#include "app/service_manager.h"
#include "app/signals.h"
#include "app/time_limit.h"
#include "base/clock.h"
#include "base/log.h"
#include "devices/home_parties.h"
#include "engine/engine.h"
#include "gateway/duis_gateway.h"
#include "gateway/http_server.h"
#include "gateway/key_bundle.h"
#include "gateway/operations.h"
#include "gateway/push_client.h"
#include "gateway/smki_repository.h"
#include "network/provider_folders.h"
#include "network/tcp_network.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

struct ServeOptions {
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
  gateway::TlsFiles tls, push_tls;
  bool strict_signatures = false;
  int stop_seconds = 20;
  int outcome_wait_minutes = 24 * 60;
  bool commission_by_returned_answer = false;
  bool refuse_contradicting_variants = false;
  std::vector<std::string> installation_ends;
  std::string registration, registration_files;
  bool end_with_parent = false;
  std::string housekeeping = "daily";
};

// For requests under way when the server stops, and again for pushes: together they leave time for the rest.
std::chrono::milliseconds patience(const ServeOptions& options) {
  return std::chrono::milliseconds(std::int64_t{options.stop_seconds} * 400);
}

// Where the server is on its way; what /readyz and /metrics may look at depends on it.
enum class Phase : std::uint8_t { Starting, Serving, Stopping };

// The time of the server's world; until its clock runs, the machine's.
class ServerTime final : public WorldClock {
 public:
  TimeMs now() const override {
    const WorldClock* running = running_;
    return running ? running->now() : machine_now();
  }
  void run(const WorldClock& clock) { running_ = &clock; }

 private:
  std::atomic<const WorldClock*> running_{nullptr};
};

// The server with everything that it owns, in the order in which it must end.
struct Server {
  std::atomic<Phase> phase{Phase::Starting};
  std::atomic<Eui64> broker{kDefaultBroker};
  FolderLock lock;
  std::unique_ptr<engine::Store> store;
  std::unique_ptr<store::OutboxMeter> outbox;
  std::unique_ptr<engine::WorldTime> clock;
  ServerTime time;
  crypto::KeyStore keys;
  std::unique_ptr<network::TcpNetwork> network;
  std::unique_ptr<gateway::PushClient> push;
  std::unique_ptr<network::DiskFolders> folders;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<gateway::SmkiRepository> smki;
  std::unique_ptr<gateway::HttpServer> duis_server, smki_server, operations_server, key_bundle_server;
};

// What options and the files that they name say. It is read before anything is opened or made: what is wrong with it
// changes nothing.
struct Given {
  devices::World world;  // empty without --world
  RuleBook book;
  registration::Desk desk;
  exchange::Limits limits;
  network::Options network;
  gateway::TlsPtr tls, push_tls;
};

// "SMETS2 V2.0=2022-11-03"
Status read_installation_ends(const std::vector<std::string>& texts, exchange::Limits& limits) {
  for (const std::string& text : texts) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) return fail("is not VERSION=DATE", text, "--installation-ends");
    GP_TRY(date, local_midnight(text.substr(equals + 1)));
    limits.installation_ends[text.substr(0, equals)] = date;
  }
  return {};
}

Result<Given> read_given(const ServeOptions& options) {
  GP_TRY(book, options.rules.book());
  GP_TRY(endpoints, network::parse_endpoints(options.devices));
  GP_TRY(tls, server_tls_of(options.tls));
  GP_TRY(push_tls, client_tls_of(options.push_tls));
  Given given;
  given.book = std::move(book);
  given.tls = std::move(tls);
  given.push_tls = std::move(push_tls);
  given.network.endpoints = std::move(endpoints);
  if (!options.world.empty()) {
    GP_TRY(world, devices::load_world(options.world));
    given.world = std::move(world);
  }
  GP_TRY(desk, desk_of(options.registration));
  given.desk = std::move(desk);
  given.limits.commission_by_returned_answer = options.commission_by_returned_answer;
  if (options.refuse_contradicting_variants) given.limits.variant_contradiction = inventory::Contradiction::Refused;
  given.limits.outcome_wait = options.outcome_wait_minutes * kMinute;
  GP_CHECK(read_installation_ends(options.installation_ends, given.limits));
  return given;
}

Status open_store(Server& s, const ServeOptions& options, const Given& given) {
  std::error_code ec;
  std::filesystem::create_directories(options.data, ec);
  if (ec) return fail("the folder cannot be made: " + ec.message(), options.data);
  GP_TRY(lock, FolderLock::take(options.data));
  s.lock = std::move(lock);
  const std::string file = options.data + "/gridpost.db";
  GP_TRY(store, store::open_sqlite(file));
  s.store = std::move(store);
  GP_TRY(outbox, store::OutboxMeter::open(file));
  s.outbox = std::move(outbox);
  engine::WorldTime::Setup time;
  time.speed = options.speed;
  if (!options.world.empty()) {
    time.start = given.world.time.at(machine_now());
    time.speed = given.world.time.speed;
  }
  GP_TRY(clock, engine::WorldTime::open(*s.store, time));
  s.clock = std::move(clock);
  s.time.run(*s.clock);
  return options.world.empty() ? Status{} : load_world(*s.store, given.world, s.clock->now());
}

// The DCC's party that sends what 6.23 asks for, if its signing key is here.
Eui64 change_of_supplier_party(const Server& s, Eui64 broker) {
  const Eui64 party = devices::trans_cos_of(broker);
  const auto key = s.keys.find(party, crypto::Usage::DigitalSignature, s.clock->now());
  return key && key->private_key ? party : Eui64{};
}

// Without the file flags are kept and their updates wait; with it files come and go.
Status set_up_registration(Server& s, const ServeOptions& options, Given& given, engine::Setup& setup) {
  if (options.registration.empty()) return {};
  std::vector<std::string> names;
  for (const registration::Provider& p : given.desk.providers) names.push_back(p.name);
  const std::string root =
      options.registration_files.empty() ? options.data + "/registration" : options.registration_files;
  GP_TRY(folders, network::DiskFolders::open(root, names));
  s.folders = std::move(folders);
  setup.folders = s.folders.get();
  setup.desk = std::move(given.desk);
  return {};
}

Status make_engine(Server& s, const ServeOptions& options, Given& given) {
  GP_CHECK(load_keys(s.keys, options.keys, Owner::Dcc, s.clock->now()));
  const Eui64 broker = given.world.broker.value != 0 ? given.world.broker : kDefaultBroker;
  s.broker = broker;
  GP_TRY(signer, response_signer(s.keys, broker, options.signer, s.clock->now()));
  for (const std::string& warning : given.book.warnings()) log::warn("GP-SERVE-002", "{}", warning);
  s.network = std::make_unique<network::TcpNetwork>(std::move(given.network));
  s.push = std::make_unique<gateway::PushClient>(gateway::ClientLimits{}, std::move(given.push_tls));
  engine::Setup setup{.store = *s.store,
                      .network = *s.network,
                      .push = *s.push,
                      .clock = *s.clock,
                      .keys = s.keys,
                      .broker = broker,
                      .trans_cos = change_of_supplier_party(s, broker),
                      .signer = signer,
                      .rules = std::move(given.book)};
  setup.patience = patience(options);
  setup.limits = std::move(given.limits);
  setup.housekeeping_daily = options.housekeeping == "daily";
  GP_CHECK(set_up_registration(s, options, given, setup));
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

Status hold(gateway::HttpServer& server, const ServeOptions& options, std::uint16_t port, const char* what) {
  if (auto held = server.hold(options.address, port); !held) return within(what, std::move(held).error());
  return {};
}

Status serve(gateway::HttpServer& server, const ServeOptions& options, const char* what) {
  if (auto started = server.serve(); !started) return within(what, std::move(started).error());
  log::info("GP-SERVE-001", {{"port", what}}, "{} on {}:{}", what, options.address, server.port());
  return {};
}

Status listen(gateway::HttpServer& server, const ServeOptions& options, std::uint16_t port, const char* what) {
  GP_CHECK(hold(server, options, port, what));
  return serve(server, options, what);
}

// The Users' private keys pass through this process only into the bundle.
Status make_key_bundle(Server& s, const ServeOptions& options) {
  crypto::KeyStore bundle;
  GP_CHECK(load_bundle(bundle, s.keys, options.key_bundle, s.clock->now()));
  GP_TRY(routes, gateway::key_bundle_routes(bundle));
  log::warn("GP-SERVE-004", "the key bundle gives private keys of {} to everybody who asks", options.key_bundle);
  s.key_bundle_server = std::make_unique<gateway::HttpServer>(std::move(routes));
  return listen(*s.key_bundle_server, options, options.key_bundle_port, "key bundle");
}

Status readiness(const Server& s) {
  const Phase phase = s.phase;
  if (phase == Phase::Starting) return fail("the server is starting");
  if (phase == Phase::Stopping) return fail("the server is stopping");
  GP_CHECK(s.engine->health());
  return s.network->connected() > 0 ? Status() : Status(fail("no device process is connected", "network"));
}

std::vector<gateway::Metric> metrics_of(const Server& s) {
  std::vector<gateway::Metric> all = process_metrics();
  if (s.phase == Phase::Starting) return all;
  auto own = server_metrics({.engine = *s.engine,
                             .clock = *s.clock,
                             .network = *s.network,
                             .outbox = *s.outbox,
                             .ports = {{"duis", s.duis_server.get()}, {"smki", s.smki_server.get()}},
                             .ready = readiness(s).has_value()});
  std::move(own.begin(), own.end(), std::back_inserter(all));
  return all;
}

// The codec for everybody who may reach the port.
std::vector<gateway::Route> codec_routes(const Server& s) {
  return gateway::product_routes(product_api(
      s.keys, [&s] { return s.broker.load(); }, [&s] { return s.time.now(); }));
}

// The first port to open and the last to close: it tells how the others are.
Status open_operations(Server& s, const ServeOptions& options) {
  const auto health = [&s] { return s.phase == Phase::Serving ? s.engine->health() : Status(); };
  std::vector<gateway::Route> routes = gateway::operations_routes(
      health, [&s] { return readiness(s); }, [&s] { return metrics_of(s); });
  std::vector<gateway::Route> codec = codec_routes(s);
  std::move(codec.begin(), codec.end(), std::back_inserter(routes));
  routes.push_back(jobs_route([&s] { return s.phase == Phase::Serving ? s.store.get() : nullptr; }));
  s.operations_server = std::make_unique<gateway::HttpServer>(std::move(routes));
  return listen(*s.operations_server, options, options.operations_port, "operations");
}

// The ports of the Users. They are held before the store is opened, so that a port that is taken changes nothing, and
// answer when the engine does.
Status hold_ports(Server& s, const ServeOptions& options, gateway::TlsPtr tls) {
  gateway::ServerLimits limits;
  limits.stop = patience(options);
  s.duis_server = std::make_unique<gateway::HttpServer>(
      gateway::duis_routes([&s](gateway::WebService service, std::string body, gateway::Answer answer) {
        s.engine->handle(service_of(service), std::move(body), [answer = std::move(answer)](engine::HttpReply reply) {
          answer({.status = reply.status,
                  .content_type = std::move(reply.content_type),
                  .body = std::move(reply.body),
                  .headers = {}});
        });
      }),
      limits, [&s](int status, const std::string& words) { s.engine->note_refusal(status, words); }, std::move(tls));
  s.smki = std::make_unique<gateway::SmkiRepository>(s.keys, s.time);
  s.smki_server = std::make_unique<gateway::HttpServer>(s.smki->routes());
  GP_CHECK(hold(*s.duis_server, options, options.duis_port, "DUIS"));
  return hold(*s.smki_server, options, options.smki_port, "SMKI repository");
}

Status open_ports(Server& s, const ServeOptions& options) {
  GP_CHECK(serve(*s.duis_server, options, "DUIS"));
  GP_CHECK(serve(*s.smki_server, options, "SMKI repository"));
  return options.key_bundle.empty() ? Status{} : make_key_bundle(s, options);
}

Status start(Server& s, const ServeOptions& options, Given given) {
  GP_CHECK(open_operations(s, options));
  GP_CHECK(hold_ports(s, options, std::move(given.tls)));
  GP_CHECK(open_store(s, options, given));
  GP_CHECK(make_engine(s, options, given));
  given.world = {};
  malloc_trim(0);  // what reading a large world file took goes back to the machine
  GP_CHECK(open_ports(s, options));
  s.phase = Phase::Serving;
  return {};
}

// Nothing new is taken in; what was accepted is decided on and answered; what could not be delivered stays in the
// store.
void stop(Server& s) {
  s.phase = Phase::Stopping;
  s.duis_server->stop();
  s.engine->stop();
  s.smki_server->stop();
  if (s.key_bundle_server) s.key_bundle_server->stop();
  s.operations_server->stop();
}

int run(const ServeOptions& options) {
  auto given = read_given(options);
  if (!given)
    return report(given.error(), exit_for({options.world, options.registration, options.tls.certificate,
                                           options.tls.key, options.tls.authorities, options.push_tls.certificate,
                                           options.push_tls.key, options.push_tls.authorities}));
  hold_end_signals();
  std::optional<TimeLimit> limit;
  {
    Server server;
    if (auto started = start(server, options, std::move(*given)); !started) return report(started.error(), kSystem);
    tell_service_manager("READY=1");
    fmt::print("ready\n");
    std::fflush(stdout);
    wait_for_end(options.end_with_parent);
    tell_service_manager("STOPPING=1");
    log::info("GP-SERVE-003", "stopping, within {} s", options.stop_seconds);
    limit.emplace(std::chrono::seconds(options.stop_seconds), [] {
      log::error("GP-SERVE-005", "stopping takes too long; the process ends now, and the next start goes on");
      std::_Exit(kSystem);
    });
    stop(server);
  }
  log::info("GP-SERVE-006", "stopped; the store is closed");
  return kGood;
}

}  // namespace

void add_serve(CLI::App& program, int& exit) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = program.add_subcommand("serve", "Run the server: DUIS gateway, SMKI repository, operations port");
  command->add_option("--data", options->data, "Folder of the store")->capture_default_str();
  command->add_option("--world", options->world, "World file with Users, products, metering points and hubs");
  add_key_options(*command, options->keys);
  command->add_option("--signer", options->signer, "Decimal serial number of the certificate that signs responses");
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--duis-port", options->duis_port, "Port of the DUIS gateway")->capture_default_str();
  command->add_option("--smki-port", options->smki_port, "Port of the SMKI repository")->capture_default_str();
  command
      ->add_option("--operations-port", options->operations_port,
                   "Port of /healthz, /readyz, /metrics, /v1/jobs and the codec, /v1/")
      ->capture_default_str();
  command->add_option("--key-bundle", options->key_bundle,
                      "Offer the clients' key bundle with the private keys in this folder of test Users, KEYS/users; "
                      "never with real keys");
  command->add_option("--key-bundle-port", options->key_bundle_port, "Port where the clients fetch it")
      ->capture_default_str();
  command->add_option("--devices", options->devices, "Device processes, HOST:PORT,HOST:PORT")->capture_default_str();
  command->add_option("--speed", options->speed, "World seconds per second, without a world file")
      ->capture_default_str();
  add_rule_options(*command, options->rules);
  add_tls_options(*command, options->tls, "tls", "TLS of the DUIS gateway, with --tls-ca mutual");
  add_tls_options(*command, options->push_tls, "push-tls", "TLS of pushes to https endpoints");
  command->add_flag("--strict-signatures", options->strict_signatures, "Do not follow the stock tool's digest quirks");
  command->add_option("--stop-seconds", options->stop_seconds, "Time for stopping; what is not delivered by then waits")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command
      ->add_option("--outcome-wait-minutes", options->outcome_wait_minutes,
                   "World time after an execution date in which a Device tells what became of the command; then E30")
      ->check(CLI::Range(1, 60 * 24 * 365))
      ->capture_default_str();
  command->add_flag("--commission-by-returned-answer", options->commission_by_returned_answer,
                    "An 8.1.1 whose answer comes back by 8.13 commissions its meter");
  command->add_flag("--refuse-contradicting-variants", options->refuse_contradicting_variants,
                    "Refuse an ESME Variant that the Central Products List contradicts, instead of noting it");
  command->add_option(
      "--installation-ends", options->installation_ends,
      "SMETS version of gas meters that should not be newly installed from a date on, VERSION=DATE; the "
      "audit trail notes those that are");
  command->add_option("--registration", options->registration,
                      "File that says who the registration data providers are; without it no files come or go");
  command->add_option("--registration-files", options->registration_files,
                      "Folder of the providers' files; by default registration/ in the folder of the store");
  command
      ->add_option(
          "--housekeeping", options->housekeeping,
          "When runs of housekeeping begin: daily (of the world), or demand: by gridpost housekeeping run alone")
      ->check(CLI::IsMember({"daily", "demand"}))
      ->capture_default_str();
  command->add_flag("--end-with-parent", options->end_with_parent,
                    "Stop when the process that started this one is gone");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
