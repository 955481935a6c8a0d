// Shares the engine's time between those who lead a step and their guests.
//
// A step of nine rows can last eight times a step of one, so sharing by rows would stall a talk
// that runs beside a team of agents. Leads (the rows of the most urgent kind that is there) are in
// every step; guests (all other rows) join a step only while their account is not in debt. What a
// step took longer because of its guests is charged to them, weighted, and paid back by steps
// without them. A pure function of the outcomes it is told.
#pragma once

#include <array>
#include <cstdint>

namespace ponder::engine {

class FairnessAccount {
 public:
  // Guests get 40 of 100 parts of the time while leads have work.
  static constexpr std::uint64_t kLeadShare = 60, kGuestShare = 40;
  static constexpr std::int64_t kDebtMaxUs = 20'000'000;

  bool guests_may_join() const { return debt_us_ <= 0; }

  // One finished step. `lead_rows` of `lead_cells` cells; `guest_cells` 0: leads only.
  void charge(std::uint32_t lead_rows, std::uint32_t lead_cells, std::uint32_t guest_cells,
              std::uint64_t duration_us);
  // A step without any competition: nobody owes anybody.
  void settle() { debt_us_ = 0; }

  std::int64_t debt_us() const { return debt_us_; }

 private:
  static constexpr std::size_t kRowsTracked = 33;
  std::array<std::uint64_t, kRowsTracked> decode_us_{};  // By number of decode rows; 0: unknown.
  std::int64_t debt_us_ = 0;
};

// How long a cell of prefill takes, learnt from finished steps.
class PrefillRate {
 public:
  explicit PrefillRate(std::uint64_t us_per_cell) : us_per_cell_(us_per_cell) {}
  void learn(std::uint32_t cells, std::uint64_t duration_us);
  // How many cells fit into `budget_us`; at least `cells_min`, so that slow machines go on.
  std::uint32_t cells_within(std::uint64_t budget_us, std::uint32_t cells_min = kCellsMin) const;
  std::uint64_t us_per_cell() const { return us_per_cell_; }

  static constexpr std::uint32_t kCellsMin = 8;
  // Of a step that nobody decodes beside. Each step waits for all its threads some hundred times:
  // where another process makes these waits long, small steps would make it slower still.
  static constexpr std::uint32_t kLeadCellsMin = 128;
  static constexpr std::uint32_t kCellsUnknown = 64;  // While no step was measured.

 private:
  std::uint64_t us_per_cell_;
};

}  // namespace ponder::engine
