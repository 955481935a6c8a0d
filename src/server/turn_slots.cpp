#include "server/turn_slots.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>
#include <utility>

namespace ponder::server {

Result<std::shared_ptr<TurnSlot>> TurnSlots::take(std::shared_ptr<modes::TurnControl> control) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return Error{ErrorCode::kUnavailable, "The server is shutting down."};
  if (running_.size() >= running_max_) {
    return Error{ErrorCode::kOverloaded, std::to_string(running_.size()) +
                                             " turns are running, which is the limit of this "
                                             "server. Try again in a moment."};
  }
  auto slot = std::make_shared<TurnSlot>(shared_from_this());
  running_.emplace(slot.get(), std::move(control));
  return slot;
}

std::size_t TurnSlots::running() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

Task<bool> TurnSlots::stop_all(std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [slot, control] : running_) halt(*control, modes::Halt::kStop);
  }
  constexpr std::chrono::milliseconds kLook{10};
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (running() > 0 && std::chrono::steady_clock::now() < deadline) {
    boost::system::error_code ignored;
    timer.expires_after(kLook);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return running() == 0;
}

TurnSlot::~TurnSlot() {
  const std::lock_guard lock(slots_->mutex_);
  slots_->running_.erase(this);
}

void halt(modes::TurnControl& control, modes::Halt how) {
  modes::Halt expected = modes::Halt::kNone;
  if (control.halt.compare_exchange_strong(expected, how)) return;
  if (how == modes::Halt::kStop) control.halt = how;
}

}  // namespace ponder::server
