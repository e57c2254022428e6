// The folders of the registration data providers on this machine: ROOT/PROVIDER/in, from it, with processed/ and
// rejected/ inside, and ROOT/PROVIDER/out, to it. Whatever carries files to and from the providers works on these.
#pragma once

#include "engine/registration_ports.h"

namespace gridpost::network {

class DiskFolders final : public engine::ProviderFolders {
 public:
  // Makes what is missing, for these providers.
  static Result<std::unique_ptr<DiskFolders>> open(std::string root, const std::vector<std::string>& providers);

  // Links and whatever else is no file are left alone, here and when one is read or written: through them a provider
  // could see or change other files of the machine.
  Result<std::vector<Waiting>> waiting(const std::string& provider) override;
  Result<std::string> read(const std::string& provider, const std::string& name) override;
  // One of the same name in processed/ or rejected/ stays, and the new one gets a number behind its name. Complaints
  // stand beside it in NAME.reasons.
  Status settle(const std::string& provider, const std::string& name, bool rejected,
                const std::vector<std::string>& complaints) override;
  // Written and flushed under a name that begins with a dot, then renamed.
  Status put(const std::string& provider, const std::string& name, const std::string& text) override;

 private:
  explicit DiskFolders(std::string root) : root_(std::move(root)) {}

  const std::string root_;
};

// A file there whole or not at all, flushed to the disk; one of the name is replaced.
Status put_whole(const std::string& folder, const std::string& name, const std::string& text);

}  // namespace gridpost::network
