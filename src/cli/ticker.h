// Calls back again and again until it is stopped.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>

namespace ponder::cli {

// For an io_context that one thread runs; outlives that run.
class Ticker {
 public:
  Ticker(boost::asio::io_context& io, std::chrono::milliseconds period, std::function<void()> tick);

  void start();  // Once.
  // No tick follows, and nothing keeps the io_context running any more: not even a tick that is due
  // already, which cancelling a timer does not reach.
  void stop();

 private:
  boost::asio::steady_timer timer_;
  const std::chrono::milliseconds period_;
  const std::function<void()> tick_;
  bool is_stopped_ = false;
};

}  // namespace ponder::cli
