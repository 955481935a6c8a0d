// Which turns run now: how many may, and how all of them are told to end when the server stops.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/async.h"
#include "base/result.h"
#include "modes/mode.h"

namespace ponder::server {

class TurnSlot;

// Thread-safe. Made with std::make_shared: its slots keep it alive.
class TurnSlots : public std::enable_shared_from_this<TurnSlots> {
 public:
  explicit TurnSlots(std::size_t running_max) : running_max_(running_max) {}

  // A place for one turn, given back when the pointer goes. Errors: kOverloaded (names the limit),
  // kUnavailable (the server is stopping).
  Result<std::shared_ptr<TurnSlot>> take(std::shared_ptr<modes::TurnControl> control);
  std::size_t running() const;
  bool stopping() const { return stopping_; }

  // Takes no more turns and tells all to end; waits for at most `patience`. Whether all ended.
  Task<bool> stop_all(std::chrono::milliseconds patience);

 private:
  friend class TurnSlot;
  const std::size_t running_max_;
  mutable std::mutex mutex_;
  std::map<TurnSlot*, std::shared_ptr<modes::TurnControl>> running_;
  std::atomic<bool> stopping_{false};
};

class TurnSlot {
 public:
  explicit TurnSlot(std::shared_ptr<TurnSlots> slots) : slots_(std::move(slots)) {}
  ~TurnSlot();
  TurnSlot(const TurnSlot&) = delete;
  TurnSlot& operator=(const TurnSlot&) = delete;

  // The turn is ended by the server's stop, not by its user.
  bool interrupted() const { return slots_->stopping(); }

 private:
  std::shared_ptr<TurnSlots> slots_;
};

// Tells a turn to end. A stop is never weakened to "answer now".
void halt(modes::TurnControl& control, modes::Halt how);

}  // namespace ponder::server
