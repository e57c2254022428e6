// gridpost signer: the signing service, which keeps Users' keys in a process of its own.
#include <CLI/CLI.hpp>
#include <atomic>
#include <thread>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/keys.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/log.h"
#include "duis/signing_tool.h"
#include "gateway/http_server.h"
#include "gateway/signing_service.h"

namespace gridpost::app {
namespace {

struct SignerOptions {
  KeyOptions keys;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8090;
  unsigned threads = 0;
  bool end_with_parent = false;
};

// Counters of RequestIDs: the time in milliseconds, but never the same twice.
class FreshCounters {
 public:
  std::uint64_t next() {
    const auto now = static_cast<std::uint64_t>(machine_now());
    std::uint64_t last = last_.load();
    while (!last_.compare_exchange_weak(last, std::max(last + 1, now))) {
    }
    return std::max(last + 1, now);
  }

 private:
  std::atomic<std::uint64_t> last_{0};
};

gateway::SigningOutcome outcome(duis::ToolAnswer answer) {
  return {static_cast<int>(answer.code), std::move(answer.text)};
}

gateway::SigningTool tool_with(const crypto::KeyStore& keys, FreshCounters& counters) {
  return {.sign =
              [&keys, &counters](const std::string& document, bool preserve) {
                const auto counter = preserve ? std::nullopt : std::optional(counters.next());
                return outcome(duis::tool_sign(document, counter, keys, machine_now()));
              },
          .verify = [&keys](const std::string& document) { return outcome(duis::tool_verify(document, keys)); }};
}

// Bodies are larger than elsewhere, so fewer connections are let in.
gateway::ServerLimits limits() {
  gateway::ServerLimits limits;
  limits.connections = 512;
  return limits;
}

int run(const SignerOptions& options) {
  hold_end_signals();
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::Users, machine_now()); !loaded)
    return report(loaded.error(), kSystem);
  FreshCounters counters;
  gateway::HttpServer server(gateway::signing_routes(tool_with(keys, counters)), limits());
  const unsigned threads = options.threads > 0 ? options.threads : std::thread::hardware_concurrency();
  if (auto started = server.start(options.address, options.port, threads); !started)
    return report(started.error(), kSystem);
  log::info("GP-SIGNER-001", "signing service on {}:{}", options.address, server.port());
  fmt::print("ready\n");
  std::fflush(stdout);
  wait_for_end(options.end_with_parent);
  server.stop();
  return kGood;
}

}  // namespace

void add_signer(CLI::App& program, int& exit) {
  auto options = std::make_shared<SignerOptions>();
  CLI::App* command = program.add_subcommand(
      "signer", "Run the signing service: signs requests with Users' keys and verifies messages, over HTTP");
  add_key_options(*command, options->keys);
  command->add_option("--address", options->address, "Address to listen on; whoever reaches it signs as any User")
      ->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads that sign; 0: one for each processor")
      ->capture_default_str();
  command->add_flag("--end-with-parent", options->end_with_parent,
                    "Stop when the process that started this one is gone");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
