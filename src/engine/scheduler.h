// Decides what runs next. Pure: no clock, thread or I/O; equal calls give equal plans.
//
// A plan is made from the state (`plan` changes nothing) and applied by `commit` once the backend
// has executed it. Order: the most urgent kind of row leads the step (decode before prefill, by
// priority), the others are guests within their share of time (fairness.h); within a kind by age,
// siblings of one turn together. Prefill goes in chunks bounded by time, so that nobody's talk
// stalls behind a long prompt.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/result.h"
#include "engine/backend.h"
#include "engine/fairness.h"
#include "engine/kv_ledger.h"
#include "engine/plan.h"
#include "engine/prefix_cache.h"
#include "engine/sequence.h"

namespace ponder::engine {

struct SchedulerLimits {
  std::uint32_t sequences_max = 1024;
  std::uint64_t lead_prefill_us = 1'500'000;  // A step of prefill that nobody decodes beside.
  std::uint64_t guest_us = 500'000;           // Prefill that joins a step of decoding.
};

struct SchedulerCounts {
  std::uint64_t steps = 0;
  std::uint64_t tokens_prefilled = 0;
  std::uint64_t tokens_decoded = 0;
  std::uint64_t tokens_from_cache = 0;
  std::uint64_t preemptions = 0;
  std::uint64_t step_us_total = 0;
};

class Scheduler {
 public:
  Scheduler(const BackendLimits& backend, SchedulerLimits limits);

  // Takes new sequences, all or none: siblings come in one call. Each has a fresh id, a prompt that
  // is not empty, and fits the context. Error kOverloaded: names limit and value.
  Result<void> add(std::vector<Sequence> sequences);

  // The sequence has what it wanted (or its owner is gone): it leaves, its cells go to the prefix
  // cache or are dropped at the start of the next plan. Unknown ids are fine.
  void remove(SequenceId id);

  Plan plan() const;

  // Applies an executed plan. Tokens in `outcome.sampled` are appended to their sequences; those in
  // `outcome.lost` leave and drop their cells.
  void commit(const Plan& plan, const Outcome& outcome);

  // After kNoSpace (the backend applied kv_ops and computed no row): takes over the kv_ops and
  // makes room: drops what is cached, else preempts the youngest least urgent sequence. False where
  // there is nothing left to give up.
  bool make_room(const Plan& plan);

  bool has_work() const;  // plan() would not be empty.
  const Sequence* find(SequenceId id) const;
  const KvLedger& ledger() const { return ledger_; }
  const PrefixCache& cache() const { return cache_; }
  const SchedulerCounts& counts() const { return counts_; }
  std::size_t waiting() const;
  std::uint32_t slots_used() const;
  std::uint32_t cells_only_cached() const;  // Held by the prefix cache and nobody else.
  std::size_t size() const { return sequences_.size(); }

  // Aborts where an invariant is broken: cells used + free == capacity, cells_cached < length, one
  // slot one owner.
  void check_invariants() const;

 private:
  friend class Planner;

  void apply_kv_ops(const Plan& plan);
  void apply_row(const Row& row);
  void unseat(Sequence& sequence);  // Its slot's cells are gone already.
  // `cells`: taken over from others.
  void note_first_seating(Sequence& sequence, std::uint32_t cells) const;
  void retire(Sequence& sequence);  // Cells to the cache or to the drops.
  void discard(Sequence& sequence);
  void release_childless_parents();
  bool has_waiting_child(SequenceId parent) const;
  bool wants_cells(const Sequence& sequence) const;  // Has a row to compute now.
  void account(const Plan& plan, const Outcome& outcome);

  BackendLimits backend_;
  SchedulerLimits limits_;
  KvLedger ledger_;
  PrefixCache cache_;
  FairnessAccount fairness_;
  PrefillRate prefill_rate_;
  SchedulerCounts counts_;
  std::map<SequenceId, Sequence> sequences_;  // Ids grow with age.
  std::set<SeqSlot> free_slots_;
  std::vector<SeqSlot> pending_drops_;  // Cells that the next plan gives up.
  std::uint64_t next_age_ = 1;
};

}  // namespace ponder::engine
