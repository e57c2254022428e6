// A plausible national estate, made home by home: Devices with their histories, suppliers by share, regions, statuses.
// Every figure is made up. (proposed)
#pragma once

#include <functional>
#include <vector>

#include "access/user.h"
#include "engine/ports.h"
#include "inventory/hub_stock.h"

namespace gridpost::app {

struct NationOptions {
  std::uint64_t homes = 1000;
  std::uint64_t seed = 1;
  TimeMs now = 0;
  double wrong_variants = 0.02;  // share of ESMEs whose ESME Variant is not that of their model
  double due = 0.01;             // share of homes whose Devices have been Pending for more than 36 months
};

// All that is known of one home.
struct NationHome {
  std::vector<inventory::Device> devices;  // the CHF, its GPF, then the others
  std::vector<inventory::StatusChange> history;
  std::vector<inventory::HubLogEntry> log;
  std::vector<inventory::Join> joins;
  std::vector<registration::Registration> registrations;
  std::optional<inventory::HubDelivery> delivery;
};

class Nation {
 public:
  explicit Nation(NationOptions options) : options_(options) {}

  // Ten suppliers, fourteen distributors, a gas transporter, three CSPs.
  static std::vector<access::User> users();
  // The models that there are; the last ones have left the Central Products List.
  static std::vector<inventory::Product> products();
  // The model of one Device in fifty: an ESME that is on the list.
  static constexpr std::string_view kTwoPercent = "00A30001";
  // The variant that is right for a model of ESME.
  static std::string_view right_variant(const inventory::Device& esme);
  // The home of this number, from 0 on: the same one for the same options, whatever was made before.
  NationHome home(std::uint64_t number) const;
  // Identifiers of its CHF and its ESME, for whoever wants to look one up.
  static Eui64 hub_of(std::uint64_t number);
  static Eui64 meter_of(std::uint64_t number);

  const NationOptions& options() const { return options_; }

 private:
  NationOptions options_;
};

struct EstateFigures {
  std::uint64_t homes = 0;
  std::uint64_t devices = 0;
  std::uint64_t wrong_variants = 0;
  std::uint64_t rows = 0;  // of all tables
  double seconds = 0;
};
// Writes the nation into a store, a span of homes in each transaction that `begin` gives, so that memory does not grow
// with their number.
using BeginTransaction = std::function<Result<std::unique_ptr<engine::Transaction>>()>;
Result<EstateFigures> write_nation(const BeginTransaction& begin, const Nation& nation,
                                   const std::function<void(std::uint64_t homes)>& progress = {});

// Makes a new store in the folder with the nation in it; the world's clock begins at its time. The folder must not have
// a store.
Result<EstateFigures> make_estate(const std::string& folder, const Nation& nation,
                                  const std::function<void(std::uint64_t homes)>& progress = {});

}  // namespace gridpost::app
