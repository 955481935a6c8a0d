#include "modes/clock.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>

namespace ponder::modes {
namespace {

using std::chrono::milliseconds;

void run(asio::io_context& io, Task<void> task) {
  bool done = false;
  asio::co_spawn(io, std::move(task), [&done](const std::exception_ptr& error) {
    EXPECT_EQ(error, nullptr);
    done = true;
  });
  io.run();
  EXPECT_TRUE(done);
}

TEST(SteadyClock, SleepsUntilTheTime) {
  asio::io_context io;
  const auto sleeper = steady_clock().make_sleeper(io.get_executor());
  const TimePoint due = steady_clock().now() + milliseconds{5};
  run(io, sleeper->sleep_until(due));
  EXPECT_GE(steady_clock().now(), due);
}

TEST(SteadyClock, DoesNotSleepUntilATimeThatIsOver) {
  asio::io_context io;
  const auto sleeper = steady_clock().make_sleeper(io.get_executor());
  run(io, sleeper->sleep_until(steady_clock().now() - milliseconds{5}));
}

Task<void> sleep_and_be_woken(Sleeper& sleeper) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  asio::post(executor, [&sleeper] { sleeper.wake(); });
  co_await sleeper.sleep_until(TimePoint::max());
}

TEST(SteadyClock, WakesForEverySleepAnew) {
  asio::io_context io;
  const auto sleeper = steady_clock().make_sleeper(io.get_executor());
  sleeper->wake();  // Nobody sleeps: it does not count for the next sleep.
  run(io, sleep_and_be_woken(*sleeper));
  io.restart();
  run(io, sleep_and_be_woken(*sleeper));
}

}  // namespace
}  // namespace ponder::modes
