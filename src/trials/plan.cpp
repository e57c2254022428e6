#include "trials/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/services.h"

namespace gridpost::trials {
namespace {

enum Phase { Clock, Sets, Reads, Home, Keys };

// Services that are neither a set nor a read of settings, by the beginning of their variant.
struct Placed {
  std::string_view reference;
  Phase phase;
};
constexpr Placed kPlaced[] = {{"6.11", Clock}, {"8.1", Clock}, {"8.7", Home},  {"8.8", Home},
                              {"8.11", Home},  {"8.12", Home}, {"8.5", Keys},  {"6.15", Keys},
                              {"6.17", Keys},  {"6.21", Keys}, {"6.23", Keys}, {"11.3", Keys}};

Phase phase_of(const UseCase& use_case) {
  const catalogue::Service* service =
      use_case.services.empty() ? nullptr : catalogue::find_service(use_case.services.front());
  if (!service) return Sets;
  for (const Placed& placed : kPlaced)
    if (service->reference() == placed.reference) return placed.phase;
  const std::string_view body = use_case.body_element;
  return body.starts_with("Read") || body.starts_with("Retrieve") ? Reads : Sets;
}

// Place of the service in the matrix.
std::size_t place_of(const UseCase& use_case) {
  const catalogue::Service* service =
      use_case.services.empty() ? nullptr : catalogue::find_service(use_case.services.front());
  return service ? static_cast<std::size_t>(service - catalogue::services().data()) : 0;
}

bool is_polyphase(const transform::Target& target) { return target.esme_variant.starts_with('C'); }
bool asks_for_phases(const Condition& c) { return c.kind == Condition::Kind::Polyphase; }

// The use case that is meant wherever this one could be: the first one that fits counts, and it asks for no more.
const UseCase* meant_instead(const UseCase& use_case, std::string_view variant, const transform::Target& target) {
  for (const UseCase* other : Catalogue::instance().by_service(variant, target.type)) {
    if (other == &use_case) return nullptr;
    if (!transform::of_version(*other, target.gbcs_version) || !other->partners.empty()) continue;
    const bool asks_no_more =
        std::all_of(other->chosen_when.begin(), other->chosen_when.end(), [&](const Condition& c) {
          if (asks_for_phases(c)) return is_polyphase(target);
          return std::find(use_case.chosen_when.begin(), use_case.chosen_when.end(), c) != use_case.chosen_when.end();
        });
    if (asks_no_more) return other;
  }
  return nullptr;
}

// The same of one of its services.
std::string why_not_by(const UseCase& use_case, std::string_view variant, const transform::Target& target) {
  const catalogue::Service* service = catalogue::find_service(variant);
  if (!service || service->roles.empty()) return fmt::format("no User Role may send {}", variant);
  if (const UseCase* other = meant_instead(use_case, variant, target))
    return fmt::format("requests of {} to this Device mean {}", variant, other->name);
  return {};
}

}  // namespace

std::string why_not_offered(const UseCase& use_case, const transform::Target& target) {
  if (!transform::of_version(use_case, target.gbcs_version))
    return fmt::format("not offered by GBCS {}", target.gbcs_version);
  if (!is_polyphase(target) && std::any_of(use_case.chosen_when.begin(), use_case.chosen_when.end(), asks_for_phases))
    return "of polyphase meters only";
  std::string why;
  for (const std::string& variant : use_case.services) {
    why = why_not_by(use_case, variant, target);
    if (why.empty()) break;
  }
  return why;
}

std::vector<const UseCase*> plan(catalogue::DeviceType type) {
  std::vector<const UseCase*> out;
  for (const UseCase& use_case : Catalogue::instance().use_cases())
    if (use_case.for_users() && use_case.devices.has(type)) out.push_back(&use_case);
  std::stable_sort(out.begin(), out.end(), [](const UseCase* a, const UseCase* b) {
    return std::pair(phase_of(*a), place_of(*a)) < std::pair(phase_of(*b), place_of(*b));
  });
  return out;
}

bool is_version(std::string_view text) {
  const auto dot = text.find('.');
  const auto number = [](std::string_view part) {
    return !part.empty() && part.size() < 4 && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dot != std::string_view::npos && number(text.substr(0, dot)) && number(text.substr(dot + 1));
}

}  // namespace gridpost::trials
