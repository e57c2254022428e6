// What providers answer to files of updates, matched with what was sent and put into force. (registration 7, R77-30)
#pragma once

#include "engine/flag_keeper.h"

namespace gridpost::engine {

// One file of answers, in the transaction given. Complaints are for the error list: they change nothing.
class FlagAnswers {
 public:
  FlagAnswers(Transaction& tx, const FlagKeeper& keeper, const registration::Provider& provider, std::string name,
              TimeMs now, std::vector<std::string>& complaints)
      : tx_(tx), keeper_(keeper), provider_(provider), name_(std::move(name)), now_(now), complaints_(complaints) {}

  // Any file that answers: D0351, D0172, DXR, FRJ.
  Status take(const registration::FlagFile& file);

  // By an operator: a rejected or unanswered update goes again, or ends. An error says why that cannot be.
  Status resend(std::int64_t id);
  Status close(std::int64_t id);

 private:
  using Rows = std::vector<registration::FlagUpdate>;
  Status take_rejections(const registration::FlagFile& file);
  Status take_summary(const registration::FlagRecord& record);
  Status take_responses(const registration::FlagFile& file);
  Status take_refusal(const registration::FlagFile& file);
  Status settle_file(std::uint64_t number, const std::vector<registration::FlagRecord>& fresh);
  Status refuse_file(std::uint64_t number, const std::string& why);
  Result<std::optional<registration::FlagUpdate>> meant(const registration::FlagRecord& record);
  Result<std::vector<std::uint64_t>> unanswered_files();
  Status apply(const registration::Settlement& settlement, const Rows& rows);
  Status answer(registration::FlagUpdate row, bool accepted, const std::vector<std::string>& reasons);
  Status step(registration::FlagUpdate row, registration::UpdateEvent event, const std::string& reason);
  void complain(const Error& error) { complaints_.push_back(error.text()); }

  Transaction& tx_;
  const FlagKeeper& keeper_;
  const registration::Provider& provider_;
  const std::string name_;
  const TimeMs now_;
  std::vector<std::string>& complaints_;
};

}  // namespace gridpost::engine
