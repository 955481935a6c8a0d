// The log of one stored turn: numbers its events, groups them for at most limits::kEventFlush,
// commits each group and only then shows it. What a client has seen is in the log.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/async.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "modes/mode.h"
#include "server/event_group.h"
#include "server/turn_feed.h"
#include "store/store.h"

namespace ponder::server {

// emit() and write() run on the turn's strand, snapshot() on any thread.
//
// A store that fails fails the turn: its control is halted, readers get TurnFailed with the store's
// error as a last event (which is not in the log), and all later events are dropped. How the turn
// ended is written up to limits::kTurnEndTries times; its readers wait for that.
class TurnLog : public chat::EventSink {
 public:
  // `before_end` is called once, after the end is stored and before any reader sees it.
  TurnLog(const asio::any_io_executor& strand, store::Store& store, store::Principal owner,
          store::Turn turn, std::shared_ptr<modes::TurnControl> control,
          std::function<void()> before_end);

  void emit(chat::Event event) override;
  // Commits and shows groups until the turn has ended. Run once.
  Task<void> write();

  const std::shared_ptr<TurnFeed>& feed() const { return feed_; }
  const std::string& turn_id() const { return turn_.id; }
  const std::string& conversation_id() const { return turn_.conversation_id; }
  store::Turn snapshot() const;  // With the status, answer and last_seq that readers can know.

 private:
  using Clock = std::chrono::steady_clock;
  bool due() const;
  Task<void> wait_until_due();
  Task<bool> commit(std::vector<chat::Event> events);  // Whether the turn goes on.
  Task<void> finish(const std::vector<store::EventRow>& rows);
  Task<Result<void>> keep_end(const store::Turn& now, store::TurnStatus status);
  Task<void> fail(Error error);
  void show(const std::vector<store::EventRow>& rows, bool last);
  void note(const std::vector<chat::Event>& events);

  store::Store& store_;
  const store::Principal owner_;
  const std::shared_ptr<modes::TurnControl> control_;
  const std::function<void()> before_end_;
  const std::shared_ptr<TurnFeed> feed_ = std::make_shared<TurnFeed>();

  // Of the strand.
  asio::steady_timer timer_;
  EventGroup group_;
  bool urgent_ = false;  // Something in the group should not wait.
  bool had_text_ = false;
  bool closed_ = false;  // The last event was emitted, or the store failed.
  Clock::time_point last_flush_ = Clock::time_point::min();
  std::uint64_t last_seq_ = 0;

  mutable std::mutex mutex_;
  store::Turn turn_;       // Under mutex_, but for its ids, which do not change.
  chat::TurnState state_;  // Under mutex_.
};

}  // namespace ponder::server
