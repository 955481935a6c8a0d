#include "llama/slot_positions.h"

#include <cstdint>
#include <vector>

#include "base/check.h"
#include "engine/plan.h"

namespace ponder::llama {

std::uint32_t SlotPositions::position(engine::SeqSlot slot, std::uint32_t cell) const {
  std::int64_t shift = 0;
  for (const Picture& picture : of(slot)) {
    if (picture.end > cell) break;
    shift = picture.shift;
  }
  return static_cast<std::uint32_t>(cell + shift);
}

void SlotPositions::add(engine::SeqSlot slot, std::uint32_t cell, std::uint32_t cells,
                        std::uint32_t positions) {
  std::vector<Picture>& pictures = of(slot);
  PONDER_CHECK(pictures.empty() || pictures.back().end <= cell);
  const std::int64_t before = pictures.empty() ? 0 : pictures.back().shift;
  pictures.push_back({cell + cells, before + positions - cells});
}

void SlotPositions::share(engine::SeqSlot from, engine::SeqSlot to, std::uint32_t end) {
  of(to).clear();
  for (const Picture& picture : of(from)) {
    if (picture.end <= end) of(to).push_back(picture);
  }
}

void SlotPositions::drop(engine::SeqSlot slot, std::uint32_t begin) {
  std::erase_if(of(slot), [begin](const Picture& picture) { return picture.end > begin; });
}

}  // namespace ponder::llama
