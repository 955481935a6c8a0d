// SHA-256, streamed: of text, of files, of what is still being written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder {

// Feed it pieces in order, then ask once for the sum. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  std::string finish();  // 64 lower-case hexadecimal digits.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The sum of `bytes`, all at once.
std::string sha256_of(std::string_view bytes);

// `on_progress` is told the bytes read so far; false ends it with kCancelled. Errors: kIo.
Result<std::string> sha256_of_file(const std::filesystem::path& path,
                                   const std::function<bool(std::uint64_t)>& on_progress = {});

}  // namespace ponder
