#include "cli/ticker.h"

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <functional>
#include <utility>

namespace ponder::cli {

Ticker::Ticker(boost::asio::io_context& io, std::chrono::milliseconds period,
               std::function<void()> tick)
    : timer_(io), period_(period), tick_(std::move(tick)) {}

void Ticker::start() {
  timer_.expires_after(period_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || is_stopped_) return;
    tick_();
    if (!is_stopped_) start();
  });
}

void Ticker::stop() {
  is_stopped_ = true;
  timer_.cancel();
}

}  // namespace ponder::cli
