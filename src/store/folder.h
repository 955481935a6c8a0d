// The data folder: made private, and held by one process at a time. Internal to store/.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace ponder::store {

// While it lives, no other process opens the same folder's database.
class FolderLock {
 public:
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

  // Makes `folder` (mode 0700) where it is missing and takes it. Errors: kIo with what to do.
  static Result<FolderLock> take(const std::filesystem::path& folder);

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes the file (mode 0600) where it is missing; else takes the others' rights away.
Result<void> make_private_file(const std::filesystem::path& file);

}  // namespace ponder::store
