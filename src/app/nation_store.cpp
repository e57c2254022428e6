// The nation written into a store.
#include <chrono>
#include <filesystem>

#include "app/nation.h"
#include "engine/world_time.h"
#include "store/sqlite/bulk_load.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

constexpr std::uint64_t kHomesAtATime = 2'000;

Status write_parties(engine::Transaction& tx) {
  for (const access::User& user : Nation::users()) GP_CHECK(tx.put_user(user));
  for (const inventory::Product& product : Nation::products()) GP_CHECK(tx.put_product(product));
  return {};
}

Status write_home(engine::Transaction& tx, const NationHome& home, EstateFigures& figures) {
  for (const inventory::Device& d : home.devices) {
    GP_CHECK(tx.apply(exchange::PutDevice{d}));
    if (d.type == DeviceType::ESME && d.esme_variant != Nation::right_variant(d)) ++figures.wrong_variants;
  }
  for (const inventory::StatusChange& change : home.history) GP_CHECK(tx.apply(exchange::RecordStatus{change}));
  for (const inventory::HubLogEntry& entry : home.log) GP_CHECK(tx.apply(exchange::PutHubLogEntry{entry}));
  for (const inventory::Join& join : home.joins) GP_CHECK(tx.apply(exchange::PutJoin{join}));
  for (const registration::Registration& r : home.registrations) GP_CHECK(tx.put_registration(r));
  if (home.delivery) GP_CHECK(tx.housekeeping().put_hub_delivery(*home.delivery));
  ++figures.homes;
  figures.devices += home.devices.size();
  figures.rows += home.devices.size() + home.history.size() + home.log.size() + home.joins.size() +
                  home.registrations.size() + (home.delivery ? 1 : 0);
  return {};
}

}  // namespace

Result<EstateFigures> write_nation(const BeginTransaction& begin, const Nation& nation,
                                   const std::function<void(std::uint64_t homes)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  EstateFigures figures;
  const std::uint64_t homes = nation.options().homes;
  for (std::uint64_t home = 0; home < homes || home == 0;) {
    GP_TRY(tx, begin());
    if (home == 0) GP_CHECK(write_parties(*tx));
    const std::uint64_t end = std::min(homes, home + kHomesAtATime);
    for (; home < end; ++home) GP_CHECK(write_home(*tx, nation.home(home), figures));
    GP_CHECK(tx->commit_unsynced());
    if (progress) progress(home);
    if (homes == 0) break;
  }
  figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return figures;
}

Result<EstateFigures> make_estate(const std::string& folder, const Nation& nation,
                                  const std::function<void(std::uint64_t homes)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  std::error_code ec;
  std::filesystem::create_directories(folder, ec);
  if (ec) return fail("the folder cannot be made: " + ec.message(), folder);
  const std::string file = folder + "/gridpost.db";
  GP_TRY(load, store::BulkLoad::make(file));
  GP_TRY(figures, write_nation([&load] { return load->begin(); }, nation, progress));
  GP_CHECK(load->finish());
  GP_TRY(store, store::open_sqlite(file));
  GP_CHECK(engine::WorldTime::open(*store, {.start = nation.options().now}));
  figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return figures;
}

}  // namespace gridpost::app
