// Zip archives in memory.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gridpost::gateway {

struct ZipFile {
  std::string name;  // with folders: "cert/a.pem"
  std::string content;
};

// The archive. It has no times: equal files make equal octets. An error without files.
Result<std::string> zip(const std::vector<ZipFile>& files);

}  // namespace gridpost::gateway
