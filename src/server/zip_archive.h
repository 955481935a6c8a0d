// Reads a zip archive that lies in memory: its list of files, and each file's content piece by
// piece, so that a small archive cannot fill the memory. Stored and deflated files; no encryption,
// no parts, no more than 4 GiB.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ponder::server {

struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;
  std::uint32_t crc32 = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t bytes = 0;
  std::string_view packed;  // Of the archive.
};

bool is_zip(std::string_view file);

// Folders are left out. Errors: kInvalid (damaged, encrypted, of a kind that is not read).
Result<std::vector<ZipEntry>> zip_entries(std::string_view archive);

// The archive outlives it.
class ZipStream {
 public:
  // Errors: kInvalid (its method is not read).
  static Result<ZipStream> open(const ZipEntry& entry);
  ZipStream(ZipStream&&) noexcept;
  ZipStream& operator=(ZipStream&&) noexcept;
  ~ZipStream();

  // The next bytes of the file; empty at its end. Errors: kInvalid (it is damaged).
  Result<std::string> next();

 private:
  struct Impl;
  explicit ZipStream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ponder::server
