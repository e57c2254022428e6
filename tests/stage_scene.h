// A stage with its real server and device process, and what a test does on it: requests of the first User, who is the
// supplier of most homes, and orders to the virtual Devices.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <thread>

#include "app/requests.h"
#include "app/stage.h"
#include "catalogue/services.h"
#include "devices/control.h"
#include "must.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test {

// A request to a Device, without its body's content.
inline duis::Request request_to(std::string_view variant, Eui64 user, Eui64 target) {
  const catalogue::Service& service = *catalogue::find_service(variant);
  duis::Request r;
  r.schema_version = "5.4";
  r.id = {user, target, 0};
  r.command_variant = service.critical ? 4 : 1;
  r.reference = service.reference();
  r.variant = variant;
  r.body.name = service.body_element;
  return r;
}
// One that names another Device in `element`.
inline duis::Request request_naming(std::string_view variant, Eui64 user, Eui64 target, const std::string& element,
                                    const std::string& text) {
  duis::Request r = request_to(variant, user, target);
  r.body.add(element, text);
  return r;
}

class StageScene {
 public:
  app::Stage& stage() { return *stage_; }
  app::Client& supplier() { return *must(stage_->client(0)); }
  Eui64 supplier_id() const { return stage_->world().users[0].id; }
  std::unique_ptr<engine::Transaction> read() { return must(store_->read()); }
  const devices::Home& home() const { return stage_->world().homes[0]; }

  static const devices::WorldDevice& of_type(const devices::Home& home, DeviceType type) {
    return *std::find_if(home.devices.begin(), home.devices.end(), [&](const auto& d) { return d.type == type; });
  }

  // ---- requests of the supplier ----

  // Sends a request to its end. A critical join needs the type of the other Device.
  app::Exchange send(duis::Request request, const devices::WorldDevice& target, std::optional<DeviceType> other = {}) {
    request.id.counter = supplier().next_counter();
    return must(
        supplier().send(request, {request.id.target, target.type, target.variant, target.gbcs_version}, {}, other));
  }
  // The same, and wants success.
  duis::Response succeed(const duis::Request& request, const devices::WorldDevice& target,
                         std::optional<DeviceType> other = {}) {
    const app::Exchange exchange = send(request, target, other);
    if (exchange.code() != "I0") throw std::runtime_error(request.variant + " was answered with " + exchange.code());
    return exchange.final();
  }
  // Posts a request that is acknowledged; its result comes later.
  RequestId accepted(duis::Request request) {
    request.id.counter = supplier().next_counter();
    const duis::Response answer = must(supplier().post(request));
    if (answer.code != "I99") throw std::runtime_error(request.variant + " was answered with " + answer.code);
    return request.id;
  }

  void notify(const devices::WorldDevice& device) {
    succeed(app::pre_notification({supplier_id(), stage_->world().broker}, device), device);
  }
  void join(Eui64 hub, const devices::WorldDevice& device) {
    succeed(app::add_to_device_log({supplier_id(), hub}, device), device);
    await(device.id.text() + " joins its hub", [&] {
      const auto known = must(read()->device(device.id));
      return known && known->status == SmiStatus::InstalledNotCommissioned;
    });
  }
  void commission(const devices::WorldDevice& meter) {
    succeed(app::commission({supplier_id(), meter.id}, stage_->world_now(), 86400), meter);
    succeed(app::set_import_mpxn({supplier_id(), meter.id}, meter), meter);
  }

  // ---- the Devices ----

  // An order to the device process, such as "fault ID silent".
  void order(const std::string& line) { must(must(devices::order(folder_ + "/devices/control.sock", line))); }

  // ---- waiting ----

  // At most 20 s.
  void await(const std::string& what, const std::function<bool()>& condition) {
    for (int i = 0; i < 1000; ++i) {
      if (condition()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("this does not happen: " + what);
  }
  // Until nothing is on its way any more.
  void settle() {
    await("the outbox becomes empty", [&] {
      const auto tx = read();
      return must(tx->outbox_sent(0, 1)).empty() && must(tx->push_queues()).empty();
    });
  }

 protected:
  explicit StageScene(const std::string& name)
      : folder_(fmt::format("{}/gridpost-{}-{}", std::filesystem::temp_directory_path().string(), name, getpid())) {}
  ~StageScene() {
    stage_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  // Devices and server, every User listening. The world is the one in the folder, or a street like this.
  void start(const devices::StreetOptions& street = {}, std::vector<std::string> serve_arguments = {}) {
    app::StageOptions options;
    options.serve_arguments = std::move(serve_arguments);
    options.program = GRIDPOST_BINARY_DIR "/gridpost";
    options.folder = folder_;
    options.street = street;
    stage_ = must(app::Stage::set(std::move(options)));
    must(stage_->start_devices());
    must(stage_->start_server());
    must(stage_->listen());
    if (!store_) store_ = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
  }

  std::string folder_;
  std::unique_ptr<app::Stage> stage_;
  std::unique_ptr<engine::Store> store_;  // the server's, to look at
};

}  // namespace gridpost::test
