#include "engine/engine_loop.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/limits.h"

namespace ponder::engine {

EngineLoop::EngineLoop(std::unique_ptr<Backend> backend)
    : backend_(std::move(backend)),
      limits_(backend_->limits()),
      scheduler_(limits_, SchedulerLimits{.sequences_max = 2 * limits::kSequencesMax}) {
  publish_stats();
  thread_ = std::thread([this] { run(); });
}

EngineLoop::~EngineLoop() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Result<void> EngineLoop::post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::holds_alternative<CancelCommand>(command)) {
      if (closing_) return Error{ErrorCode::kUnavailable, "the engine is shutting down"};
      if (inbox_.size() >= limits::kEngineInboxMax) {
        return Error{ErrorCode::kOverloaded, "the engine's queue holds " +
                                                 std::to_string(inbox_.size()) +
                                                 " commands, its limit; try again later"};
      }
    }
    inbox_.push_back(std::move(command));
  }
  wake_.notify_one();
  return {};
}

EngineStats EngineLoop::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

void EngineLoop::run() {
  while (take_commands()) {
    const bool turns_wait = scheduler_.has_work();
    if (turns_wait) step();
    if (side_.due(turns_wait)) side_.work(turns_wait);
    publish_stats();
  }
  const Error closed{ErrorCode::kCancelled, "the engine is shutting down"};
  for (auto& [id, one] : running_) one.mailbox->fail(closed);
  side_.close(closed);
}

bool EngineLoop::take_commands() {
  std::vector<Command> commands;
  {
    std::unique_lock lock(mutex_);
    if (!scheduler_.has_work() && side_.empty()) {
      wake_.wait(lock, [this] { return closing_ || !inbox_.empty(); });
    }
    if (closing_) {
      // Whoever was just submitted is told as well.
      for (Command& command : inbox_) {
        if (auto* submit = std::get_if<SubmitCommand>(&command)) {
          for (auto& entry : submit->entries) {
            entry.mailbox->fail({ErrorCode::kCancelled, "the engine is shutting down"});
          }
        } else if (auto* side = std::get_if<SideCommand>(&command)) {
          side_.add(std::move(side->job));  // run() drops it.
        }
      }
      return false;
    }
    commands.swap(inbox_);
  }
  for (Command& command : commands) {
    std::visit([this](auto&& one) { handle(std::forward<decltype(one)>(one)); },
               std::move(command));
  }
  return true;
}

void EngineLoop::handle(SubmitCommand command) {
  Result<void> opened;
  std::vector<Sequence> sequences;
  for (auto& entry : command.entries) {
    if (opened && !entry.sequence.is_prefix()) {
      opened = backend_->open_sampler(entry.sequence.id, entry.sampling, entry.sequence.tokens);
    }
    sequences.push_back(std::move(entry.sequence));
  }
  if (opened) opened = scheduler_.add(std::move(sequences));
  for (auto& entry : command.entries) {
    const SequenceId id = entry.mailbox->id();
    if (opened) {
      running_.emplace(id, Running{entry.mailbox, TextCutter(std::move(entry.stop)),
                                   entry.sampling.logprobs_top.has_value()});
    } else {
      backend_->close_sampler(id);
      entry.mailbox->fail(opened.error());
    }
  }
}

void EngineLoop::handle(CancelCommand command) {
  backend_->close_sampler(command.id);
  scheduler_.remove(command.id);
  running_.erase(command.id);
}

void EngineLoop::handle(SideCommand command) { side_.add(std::move(command.job)); }

void EngineLoop::step() {
  const Plan plan = scheduler_.plan();
  PONDER_CHECK(!plan.empty());  // has_work() promised it.
  Result<Outcome> outcome = backend_->execute(plan);
  if (outcome) {
    no_space_in_a_row_ = 0;
    side_.pay(static_cast<std::int64_t>(outcome->duration_us));
    scheduler_.commit(plan, *outcome);
    deliver(*outcome);
    return;
  }
  if (outcome.error().code == ErrorCode::kNoSpace) {
    ++no_space_in_a_row_;
    if (no_space_in_a_row_ <= limits::kBackendRetriesMax && scheduler_.make_room(plan)) return;
  }
  give_up(plan, outcome.error());
}

// The backend cannot execute this plan at all: those who are in it are lost.
void EngineLoop::give_up(const Plan& plan, const Error& error) {
  no_space_in_a_row_ = 0;
  Outcome lost;
  for (const Row& row : plan.rows) lost.lost.push_back(row.sequence);
  scheduler_.commit(plan, lost);
  for (const SequenceId id : lost.lost) fail(id, error);
}

void EngineLoop::deliver(const Outcome& outcome) {
  for (const Outcome::Sampled& sampled : outcome.sampled) deliver_one(sampled);
  for (const SequenceId id : outcome.lost) {
    fail(id, {ErrorCode::kBackend, "the model backend failed on this sequence; try again"});
  }
}

void EngineLoop::deliver_one(const Outcome::Sampled& sampled) {
  const auto found = running_.find(sampled.sequence);
  const Sequence* sequence = scheduler_.find(sampled.sequence);
  if (found == running_.end() || sequence == nullptr) return;
  Running& one = found->second;
  Delta delta;
  delta.token_count = 1;
  delta.tokens_prompt = sequence->prompt_length;
  delta.tokens_cached = sequence->prompt_from_cache;
  delta.tokens_cached_before = sequence->prompt_cached_before;
  if (one.logprobs) {
    delta.logprob_sum = sampled.token.logprob;
    if (!sampled.end_of_turn) delta.tokens.push_back(sampled.token);
  }
  if (sampled.end_of_turn) {
    delta.finish = StopCause::kEndOfTurn;
  } else {
    delta.text = one.cutter.push(sampled.token.piece);
    if (one.cutter.stopped()) {
      delta.finish = StopCause::kStopString;
      delta.stop_met = one.cutter.stop_met();
    } else if (sequence->tokens_new() >= sequence->tokens_new_max) {
      delta.finish = StopCause::kLength;
    }
  }
  const bool finished = delta.finish.has_value();
  if (finished) delta.text += one.cutter.finish();
  one.mailbox->push(std::move(delta));
  if (finished) handle(CancelCommand{sampled.sequence});
}

void EngineLoop::fail(SequenceId id, const Error& error) {
  const auto found = running_.find(id);
  if (found == running_.end()) return;
  found->second.mailbox->fail(error);
  handle(CancelCommand{id});
}

void EngineLoop::publish_stats() {
  EngineStats now;
  const SchedulerCounts& counts = scheduler_.counts();
  now.cells_capacity = scheduler_.ledger().capacity();
  now.cells_used = scheduler_.ledger().used();
  now.cells_cached = scheduler_.cells_only_cached();
  now.sequences_waiting = static_cast<std::uint32_t>(scheduler_.waiting());
  now.sequences_running = static_cast<std::uint32_t>(scheduler_.size()) - now.sequences_waiting;
  now.slots_used = scheduler_.slots_used();
  now.steps = counts.steps;
  now.tokens_prefilled = counts.tokens_prefilled;
  now.tokens_decoded = counts.tokens_decoded;
  now.tokens_from_cache = counts.tokens_from_cache;
  now.preemptions = counts.preemptions;
  now.step_us_total = counts.step_us_total;
  const std::lock_guard lock(mutex_);
  stats_ = now;
}

}  // namespace ponder::engine
