#include "app/load_world.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/digest.h"
#include "inventory/change.h"
#include "inventory/coverage.h"

namespace gridpost::app {
namespace {

using registration::Kind;

Status load_users(engine::Transaction& tx, const devices::World& world) {
  for (const auto& u : world.users) {
    GP_TRY(known, tx.user(u.id));
    if (!known) GP_CHECK(tx.put_user({u.id, u.name, u.roles, access::UserStatus::InOperation, u.endpoint}));
  }
  return {};
}

// What became of an entry since, stays.
Status load_products(engine::Transaction& tx, const devices::World& world) {
  for (const auto& p : world.products) {
    GP_TRY(known, tx.product(p.type, p.manufacturer, p.model, p.firmware_version));
    if (!known)
      GP_CHECK(tx.put_product({p.type, p.manufacturer, p.model, p.firmware_version, p.smets_version, p.gbcs_version,
                               inventory::CplStatus::Active, fmt::format("{}", fmt::join(p.variants, " "))}));
  }
  return {};
}

// The post codes are those that requests are compared with.
Status load_coverage(engine::Transaction& tx, const devices::World& world) {
  for (const auto& c : world.coverage) {
    const auto post_code = inventory::normal_post_code(c.post_code);
    if (!post_code) return fail("'" + c.post_code + "' has not the form of a post code", "coverage");
    GP_CHECK(tx.put_coverage({*post_code, c.address, c.uprn, c.region, c.available, c.from, c.planned, c.technology,
                              c.likelihood, c.auxiliary_equipment, c.information}));
  }
  return {};
}

// Once for the same lines: what providers or an operator have changed since then is not undone by a restart.
Status load_registrations(engine::Transaction& tx, const devices::World& world) {
  constexpr const char* kLoaded = "world.metering_points";
  std::string lines;
  for (const auto& p : world.metering_points)
    lines += fmt::format("{} {} {} {}\n", p.mpxn, p.supplier.text(), p.network_operator.text(), p.from);
  const std::string digest = to_hex(crypto::sha256(view_of(lines)));
  GP_TRY(loaded, tx.setting(kLoaded));
  if (loaded == digest) return {};
  GP_CHECK(tx.set_setting(kLoaded, digest));
  for (const auto& p : world.metering_points) {
    const Kind supplier = p.is_gas() ? Kind::GasSupplier : Kind::ImportSupplier;
    const Kind network = p.is_gas() ? Kind::Transporter : Kind::Distributor;
    GP_CHECK(tx.put_registration({p.mpxn, supplier, p.supplier, p.from, {}}));
    GP_CHECK(tx.put_registration({p.mpxn, network, p.network_operator, p.from, {}}));
  }
  return {};
}

// One half of a hub, as the CSP leaves it: the CHF installed and in contact, the GPF waiting for a gas meter.
inventory::Device half_of(const devices::Home& home, DeviceType type, Eui64 broker, TimeMs now) {
  inventory::Device d;
  d.id = type == DeviceType::CHF ? home.hub.chf : home.hub.gpf;
  d.type = type;
  d.status = type == DeviceType::CHF ? SmiStatus::Commissioned : SmiStatus::InstalledNotCommissioned;
  d.manufacturer = home.hub.manufacturer;
  d.model = home.hub.model;
  d.smets_version = home.hub.chts_version;
  d.firmware_version = home.hub.firmware_version;
  d.gbcs_version = home.hub.gbcs_version;
  d.notified_by = broker;
  d.hub = home.hub.chf;
  d.uprn = home.uprn;
  d.post_code = home.post_code;
  d.address_identifier = home.address;
  if (type != DeviceType::CHF) return d;
  d.gpf = home.hub.gpf;
  d.commissioned_at = now;
  d.csp_region = home.hub.csp_region;
  d.han_variant = home.hub.han_variant;
  return d;
}

Status load_hub(engine::Transaction& tx, const devices::Home& home, Eui64 broker, TimeMs now) {
  GP_TRY(known, tx.device(home.hub.chf));
  if (known) return {};
  for (DeviceType type : {DeviceType::CHF, DeviceType::GPF}) {
    inventory::Device d = half_of(home, type, broker, now);
    inventory::Change change;
    inventory::begin_life(d, inventory::StatusEvent::Imported, {}, now, change);
    GP_CHECK(tx.apply(exchange::PutDevice{d}));
    GP_CHECK(tx.apply(exchange::RecordStatus{change.statuses.front()}));
  }
  return tx.apply(exchange::PutHubLogEntry{{home.hub.chf, home.hub.gpf, now, {}}});
}

}  // namespace

Status load_world(engine::Store& store, const devices::World& world, TimeMs now) {
  GP_TRY(tx, store.begin());
  GP_CHECK(load_users(*tx, world));
  GP_CHECK(load_products(*tx, world));
  GP_CHECK(load_registrations(*tx, world));
  GP_CHECK(load_coverage(*tx, world));
  for (const auto& home : world.homes) GP_CHECK(load_hub(*tx, home, world.broker, now));
  return tx->commit();
}

}  // namespace gridpost::app
