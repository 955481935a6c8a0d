#include "engine/fairness.h"

#include <algorithm>

namespace ponder::engine {
namespace {

// Exponential average that follows a change within a few steps.
std::uint64_t blended(std::uint64_t old_value, std::uint64_t new_value) {
  return old_value == 0 ? new_value : (3 * old_value + new_value) / 4;
}

}  // namespace

void FairnessAccount::charge(std::uint32_t lead_rows, std::uint32_t lead_cells,
                             std::uint32_t guest_cells, std::uint64_t duration_us) {
  const bool plain_decode = lead_rows == lead_cells && lead_rows < kRowsTracked;
  if (guest_cells == 0) {
    if (plain_decode) decode_us_.at(lead_rows) = blended(decode_us_.at(lead_rows), duration_us);
    debt_us_ = std::max<std::int64_t>(0, debt_us_ - static_cast<std::int64_t>(duration_us));
    return;
  }
  std::uint64_t alone_us = plain_decode ? decode_us_.at(lead_rows) : 0;
  if (alone_us == 0) alone_us = duration_us * lead_cells / (lead_cells + guest_cells);
  const std::uint64_t extra_us = duration_us > alone_us ? duration_us - alone_us : 0;
  const auto owed = static_cast<std::int64_t>(extra_us * kLeadShare / kGuestShare);
  // The leads' part of this very step counts as paid.
  debt_us_ = std::clamp<std::int64_t>(debt_us_ + owed - static_cast<std::int64_t>(alone_us), 0,
                                      kDebtMaxUs);
}

void PrefillRate::learn(std::uint32_t cells, std::uint64_t duration_us) {
  if (cells >= kCellsMin)
    us_per_cell_ = blended(us_per_cell_, std::max<std::uint64_t>(1, duration_us / cells));
}

std::uint32_t PrefillRate::cells_within(std::uint64_t budget_us, std::uint32_t cells_min) const {
  if (us_per_cell_ == 0) return kCellsUnknown;
  const std::uint64_t cells = budget_us / us_per_cell_;
  // Kernels like multiples of eight.
  const std::uint64_t rounded = cells / 8 * 8;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(rounded, cells_min, 1U << 20U));
}

}  // namespace ponder::engine
