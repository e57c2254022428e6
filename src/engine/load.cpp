#include "engine/load.h"

#include <algorithm>

#include "crypto/digest.h"

namespace gridpost::engine {

namespace {

class Loader {
 public:
  Loader(Transaction& tx, exchange::Known& known) : tx_(tx), known_(known) {}

  // The Device, with the registrations of its metering points.
  Status keep(inventory::Device device) {
    if (known_.devices.contains(device.id)) return {};
    for (const std::string* mpxn : {&device.import_mpxn, &device.secondary_import_mpan, &device.export_mpan}) {
      if (mpxn->empty()) continue;
      GP_TRY(found, tx_.registrations(*mpxn));
      if (found.empty()) continue;
      auto& all = known_.registrations[device.id];
      all.insert(all.end(), found.begin(), found.end());
    }
    known_.devices.emplace(device.id, std::move(device));
    return {};
  }
  Status keep(Result<std::vector<inventory::Device>> devices) {
    if (!devices) return tl::unexpected(std::move(devices).error());
    for (inventory::Device& device : *devices) GP_CHECK(keep(std::move(device)));
    return {};
  }
  // The Device and its hub, if they are known.
  Status device(Eui64 id) {
    if (!known_.devices.contains(id)) {
      GP_TRY(found, tx_.device(id));
      if (!found) return {};
      GP_CHECK(keep(std::move(*found)));
    }
    const std::optional<Eui64> hub = known_.devices.at(id).hub;
    if (!hub || *hub == id || known_.devices.contains(*hub)) return {};
    GP_TRY(found, tx_.device(*hub));
    return found ? keep(std::move(*found)) : Status();
  }
  Status home(Eui64 chf) {
    GP_TRY(log, tx_.hub_log(chf));
    for (const inventory::HubLogEntry& entry : log) GP_CHECK(device(entry.device));
    known_.hub_logs[chf] = std::move(log);
    return keep(tx_.devices_of_hub(chf));
  }
  Status metering_point(const std::string& mpxn) {
    GP_TRY(registered, tx_.registrations(mpxn));
    known_.mpxn_registrations[mpxn] = std::move(registered);
    return keep(tx_.devices_of_mpxn(mpxn));
  }

 private:
  Transaction& tx_;
  exchange::Known& known_;
};

Status load_request(Transaction& tx, const exchange::Needs& needs, exchange::Known& known) {
  if (needs.request) {
    GP_TRY(found, tx.request(*needs.request));
    known.request = std::move(found);
  }
  if (needs.command && !known.request) {
    GP_TRY(found, tx.request_of_command(needs.command->device, needs.command->originator, needs.command->counter));
    known.request = std::move(found);
  }
  if (needs.command_taken && known.request) {
    GP_TRY(taken, tx.command_taken(known.request->id));
    known.command_taken = taken;
  }
  return {};
}

Status load_stream(Transaction& tx, const std::optional<exchange::Needs::Stream>& stream,
                   std::optional<std::uint64_t>& counter) {
  if (!stream) return {};
  GP_TRY(found, tx.counter(stream->originator, stream->target, stream->stream));
  counter = found;
  return {};
}

}  // namespace

void forget(exchange::Known& known) {
  known.user.reset();
  known.devices.clear();
  known.registrations.clear();
  known.mpxn_registrations.clear();
  known.hub_logs.clear();
  known.request.reset();
  known.held.clear();
  known.joins.clear();
  known.histories.clear();
  known.last_counter.reset();
  known.last_returned.reset();
  known.last_held.reset();
  known.command_taken = false;
  known.product.reset();
  known.certificates.clear();
  known.coverage.clear();
  known.chance = 0;
}

Status load(Transaction& tx, const crypto::KeyStore& keys, const exchange::Needs& needs, exchange::Known& known) {
  Loader loader(tx, known);
  if (needs.user) {
    GP_TRY(found, tx.user(*needs.user));
    known.user = std::move(found);
  }
  for (const Eui64 id : needs.devices) GP_CHECK(loader.device(id));
  for (const Eui64 id : needs.held_for) {
    GP_TRY(found, tx.requests_held(id));
    known.held.insert(known.held.end(), found.begin(), found.end());
  }
  for (const Eui64 id : needs.joins) {
    GP_TRY(found, tx.joins(id));
    for (const inventory::Join& j : found) GP_CHECK(loader.device(j.device == id ? j.other : j.device));
    for (const inventory::Join& j : found)
      if (std::find(known.joins.begin(), known.joins.end(), j) == known.joins.end()) known.joins.push_back(j);
  }
  for (const Eui64 id : needs.histories) {
    GP_TRY(found, tx.status_history(id));
    known.histories[id] = std::move(found);
  }
  for (const Eui64 chf : needs.homes) GP_CHECK(loader.home(chf));
  for (const std::string& mpxn : needs.mpxns) GP_CHECK(loader.metering_point(mpxn));
  if (!needs.uprn.empty()) GP_CHECK(loader.keep(tx.devices_of_uprn(needs.uprn)));
  if (!needs.post_code.empty()) GP_CHECK(loader.keep(tx.devices_of_address(needs.post_code, needs.address_identifier)));
  if (needs.coverage) {
    GP_TRY(found, tx.coverage(needs.coverage->uprn, needs.coverage->post_code));
    known.coverage = std::move(found);
  }
  GP_CHECK(load_request(tx, needs, known));
  GP_CHECK(load_stream(tx, needs.counter, known.last_counter));
  GP_CHECK(load_stream(tx, needs.returned, known.last_returned));
  GP_CHECK(load_stream(tx, needs.held, known.last_held));
  if (needs.chance) known.chance = get_be(crypto::random_bytes(8));
  for (const exchange::Needs::Certificate& needed : needs.certificates)
    if (const auto entry = keys.find(needed.owner, needed.usage, known.now))
      known.certificates[needed] = entry->certificate.der();
  if (needs.product) {
    const exchange::Needs::Model& m = *needs.product;
    GP_TRY(found, tx.product(m.type, m.manufacturer, m.model, m.firmware_version));
    known.product = std::move(found);
  }
  return {};
}

}  // namespace gridpost::engine
