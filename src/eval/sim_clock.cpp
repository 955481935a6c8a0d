#include "eval/sim_clock.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <vector>

#include "base/async.h"
#include "modes/clock.h"

namespace ponder::eval {

class SimClock::SimSleeper : public modes::Sleeper {
 public:
  SimSleeper(SimClock& clock, const asio::any_io_executor& executor)
      : clock_(clock), timer_(executor) {
    clock_.sleepers_.push_back(this);
  }
  ~SimSleeper() override { std::erase(clock_.sleepers_, this); }

  Task<void> sleep_until(modes::TimePoint when) override {
    due_ = when;
    is_asleep_ = true;
    timer_.expires_at(asio::steady_timer::time_point::max());
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    is_asleep_ = false;
  }
  void wake() override {
    is_asleep_ = false;
    timer_.cancel();
  }
  modes::TimePoint due() const { return is_asleep_ ? due_ : modes::TimePoint::max(); }

 private:
  SimClock& clock_;
  asio::steady_timer timer_;
  modes::TimePoint due_;
  bool is_asleep_ = false;
};

std::unique_ptr<modes::Sleeper> SimClock::make_sleeper(const asio::any_io_executor& executor) {
  return std::make_unique<SimSleeper>(*this, executor);
}

modes::TimePoint SimClock::next_due() const {
  modes::TimePoint first = modes::TimePoint::max();
  for (const SimSleeper* sleeper : sleepers_) first = std::min(first, sleeper->due());
  return first;
}

void SimClock::move_to(modes::TimePoint when) {
  now_ = std::max(now_, when);
  for (SimSleeper* sleeper : sleepers_) {
    if (sleeper->due() <= now_) sleeper->wake();
  }
}

}  // namespace ponder::eval
