#include "store/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include "base/result.h"

namespace ponder::store {
namespace {

constexpr mode_t kPrivateFolder = 0700;
constexpr mode_t kPrivateFile = 0600;

Error cannot(const std::string& what, const std::filesystem::path& path, int code) {
  const ErrorCode kind = code == ENOSPC ? ErrorCode::kNoSpace : ErrorCode::kIo;
  return {kind, "Cannot " + what + " " + path.string() + " (" +
                    std::generic_category().message(code) +
                    "): make it writable for this user, or choose another folder with --data."};
}

int open_private(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivateFile);
}

Result<void> make_private_folder(const std::filesystem::path& folder) {
  std::error_code failed;  // Told by mkdir below, which then fails too.
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), failed);
  if (::mkdir(folder.c_str(), kPrivateFolder) == 0) return {};
  const int code = errno;
  if (code == EEXIST && std::filesystem::is_directory(folder, failed)) return {};
  return cannot("make the folder", folder, code);
}

}  // namespace

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  // Without the slash at the end, which would make the folder its own parent.
  const Result<void> made = make_private_folder((folder / "").parent_path());
  if (!made) return made.error();
  const std::filesystem::path file = folder / "ponder.lock";
  FolderLock lock(open_private(file));
  if (lock.descriptor_ < 0) return cannot("write", file, errno);
  if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return cannot("lock", file, errno);
  return Error{ErrorCode::kIo, "The folder " + folder.string() +
                                   " is in use by another ponder: stop that one, or choose another "
                                   "folder with --data."};
}

Result<void> make_private_file(const std::filesystem::path& file) {
  const int descriptor = open_private(file);
  if (descriptor < 0) return cannot("write", file, errno);
  const int code = ::fchmod(descriptor, kPrivateFile) == 0 ? 0 : errno;
  ::close(descriptor);
  if (code != 0) return cannot("protect", file, code);
  return {};
}

}  // namespace ponder::store
