// Makes one plan from a scheduler's state, on copies of its books. Not reused.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "engine/scheduler.h"

namespace ponder::engine {

class Planner {
 public:
  explicit Planner(const Scheduler& scheduler);
  Plan make();

 private:
  // Where a waiting sequence may begin.
  struct Start {
    SeqSlot source = kNoSlot;  // Cells [0, reuse) come from here.
    std::uint32_t reuse = 0;
    bool take_over = false;  // The cached slot itself is used on; what it has beyond `reuse` goes.
    bool wait = false;       // Another sequence is computing what this one needs.
  };

  void emit_pending_drops();
  std::vector<const Sequence*> runnable() const;
  std::uint32_t lead_budget() const;  // Cells of prefill.
  void add_leads(const std::vector<const Sequence*>& all);
  void add_anyone(const std::vector<const Sequence*>& all);
  void add_guests(const std::vector<const Sequence*>& all);

  // Tries to give `sequence` a row of at most `cells_max` cells; returns the cells it got.
  std::uint32_t add_row(const Sequence& sequence, std::uint32_t cells_max);
  std::uint32_t seat_and_add_row(const Sequence& sequence, std::uint32_t cells_max);
  std::uint32_t seat(const Sequence& sequence, const Start& start, std::uint32_t cells_max);
  void push_row(const Sequence& sequence, SeqSlot slot, std::uint32_t begin, std::uint32_t cells);

  Start find_start(const Sequence& sequence) const;
  void consider_living(const Sequence& sequence, Start& best) const;
  static std::uint32_t common_cells(const std::vector<Token>& tokens, const Sequence& sequence);
  std::uint32_t shareable(std::uint32_t common, std::uint32_t source_length) const;

  bool ensure_cells(std::uint32_t cells, const Sequence& wanted_by, SeqSlot keep);
  std::optional<SeqSlot> ensure_slot(const Sequence& wanted_by, SeqSlot keep);
  bool evict_oldest_cached(SeqSlot keep);
  bool may_drop_idle(const Sequence& other, const Sequence& wanted_by) const;
  bool drop_idle_prefix(const Sequence& wanted_by, SeqSlot keep);
  bool preempt_for(const Sequence& wanted_by, SeqSlot keep);
  void take_cells_away(const Sequence& victim);
  std::uint32_t cells_available(const Sequence& wanted_by, const Start& start) const;
  bool has_row(SequenceId id) const { return with_rows_.contains(id); }

  const Scheduler& from_;
  KvLedger ledger_;
  std::set<SeqSlot> free_slots_;
  std::set<SeqSlot> cached_;  // Cached slots not yet evicted or taken over.
  std::set<SequenceId> with_rows_;
  std::set<SequenceId> emptied_;  // Preempted or dropped in this plan.
  bool seating_closed_ = false;   // Somebody that waits found no room.
  bool nobody_runs_ = false;      // Nothing will be freed by waiting.
  Plan plan_;
};

}  // namespace ponder::engine
