#include "cli/ticker.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

namespace ponder::cli {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST(Ticker, TicksUntilItIsStopped) {
  asio::io_context io{1};
  int ticks = 0;
  Ticker ticker(io, 1ms, [&] {
    if (++ticks == 3) ticker.stop();
  });
  ticker.start();
  io.run_for(10s);
  EXPECT_TRUE(io.stopped());
  EXPECT_EQ(ticks, 3);
}

// The tick is due while something else runs, which then stops the ticker.
TEST(Ticker, IsStoppedAlsoWhereATickIsDue) {
  asio::io_context io{1};
  int ticks = 0;
  Ticker ticker(io, 1ms, [&ticks] { ++ticks; });
  ticker.start();
  asio::post(io, [&] {
    std::this_thread::sleep_for(20ms);
    asio::post(io, [&ticker] { ticker.stop(); });
  });
  io.run_for(10s);
  EXPECT_TRUE(io.stopped());
  EXPECT_EQ(ticks, 0);
}

TEST(Ticker, KeepsNothingRunningBeforeItsStart) {
  asio::io_context io{1};
  const Ticker ticker(io, 1ms, [] {});
  io.run_for(10s);
  EXPECT_TRUE(io.stopped());
}

}  // namespace
}  // namespace ponder::cli
