// Time that moves only when a simulation moves it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "modes/clock.h"

namespace ponder::eval {

// Used on one thread. Outlives its sleepers.
class SimClock : public modes::Clock {
 public:
  modes::TimePoint now() const override { return now_; }
  std::unique_ptr<modes::Sleeper> make_sleeper(const asio::any_io_executor& executor) override;

  // Of all that sleep, the first to wake; TimePoint::max() where nobody waits for a time.
  modes::TimePoint next_due() const;
  // Moves to `when` (not back) and wakes whoever is due by then.
  void move_to(modes::TimePoint when);

 private:
  class SimSleeper;
  modes::TimePoint now_{std::chrono::hours{1}};
  std::vector<SimSleeper*> sleepers_;  // In the order of their making: ties wake so.
};

}  // namespace ponder::eval
