// Carries one sequence's output from the engine's thread to the coroutine that reads it. What piles
// up is merged into one Delta, so a slow reader never blocks the engine.
//
// Threads: push and close come from the engine's thread; next() from one reader, on a strand.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/engine.h"

namespace ponder::engine {

class Mailbox {
 public:
  // `spec` is kept for children that fork from this sequence.
  Mailbox(SequenceId id, SequenceSpec spec) : id_(id), spec_(std::move(spec)) {}

  void push(Delta delta);  // Merged with what waits. With `finish` nothing may follow.
  void fail(Error error);  // Ends the sequence; what waits is still delivered first.
  Task<Result<Delta>> next();

  SequenceId id() const { return id_; }
  const SequenceSpec& spec() const { return spec_; }

 private:
  struct Waiting;
  std::optional<Result<Delta>> take();  // Needs the lock.
  void wake();                          // Likewise.

  const SequenceId id_;
  const SequenceSpec spec_;
  std::mutex mutex_;
  Delta waiting_;
  bool has_output_ = false;
  bool delivered_finish_ = false;
  std::optional<Error> error_;
  std::shared_ptr<asio::steady_timer> reader_;  // Set while a reader waits.
};

}  // namespace ponder::engine
