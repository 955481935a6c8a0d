// Lets coroutines wait for a change that any thread announces.
//
// The pattern: read version(), look at the state, and where it is not there yet await
// changed_since(version). A change between the two is not missed.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "base/async.h"

namespace ponder::server {

// Thread-safe. Destroying it drops those who wait: call notify() first.
class Notifier {
 public:
  std::uint64_t version() const;
  // Returns once notify() was called after `version` was read; on the caller's executor.
  Task<void> changed_since(std::uint64_t version);
  void notify();

 private:
  struct Initiate;

  mutable std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::vector<std::function<void()>> waiting_;  // Each posts its coroutine to its executor.
};

}  // namespace ponder::server
