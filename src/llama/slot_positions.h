// Where the cells of each slot stand, as llama.cpp counts: a picture's cells may share positions
// (M-RoPE), so a cell's number in its sequence is not its position.
//
//   cells      0 1 2 | 3 4 5 6 7 8 | 9 10      a picture of 6 cells that moves the position by 3
//   positions  0 1 2 | 3 3 3 3 3 3 | 6 7
#pragma once

#include <cstdint>
#include <vector>

#include "engine/plan.h"

namespace ponder::llama {

class SlotPositions {
 public:
  explicit SlotPositions(std::uint32_t slots) : pictures_(slots) {}

  // Of a cell that is no picture's, or a picture's first.
  std::uint32_t position(engine::SeqSlot slot, std::uint32_t cell) const;

  // A picture whose cells differ in number from its positions; behind all that are there.
  void add(engine::SeqSlot slot, std::uint32_t cell, std::uint32_t cells, std::uint32_t positions);
  // `to` is empty and gets what `from` has before `end`.
  void share(engine::SeqSlot from, engine::SeqSlot to, std::uint32_t end);
  void drop(engine::SeqSlot slot, std::uint32_t begin);

 private:
  struct Picture {
    std::uint32_t end = 0;   // The cell behind it.
    std::int64_t shift = 0;  // From there on, a position is the cell plus this.
  };
  std::vector<Picture>& of(engine::SeqSlot slot) {
    return pictures_.at(static_cast<std::size_t>(slot));
  }
  const std::vector<Picture>& of(engine::SeqSlot slot) const {
    return pictures_.at(static_cast<std::size_t>(slot));
  }

  std::vector<std::vector<Picture>> pictures_;  // By slot, in order.
};

}  // namespace ponder::llama
