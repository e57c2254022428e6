#include <algorithm>
#include <stdexcept>

#include "catalogue/use_cases.h"

namespace gridpost {
namespace {

// GBCS versions are two numbers: "4.2" comes after "4.1" and before "4.10". They are compared in transform; here only
// names are checked: two use cases of one name would hide each other.
void require_unique_names(const std::vector<UseCase>& use_cases) {
  for (std::size_t i = 0; i < use_cases.size(); ++i)
    for (std::size_t k = i + 1; k < use_cases.size(); ++k)
      if (use_cases[i].name == use_cases[k].name)
        throw std::logic_error("catalogue: two use cases are called " + use_cases[i].name);
}

}  // namespace

const Catalogue& Catalogue::instance() {
  static const Catalogue catalogue;
  return catalogue;
}

Catalogue::Catalogue() {
  for (auto chapter : {chapters::tariffs,
                       chapters::gas_tariffs,
                       chapters::payments,
                       chapters::gas_prepayment,
                       chapters::messages,
                       chapters::reads,
                       chapters::gas_reads,
                       chapters::registers,
                       chapters::profiles,
                       chapters::product_reads,
                       chapters::configuration_reads,
                       chapters::gas_configuration,
                       chapters::load_control,
                       chapters::supply,
                       chapters::identity,
                       chapters::logs,
                       chapters::configuration,
                       chapters::meter_settings,
                       chapters::auxiliary_settings,
                       chapters::alert_settings,
                       chapters::sub_ghz,
                       chapters::credentials,
                       chapters::device_credentials,
                       chapters::joins,
                       chapters::hubs,
                       chapters::han,
                       chapters::alerts,
                       chapters::broker_alerts,
                       chapters::outcomes})
    for (UseCase& use_case : chapter()) use_cases_.push_back(std::move(use_case));
  require_unique_names(use_cases_);
  for (const UseCase& use_case : use_cases_) by_code_[use_case.code].push_back(&use_case);
}

const UseCase* Catalogue::find(std::string_view name) const {
  const auto it = std::find_if(use_cases_.begin(), use_cases_.end(), [&](const UseCase& u) { return u.name == name; });
  return it == use_cases_.end() ? nullptr : &*it;
}

std::span<const UseCase* const> Catalogue::by_code(std::uint16_t code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? std::span<const UseCase* const>() : found->second;
}

const UseCase* Catalogue::for_code(std::uint16_t code) const {
  const auto all = by_code(code);
  return all.empty() ? nullptr : all.front();
}

std::vector<const UseCase*> Catalogue::by_service(std::string_view variant, DeviceType type) const {
  std::vector<const UseCase*> out;
  for (const UseCase& u : use_cases_)
    if (u.devices.has(type) && std::find(u.services.begin(), u.services.end(), variant) != u.services.end())
      out.push_back(&u);
  return out;
}

}  // namespace gridpost
