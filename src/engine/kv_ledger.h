// Who owns which cells of the KV cache. Cells that several slots share are counted once.
//
// A slot's cells are a chain of runs; a run is owned by every slot whose chain holds it:
//
//   s0: [A 0..512)[B 512..530)      used = |A| + |B| + |C|
//   s1: [A 0..512)[C 512..640)      dropping s0 frees B only
//
// Pure bookkeeping: mirrors what llama_memory_seq_cp and seq_rm do in a unified cache.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/plan.h"

namespace ponder::engine {

class KvLedger {
 public:
  KvLedger(std::uint32_t cells, std::uint32_t slots);

  std::uint32_t capacity() const { return capacity_; }
  std::uint32_t used() const { return used_; }
  std::uint32_t free() const { return capacity_ - used_; }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(chains_.size()); }
  std::uint32_t length(SeqSlot slot) const;

  // `to` must be empty, `end` at most length(from).
  void share(SeqSlot from, SeqSlot to, std::uint32_t end);
  // Gives up positions [begin, infinity).
  void drop(SeqSlot slot, std::uint32_t begin);
  // Takes `count` free cells at the end of `slot`; there must be so many.
  void append(SeqSlot slot, std::uint32_t count);

  // Cells that would become free if `slot` dropped all of its own.
  std::uint32_t exclusive(SeqSlot slot) const;

  // Aborts where the books do not balance.
  void check() const;

 private:
  using RunId = std::uint32_t;
  struct Run {
    std::uint32_t length = 0;
    std::uint32_t owners = 0;
  };

  std::vector<RunId>& chain(SeqSlot slot) { return chains_.at(static_cast<std::size_t>(slot)); }
  const std::vector<RunId>& chain(SeqSlot slot) const {
    return chains_.at(static_cast<std::size_t>(slot));
  }
  // Cuts runs so that one begins exactly at `position` of `slot`; returns its index in the chain.
  std::size_t split_at(SeqSlot slot, std::uint32_t position);

  std::uint32_t capacity_;
  std::uint32_t used_ = 0;
  RunId next_run_ = 1;
  std::map<RunId, Run> runs_;
  std::vector<std::vector<RunId>> chains_;  // One a slot, in order of positions.
};

}  // namespace ponder::engine
