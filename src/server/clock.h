// The time of day, as rows and answers carry it.
#pragma once

#include <chrono>
#include <cstdint>

namespace ponder::server {

inline std::int64_t unix_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace ponder::server
