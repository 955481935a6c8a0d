// Tokens in, text out: one thread, one backend, many sequences that fork and stop.
//
// Every call is thread-safe and returns at once; work is posted to a bounded queue and done between
// steps. A step is three calls: plan, execute, commit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/tokens.h"
#include "engine/backend.h"
#include "engine/sampling.h"
#include "engine/side_work.h"

namespace ponder::engine {

struct SequenceSpec {
  std::vector<Token> prompt;  // Not empty; prompt + tokens_new_max fits the context.
  SamplingParams sampling;
  std::uint32_t tokens_new_max = 0;  // 0: only prefill, then wait as a prefix to fork.
  std::uint8_t priority = 1;      // 0 interactive, 1 normal, 2 background. Lower is served first.
  std::uint64_t group = 0;        // Sequences of one turn have the same; 0: a group of its own.
  std::string cache_key;          // Model, adapters, owner: cells are shared only within one key.
  std::vector<std::string> stop;  // Not empty strings.
  bool keep_cached = true;        // Leave the cells in the prefix cache when the handle goes.
};

// One child of a fork: the parent's tokens, then `suffix`.
struct ForkSpec {
  std::vector<Token> suffix;  // May be empty.
  SamplingParams sampling;    // `seed` must differ between siblings that are to differ.
  std::uint32_t tokens_new_max = 1;
  std::vector<std::string> stop;
};

enum class StopCause : std::uint8_t { kEndOfTurn, kStopString, kLength };

// What one sequence produced since the last call.
struct Delta {
  std::string text;                  // Cut at whole UTF-8 characters and before stop strings.
  std::vector<TokenLogprob> tokens;  // Only where logprobs were asked for.
  std::uint32_t token_count = 0;     // Decoded since the last call.
  double logprob_sum = 0.0;          // Of those; 0 where logprobs were not asked for.
  std::uint32_t tokens_prompt = 0;   // Of the whole sequence.
  std::uint32_t tokens_cached = 0;   // Prompt tokens that were not computed for this sequence.
  // Of those: in the prefix cache before the sequence, or the parent that it forked from, came.
  std::uint32_t tokens_cached_before = 0;
  std::optional<StopCause> finish;
  std::string stop_met;  // With kStopString: which one.
};

struct EngineStats {
  std::uint32_t cells_capacity = 0;
  std::uint32_t cells_used = 0;    // By living sequences and the prefix cache, shared ones once.
  std::uint32_t cells_cached = 0;  // Of those: held only by the prefix cache.
  std::uint32_t sequences_waiting = 0;
  std::uint32_t sequences_running = 0;
  std::uint32_t slots_used = 0;
  std::uint64_t steps = 0;
  std::uint64_t tokens_prefilled = 0;
  std::uint64_t tokens_decoded = 0;
  std::uint64_t tokens_from_cache = 0;
  std::uint64_t preemptions = 0;
  std::uint64_t step_us_total = 0;
};

class Mailbox;
class Engine;

// Move-only. Owns one sequence and its cells: destroying it cancels the sequence, whose cells are
// free (or in the prefix cache) before the next step. Any thread may hold it, one at a time.
class SequenceHandle {
 public:
  SequenceHandle() = default;
  SequenceHandle(Engine* engine, SequenceId id, std::shared_ptr<Mailbox> mailbox);
  SequenceHandle(SequenceHandle&&) noexcept;
  SequenceHandle& operator=(SequenceHandle&&) noexcept;
  SequenceHandle(const SequenceHandle&) = delete;
  SequenceHandle& operator=(const SequenceHandle&) = delete;
  ~SequenceHandle();

  explicit operator bool() const { return engine_ != nullptr; }
  SequenceId id() const { return id_; }

  // Waits for output; merges what piled up, so a slow reader costs memory O(text) and never blocks
  // the engine. Errors: kInvalid (after the last delta), kBackend, kCancelled (engine is closing).
  Task<Result<Delta>> next();

  // Makes one child per spec; each shares this sequence's cells up to its end (no copy). May be
  // called before the prefill is done; children wait for it. Needs tokens_new_max == 0. All or
  // nothing. Errors: kInvalid, kTooLong, kOverloaded. The children inherit priority, group and
  // cache key; their cells are not kept in the prefix cache.
  Result<std::vector<SequenceHandle>> fork(std::vector<ForkSpec> branches);

 private:
  Engine* engine_ = nullptr;
  SequenceId id_;
  std::shared_ptr<Mailbox> mailbox_;
};

// Lifetime: outlives its handles.
class Engine {
 public:
  explicit Engine(std::unique_ptr<Backend> backend);  // `backend` moves to the engine's thread.
  ~Engine();                                          // Cancels all, joins the thread.
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Errors (no effect): kOverloaded (limits::kSequencesMax), kTooLong, kInvalid. An error that only
  // the backend can find (a bad grammar) comes from the handle's next().
  Result<SequenceHandle> submit(const SequenceSpec& spec);

  // Work for the engine's thread between its steps. Errors (no effect): kOverloaded, kUnavailable.
  Result<void> submit(std::shared_ptr<SideJob> job);

  const BackendLimits& limits() const;
  EngineStats stats() const;  // A copy as of the last finished step.

 private:
  friend class SequenceHandle;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ponder::engine
