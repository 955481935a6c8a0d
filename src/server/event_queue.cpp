#include "server/event_queue.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <variant>

namespace ponder::server {
namespace {

// Whether `event` only announces what will be said.
bool opens_only(const chat::Event& event) {
  return std::holds_alternative<chat::TurnStarted>(event) ||
         std::holds_alternative<chat::BranchStarted>(event);
}

}  // namespace

void EventQueue::emit(chat::Event event) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = ends_turn(event);
    waiting_.add(std::move(event));
  }
  changed_.notify();
}

Task<std::vector<chat::Event>> EventQueue::next() {
  for (;;) {
    const std::uint64_t version = changed_.version();
    {
      const std::lock_guard lock(mutex_);
      if (!waiting_.empty() || ended_) co_return waiting_.take();
    }
    co_await changed_.changed_since(version);
  }
}

Task<std::optional<Error>> EventQueue::early_failure(std::shared_ptr<EventQueue> queue,
                                                     std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
  timer.async_wait([queue](const boost::system::error_code&) { queue->changed_.notify(); });
  for (;;) {
    const std::uint64_t version = queue->changed_.version();
    {
      const std::lock_guard lock(queue->mutex_);
      const std::vector<chat::Event>& events = queue->waiting_.events();
      if (!events.empty()) {
        const auto* failed = std::get_if<chat::TurnFailed>(&events.back());
        const bool silent = std::all_of(events.begin(), events.end() - 1, opens_only);
        if (failed != nullptr && silent) co_return failed->error;
        if (!opens_only(events.back())) co_return std::nullopt;
      }
      if (queue->ended_ || std::chrono::steady_clock::now() >= deadline) co_return std::nullopt;
    }
    co_await queue->changed_.changed_since(version);
  }
}

void EventQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    waiting_.take();
  }
  changed_.notify();
}

}  // namespace ponder::server
