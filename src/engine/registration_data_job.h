// A file of registration data as bulk work: record by record, and a full list then ends what it does not state. The
// desk for registration data does it, since it has the file; the job shows how far it is. (registration 6)
#pragma once

#include <map>
#include <unordered_set>

#include "engine/flag_keeper.h"
#include "engine/job_kind.h"

namespace gridpost::engine {

inline constexpr char kRegistrationData[] = "registration-data";  // the kind of the job

// The job for the file: the one that a stop has interrupted, or a new one. It begins with the first record either way,
// for a record that was taken in before changes nothing.
Result<Job> begin_registration_data(Transaction& tx, const registration::Provider& provider, const std::string& name,
                                    TimeMs now);
// Ends what a stop has interrupted and nobody goes on with, for its file is gone from the folder.
Status end_interrupted_files(Transaction& tx, TimeMs now);

class RegistrationDataKind final : public JobKind {
 public:
  struct File {
    const registration::Provider& provider;
    const std::string& name;
    const registration::FlagFile& file;
    TimeMs day = 0;  // local midnight before the file was made
  };
  // What is referred to must outlive it.
  RegistrationDataKind(const registration::Desk& desk, const FlagKeeper& keeper, const File& file);

  std::string_view name() const override { return kRegistrationData; }
  // Records of the file; of a full list also the metering points that it may end, taken to be as many as it states, for
  // counting them would keep the writer from others.
  Result<std::uint64_t> count(Transaction& tx, const Job& job) override;
  Result<Step> step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) override;

  // Why records were refused, in their order.
  std::vector<std::string> complaints() const;

 private:
  // Whether metering points that the file does not state are registered no longer.
  bool ends_others() const;
  Status take(Transaction& tx, std::size_t record, TimeMs now);
  Result<Step> end_others(Transaction& tx, Job& job, std::size_t limit, TimeMs now);

  const registration::Desk& desk_;
  const FlagKeeper& keeper_;
  const File file_;
  const std::vector<Eui64> operators_;
  std::unordered_set<std::string_view> stated_;
  std::map<std::size_t, std::string> complaints_;  // by record: a batch that is undone is done again
};

}  // namespace gridpost::engine
