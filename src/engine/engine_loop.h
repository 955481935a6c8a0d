// The engine's thread: takes commands, makes steps, delivers output. Everything here runs on that
// thread except post() and stats().
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "engine/engine.h"
#include "engine/mailbox.h"
#include "engine/scheduler.h"
#include "engine/side_work.h"
#include "engine/text_cutter.h"

namespace ponder::engine {

// Siblings are submitted in one command, so that they are seated together.
struct SubmitCommand {
  struct Entry {
    Sequence sequence;
    SamplingParams sampling;
    std::vector<std::string> stop;
    std::shared_ptr<Mailbox> mailbox;
  };
  std::vector<Entry> entries;
};
struct CancelCommand {
  SequenceId id;
};
struct SideCommand {
  std::shared_ptr<SideJob> job;
};
using Command = std::variant<SubmitCommand, CancelCommand, SideCommand>;

class EngineLoop {
 public:
  explicit EngineLoop(std::unique_ptr<Backend> backend);
  ~EngineLoop();  // Fails what is running with kCancelled, joins the thread.

  // Thread-safe. Error kOverloaded: limits::kEngineInboxMax commands are waiting. A cancel always
  // gets in.
  Result<void> post(Command command);
  EngineStats stats() const;
  const BackendLimits& limits() const { return limits_; }

 private:
  struct Running {
    std::shared_ptr<Mailbox> mailbox;
    TextCutter cutter;
    bool logprobs = false;
  };

  void run();
  bool take_commands();  // Waits where there is nothing to do; false: the engine closes.
  void handle(SubmitCommand command);
  void handle(CancelCommand command);
  void handle(SideCommand command);
  void step();
  void deliver(const Outcome& outcome);
  void deliver_one(const Outcome::Sampled& sampled);
  void fail(SequenceId id, const Error& error);
  void give_up(const Plan& plan, const Error& error);
  void publish_stats();

  const std::unique_ptr<Backend> backend_;
  const BackendLimits limits_;
  Scheduler scheduler_;
  std::map<SequenceId, Running> running_;
  SideWork side_;
  std::uint32_t no_space_in_a_row_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Command> inbox_;
  bool closing_ = false;
  EngineStats stats_;
  std::thread thread_;  // Last: starts when all else is made.
};

}  // namespace ponder::engine
