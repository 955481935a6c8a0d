// What computes plans: llama::LlamaBackend with real weights, engine::FakeBackend with a script.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"
#include "engine/plan.h"
#include "engine/sampling.h"

namespace ponder::engine {

struct BackendLimits {
  std::uint32_t cells = 0;            // Capacity of the KV cache, all sequences together.
  std::uint32_t slots = 0;            // Sequence ids.
  std::uint32_t context_tokens = 0;   // Longest single sequence.
  std::uint32_t rows_per_step = 512;  // Cells that one execute() may compute.
  bool partial_removal = true;  // A sequence's tail can be dropped, and a prefix of it shared;
                                // false for recurrent memories: whole sequences only.
  std::uint64_t prefill_us_per_token = 0;  // First estimate, measured at load; 0: unknown.
};

// Threads: all calls come from the engine's thread.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const BackendLimits& limits() const = 0;

  // Makes the sampler of one sequence. `history` are the prompt's tokens, for the penalties. Called
  // once for each sequence, before its first row. Error kInvalid (a grammar that does not parse):
  // nothing was made.
  virtual Result<void> open_sampler(SequenceId sequence, const SamplingParams& params,
                                    const std::vector<Token>& history) = 0;
  virtual void close_sampler(SequenceId sequence) = 0;  // Unknown ids are fine.

  // Applies kv_ops, computes the rows, samples where asked.
  // kNoSpace: kv_ops are applied, no row is computed. Other errors: kv_ops are applied, all rows
  // are lost.
  virtual Result<Outcome> execute(const Plan& plan) = 0;
};

}  // namespace ponder::engine
