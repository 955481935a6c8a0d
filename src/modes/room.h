// How many agents of a turn the KV cells hold at once, by what each is expected to write. Other
// turns are not counted: the engine queues what does not fit beside them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "chat/event.h"
#include "generate/generator.h"

namespace ponder::modes {

// What an agent is expected to write before one has shown it: nine in ten of the traces in
// bench/contemplating/recordings have at most 400 tokens. Where it is too much, agents wait that
// had room; where it is too little, the engine takes the youngest agent's cells away and computes
// them again.
inline constexpr std::uint32_t kAgentTokensExpected = 512;

class Room {
 public:
  // `trunk_tokens`: the cells of its pictures included.
  Room(const generate::Capabilities& capabilities, std::uint32_t trunk_tokens,
       std::uint32_t tokens_new_max);

  // A trace of so many tokens is complete. Where the mean is longer than what was expected, later
  // agents are expected to become as long.
  void learn(std::uint64_t tokens);

  // Cells that an agent takes up to its end: for its own prompt, `suffix_bytes` behind the trunk,
  // and for what it writes, `written` tokens of it already.
  std::uint64_t cells_of(std::size_t suffix_bytes, std::uint64_t written = 0) const;

  // How many of `wanted` agents of `cells` each fit beside those that run and take `cells_taken`
  // (0: nobody runs, then at least one fits). All of them where the cells are not known.
  std::size_t fitting(std::size_t wanted, std::uint64_t cells, std::uint64_t cells_taken) const;

  // `wanted` agents were to run at once, and `fit` do.
  void note(std::size_t fit, std::size_t wanted);
  // agents_fit and agents_wanted: the tightest moment.
  void report(chat::Report& report) const;

 private:
  bool is_bounded_ = false;
  std::uint64_t cells_left_ = 0;  // Beside the trunk.
  std::uint64_t tokens_max_ = 1;  // That an agent can write.
  std::uint64_t complete_ = 0;    // Traces.
  std::uint64_t complete_tokens_ = 0;
  std::size_t fit_ = 0;
  std::size_t wanted_ = 0;
};

}  // namespace ponder::modes
