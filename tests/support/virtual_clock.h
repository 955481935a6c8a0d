// A clock that stands still until a test moves it: whatever waits on it wakes in order of time, so
// a run with delays is quick and always the same.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "modes/clock.h"

namespace ponder::test {

// Used on one thread. Outlives its sleepers.
class VirtualClock : public modes::Clock {
 public:
  modes::TimePoint now() const override { return now_; }
  std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_ - start_);
  }

  std::unique_ptr<modes::Sleeper> make_sleeper(const asio::any_io_executor& executor) override {
    return std::make_unique<VirtualSleeper>(*this, executor);
  }

  // Moves to the earliest time that somebody waits for and wakes him; false where nobody waits for
  // a time, or only beyond `until`.
  bool advance(modes::TimePoint until) {
    VirtualSleeper* next = nullptr;
    for (VirtualSleeper* sleeper : sleepers_) {
      if (!sleeper->is_asleep || sleeper->due > until) continue;
      if (next == nullptr || sleeper->due < next->due) next = sleeper;
    }
    if (next == nullptr) return false;
    now_ = std::max(now_, next->due);
    next->wake();
    return true;
  }

 private:
  struct VirtualSleeper : modes::Sleeper {
    VirtualSleeper(VirtualClock& owner, const asio::any_io_executor& executor)
        : clock(owner), timer(executor) {
      clock.sleepers_.push_back(this);
    }
    ~VirtualSleeper() override { std::erase(clock.sleepers_, this); }

    Task<void> sleep_until(modes::TimePoint when) override {
      due = when;
      is_asleep = true;
      timer.expires_at(asio::steady_timer::time_point::max());
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
      is_asleep = false;
    }
    void wake() override {
      is_asleep = false;
      timer.cancel();
    }

    VirtualClock& clock;
    asio::steady_timer timer;
    modes::TimePoint due;
    bool is_asleep = false;
  };

  const modes::TimePoint start_{std::chrono::hours{1}};
  modes::TimePoint now_ = start_;
  std::vector<VirtualSleeper*> sleepers_;  // In the order of their making: ties wake so.
};

// Runs `io` in virtual time until `done()`, or until nothing is left to do or `limit` is over.
template <class Done>
bool run_until(asio::io_context& io, VirtualClock& clock, std::chrono::milliseconds limit,
               Done done) {
  const modes::TimePoint end = clock.now() + limit;
  for (;;) {
    io.restart();
    io.poll();
    if (done()) return true;
    if (!clock.advance(end)) return false;
  }
}

}  // namespace ponder::test
