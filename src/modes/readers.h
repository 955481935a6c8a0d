// Reads several branches at once: one coroutine a branch, all on the turn's strand, and one place
// where what they wrote arrives.
#pragma once

#include <memory>
#include <optional>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "generate/generator.h"
#include "modes/clock.h"

namespace ponder::modes {

struct Arrival {
  chat::BranchId branch = 0;
  Result<generate::BranchDelta> delta;  // An error, or a delta with `finish`, is the last one.
};

// Used on `strand` only. Owner's duty: stop_all() and join() before it is destroyed.
class BranchReaders {
 public:
  BranchReaders(asio::any_io_executor strand, Clock& clock);

  // `id` was not used before.
  void start(chat::BranchId id, std::unique_ptr<generate::Branch> branch);

  // Nothing of this branch arrives any more. A branch whose next() is pending is destroyed as soon
  // as that returns; Asio's cancellation tells it to return at once.
  void stop(chat::BranchId id);
  void stop_all();

  // The next arrival; nothing at `until`, or earlier when woken without one.
  Task<std::optional<Arrival>> next(TimePoint until);

  // Returns when every branch is destroyed. Stopped or finished branches only.
  Task<void> join();

 private:
  struct State;
  static Task<void> read(std::shared_ptr<State> state, chat::BranchId id,
                         std::unique_ptr<generate::Branch> branch);

  asio::any_io_executor strand_;
  std::shared_ptr<State> state_;  // Shared with the coroutines that read.
};

}  // namespace ponder::modes
