// One sequence as the scheduler sees it: its tokens, and how many of them are in the KV cache.
//
//   kWaiting -> kPrefill   seated: has a slot and room.
//   kPrefill -> kDecode    all cells but the last are in; kIdle if tokens_new_max is 0 (a prefix).
//   kPrefill, kDecode, kIdle -> kWaiting   preempted: loses its cells, keeps its tokens.
//   kWaiting, seated -> gone   finished or cancelled.
//
// Always: cells_cached < length. One token is left to compute, so a fork never copies logits and
// "already there" is no special case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/tokens.h"
#include "engine/media.h"
#include "engine/plan.h"

namespace ponder::engine {

enum class SequenceState : std::uint8_t { kWaiting, kPrefill, kDecode, kIdle };

struct Sequence {
  SequenceId id;
  SequenceId parent;        // Forked from it; 0: none.
  std::uint64_t group = 0;  // Sequences of one turn.
  std::uint8_t priority = 1;
  std::string cache_key;
  bool keep_cached = true;
  std::vector<Token> tokens;  // Prompt, then what was decoded.
  std::uint32_t prompt_length = 0;
  std::uint32_t tokens_new_max = 0;

  // Kept by the scheduler.
  std::uint64_t age = 0;  // Order of arrival.
  SequenceState state = SequenceState::kWaiting;
  SeqSlot slot = kNoSlot;
  std::uint32_t cells_cached = 0;
  std::uint32_t prompt_from_cache = 0;     // Prompt cells taken over at the first seating.
  std::uint32_t prompt_cached_before = 0;  // Of those: not computed by its parent either.
  bool seated_before = false;
  bool released = false;  // Its owner is gone; it stays until its waiting children are seated.

  std::uint32_t length() const { return static_cast<std::uint32_t>(tokens.size()); }
  std::uint32_t tokens_new() const { return length() - prompt_length; }
  bool is_prefix() const { return tokens_new_max == 0; }
  // Where prefill ends: a prefix leaves its last token to its children (or the whole picture that
  // it ends in: pictures are not cut).
  std::uint32_t prefill_end() const {
    return is_prefix() ? uncut_before(tokens, length() - 1) : length();
  }
};

}  // namespace ponder::engine
