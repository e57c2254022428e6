// Takes in what providers put into their folders: registration data, and answers to files of updates. What is wrong
// with a file refuses it, what is wrong with a record that record; each with place and rule. (registration 6, 7)
#pragma once

#include "engine/flag_runs.h"

namespace gridpost::engine {

class FileIntake {
 public:
  explicit FileIntake(const FlagWork& work) : work_(work) {}

  // Looks into every folder and takes in what lies there whole. An error is one of the store or of a folder; a folder
  // or file that cannot be read holds up no other provider.
  Status look();

 private:
  // What became of one file.
  struct Taken {
    bool rejected = false;
    std::vector<std::string> complaints;
  };
  Status look_at_all(const registration::Provider& provider);
  Status look_at(const registration::Provider& provider, const ProviderFolders::Waiting& waiting);
  Result<Taken> take(const registration::Provider& provider, const std::string& name, const std::string& text);
  Result<std::optional<Taken>> check_number(const registration::Provider& provider, const std::string& name,
                                            const registration::FileName& parts, const std::string& digest);
  // Takes in what stands in the file, and notes the file.
  Status load(const registration::Provider& provider, registration::FileRecord& record,
              const registration::FlagFile& file, std::vector<std::string>& complaints);
  Status load_data(const registration::Provider& provider, registration::FileRecord& record,
                   const registration::FlagFile& file, std::vector<std::string>& complaints);

  FlagWork work_;
};

}  // namespace gridpost::engine
