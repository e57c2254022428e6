#include "registration/providers.h"

#include <fmt/format.h>

#include <algorithm>

#include "registration/flag_dates.h"

namespace gridpost::registration {
namespace {

constexpr std::size_t kMpanDigits = 13;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool Provider::serves(Eui64 network_operator) const {
  return std::any_of(operators.begin(), operators.end(),
                     [&](const auto& pair) { return pair.second == network_operator; });
}

const Provider* Desk::find(std::string_view provider) const {
  const auto it =
      std::find_if(providers.begin(), providers.end(), [&](const Provider& p) { return p.name == provider; });
  return it == providers.end() ? nullptr : &*it;
}

const Provider* Desk::provider_of(Fuel fuel, Eui64 network_operator) const {
  const auto it = std::find_if(providers.begin(), providers.end(),
                               [&](const Provider& p) { return p.fuel == fuel && p.serves(network_operator); });
  return it == providers.end() ? nullptr : &*it;
}

// All of one local day is due together, and no later day is due earlier: the last day that is due decides.
Result<TimeMs> answers_due_for(const Desk& desk, TimeMs now) {
  if (!desk.calendar) return now - desk.answer_time;
  for (TimeMs sent = start_of_local_day(now) - 1;; sent = start_of_local_day(sent) - 1) {
    GP_TRY(due, desk.calendar->due(sent, desk.answer_working_days));
    if (due < now) return sent;
  }
}

Fuel fuel_of_point(std::string_view mpxn) { return mpxn.size() == kMpanDigits ? Fuel::Electricity : Fuel::Gas; }

Kind network_kind(Fuel fuel) { return fuel == Fuel::Gas ? Kind::Transporter : Kind::Distributor; }

FileHeader file_header(const Desk& desk, const Provider& provider, bool to_provider, std::uint64_t number, TimeMs now) {
  FileHeader h;
  if (provider.fuel == Fuel::Gas) {
    const Civil c = london(now);
    h.number = fmt::format("{}", number);
    h.organisation = to_provider ? desk.organisation : provider.organisation;
    h.created_date = date_text(now, false);
    h.created_time = fmt::format("{:02}{:02}{:02}", c.hour, c.minute, c.second);
    return h;
  }
  const Civil c = civil_of(now);
  h.number = fmt::format("{:010}", number);
  h.from_role = to_provider ? desk.role : provider.role;
  h.from_party = to_provider ? desk.party : provider.party;
  h.to_role = to_provider ? provider.role : desk.role;
  h.to_party = to_provider ? provider.party : desk.party;
  h.created = date_text(now, true) + fmt::format("{:02}{:02}{:02}", c.hour, c.minute, c.second);
  h.completed = h.created;
  h.test_flag = desk.test_flag;
  return h;
}

Result<FileName> read_file_name(std::string_view name) {
  const auto bad = [&] {
    return fail("is neither SENDER.PNnnnnnn.TYPE nor SENDER.FLOW.nnnnnnnnnn of a known type", std::string(name),
                "registration");
  };
  const std::size_t first = name.find('.'), last = name.rfind('.');
  if (first == std::string_view::npos || first == 0 || first == last) return bad();
  const std::string_view middle = name.substr(first + 1, last - first - 1), end = name.substr(last + 1);
  FileName out;
  out.sender = name.substr(0, first);
  if (const auto flow = flag_file_type(middle); flow && fuel_of(*flow) == Fuel::Electricity) {
    if (end.size() != 10 || !all_digits(end)) return bad();
    out.type = *flow;
    out.number = number_of(end);
    return out;
  }
  const auto type = flag_file_type(end);
  const bool numbered = middle.size() == 8 && (middle[0] == 'P' || middle[0] == 'T') && middle[1] == 'N';
  if (!type || fuel_of(*type) != Fuel::Gas || !numbered || !all_digits(middle.substr(2))) return bad();
  out.type = *type;
  out.number = number_of(middle.substr(2));
  return out;
}

std::string file_name(std::string_view sender, const std::string& test_flag, FlagFileType type, std::uint64_t number) {
  if (fuel_of(type) == Fuel::Gas) return gas_file_name(sender, test_flag != "OPER", number, type);
  return fmt::format("{}.{}.{:010}", sender, text(type), number);
}

Status check_file_name(std::string_view name, const FlagFile& file) {
  if (fuel_of(file.type) == Fuel::Gas) return check_gas_file_name(name, file);
  const std::string should =
      file_name(file.header.from_party, file.header.test_flag, file.type, number_of(file.header.number));
  if (name == should) return {};
  return fail(fmt::format("by its header it is called {}", should), std::string(name), "registration");
}

bool is_whole(std::string_view text) {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  const std::size_t start = text.rfind('\n');
  const std::string_view last = start == std::string_view::npos ? text : text.substr(start + 1);
  return last.starts_with("ZPT|") || last.starts_with("\"Z99\",");
}

}  // namespace gridpost::registration
