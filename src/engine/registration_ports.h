// The ports for registration data and service flags: their records in the store, and the folders of the registration
// data providers. Rooms of floor 8 implement them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "registration/flag_point.h"

namespace gridpost::engine {

// Part of a transaction. An absent record is an empty optional; an Error is a failure of the store itself.
class RegistrationRecords {
 public:
  virtual ~RegistrationRecords() = default;

  // Everything that is registered at the metering point becomes this.
  virtual Status replace_registrations(const std::string& mpxn,
                                       const std::vector<registration::Registration>& history) = 0;
  // Metering points with a registration that begins or ends after `after` and not after `until`, each once, by number.
  // What is registered from the beginning of time (0) on, nobody handed over.
  virtual Result<std::vector<std::string>> points_handed_over(TimeMs after, TimeMs until) = 0;
  // Metering points greater than `after` where the party is or was registered so, each once, by number.
  virtual Result<std::vector<std::string>> points_of_party(registration::Kind kind, Eui64 party,
                                                           const std::string& after, std::size_t limit) = 0;

  // Metering points of one fuel that meters carry now, greater than `after`, each once, by number.
  virtual Result<std::vector<std::string>> points_of_meters(Fuel fuel, const std::string& after, std::size_t limit) = 0;

  virtual Result<std::optional<registration::FlagPoint>> flag_point(const std::string& mpxn) = 0;
  virtual Status put_flag_point(const registration::FlagPoint& point) = 0;
  // Of one fuel, greater than `after`, by number.
  virtual Result<std::vector<registration::FlagPoint>> flag_points(Fuel fuel, const std::string& after,
                                                                   std::size_t limit) = 0;
  virtual Status add_flag_change(const registration::FlagChange& change) = 0;
  virtual Result<std::vector<registration::FlagChange>> flag_history(const std::string& mpxn) = 0;

  // Makes it if its id is 0, otherwise replaces it.
  virtual Status put_flag_update(const registration::FlagUpdate& update) = 0;
  virtual Result<std::optional<registration::FlagUpdate>> flag_update(std::int64_t id) = 0;
  // All of a metering point, by id.
  virtual Result<std::vector<registration::FlagUpdate>> flag_updates(const std::string& mpxn) = 0;
  // Those that wait for the provider's next file, of metering points with nothing on its way, the oldest effective date
  // first, then by id. No provider: those of which none is known, by id.
  virtual Result<std::vector<registration::FlagUpdate>> flag_updates_waiting(const std::string& provider,
                                                                             std::size_t limit) = 0;
  virtual Result<std::vector<registration::FlagUpdate>> flag_updates_of_file(const std::string& provider,
                                                                             std::uint64_t file) = 0;
  // In a state, with ids greater than `after`, by id.
  virtual Result<std::vector<registration::FlagUpdate>> flag_updates_in(registration::UpdateState state,
                                                                        std::int64_t after, std::size_t limit) = 0;
  // Sent at this world time or before, and not answered, the oldest first.
  virtual Result<std::vector<registration::FlagUpdate>> flag_updates_sent_before(TimeMs time, std::size_t limit) = 0;

  // One of the same provider, type, direction and number is replaced.
  virtual Status put_file(const registration::FileRecord& file) = 0;
  virtual Result<std::optional<registration::FileRecord>> file(const std::string& provider,
                                                               registration::FlagFileType type, bool outgoing,
                                                               std::uint64_t number) = 0;
  // The one with the greatest number.
  virtual Result<std::optional<registration::FileRecord>> last_file(const std::string& provider,
                                                                    registration::FlagFileType type, bool outgoing) = 0;
  // Made and not yet in the provider's folder.
  virtual Result<std::vector<registration::FileRecord>> files_to_send() = 0;
  // Newest first.
  virtual Result<std::vector<registration::FileRecord>> files(std::size_t limit) = 0;
};

// The folders through which files come from a provider and go to it. (registration 1, 6)
class ProviderFolders {
 public:
  virtual ~ProviderFolders() = default;
  struct Waiting {
    std::string name;
    std::int64_t quiet_ms = 0;  // machine time since it was last written to
  };
  // Files from the provider that were not taken in yet, by name. Names that begin with a dot are still being written.
  virtual Result<std::vector<Waiting>> waiting(const std::string& provider) = 0;
  virtual Result<std::string> read(const std::string& provider, const std::string& name) = 0;
  // Moves the file away, with what was found wrong beside it, a line each.
  virtual Status settle(const std::string& provider, const std::string& name, bool rejected,
                        const std::vector<std::string>& complaints) = 0;
  // A file for the provider, there whole or not at all; one of the name is replaced.
  virtual Status put(const std::string& provider, const std::string& name, const std::string& text) = 0;
};

}  // namespace gridpost::engine
