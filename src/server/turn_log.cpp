#include "server/turn_log.h"

#include <spdlog/spdlog.h>

#include <boost/asio/redirect_error.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "api/events.h"
#include "base/limits.h"
#include "server/clock.h"
#include "server/turn_status.h"

namespace ponder::server {
TurnLog::TurnLog(const asio::any_io_executor& strand, store::Store& store, store::Principal owner,
                 store::Turn turn, std::shared_ptr<modes::TurnControl> control,
                 std::function<void()> before_end)
    : store_(store),
      owner_(std::move(owner)),
      control_(std::move(control)),
      before_end_(std::move(before_end)),
      timer_(strand),
      turn_(std::move(turn)) {}

void TurnLog::emit(chat::Event event) {
  if (closed_) return;
  const bool was_empty = group_.empty();
  const bool was_urgent = urgent_;
  closed_ = ends_turn(event);
  if (closed_) urgent_ = true;
  if (!had_text_ && std::holds_alternative<chat::TextDelta>(event)) had_text_ = urgent_ = true;
  group_.add(std::move(event));
  if (was_empty || urgent_ != was_urgent) timer_.cancel();
}

bool TurnLog::due() const {
  if (group_.empty()) return false;
  return urgent_ || Clock::now() >= last_flush_ + limits::kEventFlush;
}

Task<void> TurnLog::wait_until_due() {
  while (!due()) {
    timer_.expires_at(group_.empty() ? Clock::time_point::max()
                                     : last_flush_ + limits::kEventFlush);
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

Task<void> TurnLog::write() {
  bool goes_on = true;
  while (goes_on) {
    co_await wait_until_due();
    urgent_ = false;
    last_flush_ = Clock::now();
    goes_on = co_await commit(group_.take());
  }
}

Task<bool> TurnLog::commit(std::vector<chat::Event> events) {
  std::vector<store::EventRow> rows;
  rows.reserve(events.size());
  for (const chat::Event& event : events) rows.push_back({++last_seq_, api::encode_event(event)});
  const Result<void> kept = co_await store_.append_events(owner_, turn_.id, rows);
  if (!kept) {
    last_seq_ -= rows.size();
    co_await fail(kept.error());
    co_return false;
  }
  note(events);
  if (ends_turn(events.back())) {
    co_await finish(rows);
    co_return false;
  }
  show(rows, false);
  co_return true;
}

// Whoever sees the end of the stream and asks for the turn finds it finished: the row is written
// first.
Task<void> TurnLog::finish(const std::vector<store::EventRow>& rows) {
  const store::Turn now = snapshot();
  const store::TurnStatus status = status_of(state_);
  const Result<void> kept = co_await keep_end(now, status);
  if (!kept) spdlog::error("turn {}: its end is not stored: {}", now.id, kept.error().message);
  const auto row = co_await store_.turn(owner_, now.id);  // Has the time that is stored.
  {
    const std::lock_guard lock(mutex_);
    turn_.status = status;
    turn_.finished_ms = kept && row ? row->finished_ms : unix_ms();
  }
  before_end_();
  show(rows, true);
}

Task<Result<void>> TurnLog::keep_end(const store::Turn& now, store::TurnStatus status) {
  for (int tries = 1;; ++tries) {
    Result<void> kept =
        co_await store_.finish_turn(owner_, now.id, status, now.answer, now.reasoning);
    const bool settled = kept || kept.error().code == ErrorCode::kNotFound;  // It was deleted.
    if (settled || tries == limits::kTurnEndTries) co_return kept;
    timer_.expires_after(limits::kTurnEndPause);
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

Task<void> TurnLog::fail(Error error) {
  spdlog::error("turn {}: its events cannot be stored: {}", turn_.id, error.message);
  closed_ = true;
  group_.take();
  control_->halt = modes::Halt::kStop;
  const chat::Event end = chat::TurnFailed{std::move(error)};
  note({end});
  co_await finish({{++last_seq_, api::encode_event(end)}});
}

void TurnLog::note(const std::vector<chat::Event>& events) {
  const std::lock_guard lock(mutex_);
  for (const chat::Event& event : events) chat::reduce(state_, event);
}

void TurnLog::show(const std::vector<store::EventRow>& rows, bool last) {
  {
    const std::lock_guard lock(mutex_);
    turn_.last_seq = last_seq_;
  }
  feed_->publish(rows, last);
}

store::Turn TurnLog::snapshot() const {
  const std::lock_guard lock(mutex_);
  store::Turn turn = turn_;
  turn.answer = chat::answer_text(state_);
  turn.reasoning = chat::reasoning_text(state_);
  return turn;
}

}  // namespace ponder::server
