#include "modes/clock.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>

#include "base/async.h"

namespace ponder::modes {
namespace {

class TimerSleeper : public Sleeper {
 public:
  explicit TimerSleeper(const asio::any_io_executor& executor) : timer_(executor) {}

  Task<void> sleep_until(TimePoint when) override {
    timer_.expires_at(when);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  void wake() override { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
};

class SteadyClock : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  std::unique_ptr<Sleeper> make_sleeper(const asio::any_io_executor& executor) override {
    return std::make_unique<TimerSleeper>(executor);
  }
};

}  // namespace

Clock& steady_clock() {
  static SteadyClock clock;
  return clock;
}

}  // namespace ponder::modes
