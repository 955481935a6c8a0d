// Time as a turn sees it, so that tests can own it.
#pragma once

#include <chrono>
#include <memory>

#include "base/async.h"

namespace ponder::modes {

using TimePoint = std::chrono::steady_clock::time_point;

// A wait that can be cut short. Not thread-safe; one coroutine sleeps at a time.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual Task<void> sleep_until(TimePoint when) = 0;  // Returns at `when` or after wake().
  virtual void wake() = 0;                             // No effect when nobody sleeps.
};

// Outlives its sleepers. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  // Sleeps on `executor`.
  virtual std::unique_ptr<Sleeper> make_sleeper(const asio::any_io_executor& executor) = 0;
};

Clock& steady_clock();  // The machine's monotonic clock.

}  // namespace ponder::modes
