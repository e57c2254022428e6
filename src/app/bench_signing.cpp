#include "app/bench_signing.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "app/child.h"
#include "app/keys.h"
#include "app/requests.h"
#include "base/bytes.h"
#include "gateway/http_client.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// The public tool has a key of this identity built in.
const Eui64 kSigningUser{0x90B3D51F30010000};
const Eui64 kMeter{0x0247501300000901};

constexpr int kTurns = 3;

std::string order(const std::string& document) {
  return nlohmann::json{{"message", to_base64(view_of(document))}}.dump();
}

// One signing service and what it is asked.
class Service {
 public:
  explicit Service(std::uint16_t port) : url_("http://127.0.0.1:" + std::to_string(port)) {}

  // The document that comes back.
  Result<std::string> ask(const std::string& path, const std::string& body) {
    GP_TRY(reply, http_.post(url_ + path, body, std::chrono::seconds(30)));
    const nlohmann::json json = nlohmann::json::parse(reply.body, nullptr, false);
    if (reply.status != 200 || !json.is_object() || !json.contains("message")) return fail(reply.body, url_ + path);
    GP_TRY(octets, from_base64(json["message"].get<std::string>()));
    return text_of(octets);
  }

  // Answers per second with so many clients.
  Result<double> rate(const std::string& path, const std::string& body, const SigningBench& options, double seconds) {
    std::atomic<int> answers{0};
    std::mutex mutex;
    std::optional<Error> error;
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    std::vector<std::thread> clients;
    for (int i = 0; i < options.clients; ++i)
      clients.emplace_back([&] {
        while (Clock::now() < end) {
          if (auto answer = ask(path, body); !answer) {
            const std::lock_guard lock(mutex);
            error = std::move(answer).error();
            return;
          }
          ++answers;
        }
      });
    for (std::thread& client : clients) client.join();
    if (error) return tl::unexpected(std::move(*error));
    return answers / std::chrono::duration<double>(Clock::now() - start).count();
  }

 private:
  std::string url_;
  gateway::HttpClient http_;
};

// Each measures what it signed itself.
class Contender {
 public:
  Contender(Child child, std::uint16_t port, const SigningBench& options)
      : child_(std::move(child)), service_(std::make_unique<Service>(port)), options_(options) {}

  Status warm_up(const std::string& request) {
    to_sign_ = order(request);
    GP_TRY(document, service_->ask("/sign", to_sign_));
    to_verify_ = order(document);
    GP_CHECK(service_->rate("/sign", to_sign_, options_, options_.seconds / 2.0));
    GP_CHECK(service_->rate("/verify", to_verify_, options_, options_.seconds / 2.0));
    return {};
  }
  Status turn() {
    const double seconds = static_cast<double>(options_.seconds) / kTurns;
    GP_TRY(signs, service_->rate("/sign", to_sign_, options_, seconds));
    GP_TRY(verifies, service_->rate("/verify", to_verify_, options_, seconds));
    sum_.signs += signs;
    sum_.verifies += verifies;
    return {};
  }
  SigningRate rate() const { return {sum_.signs / kTurns, sum_.verifies / kTurns}; }

 private:
  Child child_;
  std::unique_ptr<Service> service_;
  const SigningBench& options_;
  std::string to_sign_, to_verify_;
  SigningRate sum_;
};

Result<Contender> start_ours(const SigningBench& options) {
  devices::World world;
  world.broker = Eui64{0x90B3D51F30000002};
  devices::WorldUser supplier;
  supplier.id = kSigningUser;
  supplier.roles = {UserRole::IS};
  world.users.push_back(supplier);
  GP_CHECK(make_keys(world, options.folder + "/keys"));
  const std::uint16_t port = free_port();
  GP_TRY(child, Child::start(
                    own_program(),
                    {"signer", "--keys", options.folder + "/keys", "--port", std::to_string(port), "--end-with-parent"},
                    options.folder + "/signer.log"));
  return Contender(std::move(child), port, options);
}

Result<Contender> start_tool(const SigningBench& options, const fs::path& jar) {
  const std::uint16_t port = free_port();
  GP_TRY(child, Child::start("/usr/bin/env", {"java", "-cp", jar.string(), options.tool_server, std::to_string(port)},
                             options.folder + "/tool.log"));
  return Contender(std::move(child), port, options);
}

}  // namespace

Result<SigningFigures> bench_signing(const SigningBench& options) {
  std::error_code ec;
  fs::remove_all(options.folder, ec);
  fs::create_directories(options.folder, ec);
  if (ec) return fail("the folder cannot be made: " + ec.message(), options.folder);
  duis::Request request = read_registers({kSigningUser, kMeter});
  request.id.counter = 1;
  const std::string text = duis::write(request);
  std::vector<Contender> contenders;
  GP_TRY(ours, start_ours(options));
  contenders.push_back(std::move(ours));
  const fs::path jar = fs::path(options.packages) / "node_modules/@smartdcc/duis-sign-wrap/dist/tool.jar";
  if (fs::exists(jar)) {
    GP_TRY(tool, start_tool(options, jar));
    contenders.push_back(std::move(tool));
  }
  for (Contender& one : contenders) GP_CHECK(one.warm_up(text));
  for (int i = 0; i < kTurns; ++i)
    for (Contender& one : contenders) GP_CHECK(one.turn());
  SigningFigures figures{.ours = contenders.front().rate()};
  if (contenders.size() > 1) figures.tool = contenders.back().rate();
  return figures;
}

}  // namespace gridpost::app
