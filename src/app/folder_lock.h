// One server, or one restore, on a data folder at a time.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace gridpost::app {

// Held as long as the object lives; the system lets go of it when the process ends, however it ends.
class FolderLock {
 public:
  // An error if another process holds it, or if the folder cannot be written.
  static Result<FolderLock> take(const std::string& folder);
  FolderLock() = default;
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_ = -1;
};

}  // namespace gridpost::app
