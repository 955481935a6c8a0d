// What responses said that nobody asked to keep or not to keep: in memory only, for a while, so
// that clients which refer to an earlier item instead of sending it are understood.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "base/limits.h"
#include "store/store.h"

namespace ponder::server {

// Thread-safe. Forgets the oldest first: beyond `bytes_max`, and after `kept_for`.
class ItemMemory {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ItemMemory(std::size_t bytes_max = limits::kItemMemoryBytesMax,
                      std::chrono::seconds kept_for = limits::kItemMemoryTime)
      : bytes_max_(bytes_max), kept_for_(kept_for) {}

  // `items_json`: the output of the response. One that is larger than all memory is not taken.
  void remember(const store::Principal& who, std::string response_id, std::string items_json,
                Clock::time_point now = Clock::now());
  std::optional<std::string> find(const store::Principal& who, const std::string& response_id,
                                  Clock::time_point now = Clock::now());

 private:
  struct Entry {
    store::Principal owner;
    std::string response_id, items_json;
    Clock::time_point said;
  };
  void forget(Clock::time_point now);

  const std::size_t bytes_max_;
  const std::chrono::seconds kept_for_;
  std::mutex mutex_;
  std::deque<Entry> entries_;  // Oldest first.
  std::size_t bytes_ = 0;
};

}  // namespace ponder::server
