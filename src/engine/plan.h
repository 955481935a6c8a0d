// One step of the engine as plain data: what the KV cache has to do first, then which cells are
// computed. Plans print as one line and are what snapshot tests compare.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/tokens.h"

namespace ponder::engine {

using SequenceId = Id<struct SequenceTag>;
using SeqSlot = std::int32_t;  // A sequence id of the KV cache (llama_seq_id): a leased resource.
inline constexpr SeqSlot kNoSlot = -1;

struct KvOp {
  // kShare: `to` (empty) also owns the cells of `from` at positions [0, end).
  // kDrop:  `from` gives up its cells at positions [begin, infinity).
  enum Kind : std::uint8_t { kShare, kDrop } kind = kDrop;
  SeqSlot from = kNoSlot;
  SeqSlot to = kNoSlot;     // kShare only.
  std::uint32_t begin = 0;  // kDrop only.
  std::uint32_t end = 0;    // kShare only.
  bool operator==(const KvOp&) const = default;
};

// Compute positions [begin, begin + tokens.size()) of one sequence.
struct Row {
  SequenceId sequence;
  SeqSlot slot = kNoSlot;
  std::uint32_t begin = 0;
  std::vector<Token> tokens;
  bool sample = false;  // Choose a token from the logits of the last position.
  std::uint32_t end() const { return begin + static_cast<std::uint32_t>(tokens.size()); }
  bool operator==(const Row&) const = default;
};

struct Plan {
  std::vector<KvOp> kv_ops;           // In order, before the rows.
  std::vector<Row> rows;              // At most one a sequence.
  std::vector<SequenceId> preempted;  // Lost their cells in kv_ops; they wait again.
  std::uint32_t cells = 0;            // Sum of the rows' tokens.
  // For the fairness account (fairness.h): whose rows these are.
  std::uint32_t lead_rows = 0, lead_cells = 0, guest_cells = 0;
  bool guests_held_back = false;  // Guests had work and were not let in.
  bool empty() const { return rows.empty() && kv_ops.empty(); }
};

// "share s1->s4 [0,512) | drop s7 [0,) | decode #9@s2 40 | prefill #12@s4 [511,530) sample".
std::string to_string(const Plan& plan);

// What became of a plan.
struct Outcome {
  struct Sampled {
    SequenceId sequence;
    TokenLogprob token;  // `piece` and `logprob` as the sequence's SamplingParams ask.
    bool end_of_turn = false;
  };
  std::vector<Sampled> sampled;   // One for each row with `sample` that was not lost.
  std::vector<SequenceId> lost;   // Their cells are undefined: the backend failed on them.
  std::uint64_t duration_us = 0;  // Wall time of the step; feeds the fairness account.
};

}  // namespace ponder::engine
