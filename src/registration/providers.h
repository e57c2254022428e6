// The registration data providers, whom they serve, and how the DCC appears in their files. (registration 1, 4.1, 5.1)
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/working_days.h"
#include "registration/flag.h"
#include "registration/flag_file.h"
#include "registration/registration.h"

namespace gridpost::registration {

struct Provider {
  std::string name;  // of its folder
  Fuel fuel = Fuel::Electricity;
  std::string party, role;                 // electricity: in headers
  std::string organisation, sender;        // gas: number in headers, short code of file names ("RDP01")
  std::map<std::string, Eui64> operators;  // network operators that it serves, by their identifier in its files

  bool serves(Eui64 network_operator) const;
};

// How the DCC deals with the providers.
struct Desk {
  std::string party = "DCCO", role = "Z";  // of the DCC, electricity
  std::string organisation, sender;        // of the DCC, gas
  std::string test_flag = "OPER";          // "TR01" and so on in tests
  FlagSettings settings;
  std::vector<Provider> providers;
  std::map<std::string, Eui64> suppliers;  // by their identifier in files of either fuel
  TimeMs run_every = kDay;                 // world time between files of updates, counted from local midnight
  // How long a provider may take to answer a file: so many Working Days by the calendar; without one, this world time.
  std::optional<WorkingDays> calendar;
  int answer_working_days = 1;
  TimeMs answer_time = kDay;

  const Provider* find(std::string_view provider) const;
  // The provider of the network operator, or null.
  const Provider* provider_of(Fuel fuel, Eui64 network_operator) const;
};

// What was sent at this world time or before should have been answered by now. An error if the calendar does not reach
// so far. (registration 7)
Result<TimeMs> answers_due_for(const Desk& desk, TimeMs now);

// The fuel of a metering point, by its number.
Fuel fuel_of_point(std::string_view mpxn);
// Distributor or Transporter.
Kind network_kind(Fuel fuel);

// The header of a file between the two, made at this time; `to_provider` says in which direction.
FileHeader file_header(const Desk& desk, const Provider& provider, bool to_provider, std::uint64_t number, TimeMs now);

// ---- Names of files ----
// Gas: SENDER.PNnnnnnn.TYPE (TN in tests). Electricity: SENDER.TYPE.nnnnnnnnnn (ours). (registration 5.1)

struct FileName {
  FlagFileType type = FlagFileType::D0350;
  std::string sender;
  std::uint64_t number = 0;
};
Result<FileName> read_file_name(std::string_view name);
std::string file_name(std::string_view sender, const std::string& test_flag, FlagFileType type, std::uint64_t number);
// Name and header agree.
Status check_file_name(std::string_view name, const FlagFile& file);

// True if the last line is a trailer with its end of line: what is still being written has none.
bool is_whole(std::string_view text);

}  // namespace gridpost::registration
