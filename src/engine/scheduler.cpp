#include "engine/scheduler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "engine/planner.h"

namespace ponder::engine {

Scheduler::Scheduler(const BackendLimits& backend, SchedulerLimits limits)
    : backend_(backend),
      limits_(limits),
      ledger_(backend.cells, backend.slots),
      prefill_rate_(backend.prefill_us_per_token) {
  PONDER_CHECK(backend.context_tokens <= backend.cells && backend.slots > 0);
  for (std::uint32_t slot = 0; slot < backend.slots; ++slot) {
    free_slots_.insert(static_cast<SeqSlot>(slot));
  }
}

Result<void> Scheduler::add(std::vector<Sequence> sequences) {
  const std::size_t total = sequences_.size() + sequences.size();
  if (total > limits_.sequences_max) {
    return Error{ErrorCode::kOverloaded, "the engine takes at most " +
                                             std::to_string(limits_.sequences_max) +
                                             " sequences at once, this would be number " +
                                             std::to_string(total) + "; try again later"};
  }
  for (Sequence& sequence : sequences) {
    PONDER_CHECK(sequence.length() + sequence.tokens_new_max <= backend_.context_tokens);
    PONDER_CHECK(sequence.length() > (sequence.is_prefix() ? 1U : 0U));
    sequence.age = next_age_++;
    sequence.prompt_length = sequence.length();
    const SequenceId id = sequence.id;
    PONDER_CHECK(sequences_.emplace(id, std::move(sequence)).second);
  }
  return {};
}

void Scheduler::remove(SequenceId id) {
  const auto found = sequences_.find(id);
  if (found == sequences_.end()) return;
  if (has_waiting_child(id)) {
    found->second.released = true;
    return;
  }
  retire(found->second);
  sequences_.erase(found);
  release_childless_parents();
}

void Scheduler::retire(Sequence& sequence) {
  if (sequence.slot == kNoSlot) return;
  if (sequence.keep_cached && sequence.cells_cached > 0) {
    std::vector<Token> tokens = std::move(sequence.tokens);
    tokens.resize(sequence.cells_cached);
    cache_.put({sequence.slot, sequence.cache_key, std::move(tokens), next_age_++});
  } else {
    pending_drops_.push_back(sequence.slot);
  }
  sequence.slot = kNoSlot;
}

// Its cells cannot be trusted: nobody may share them, its children begin on their own.
void Scheduler::discard(Sequence& sequence) {
  if (sequence.slot != kNoSlot) pending_drops_.push_back(sequence.slot);
  unseat(sequence);
  for (auto& [id, other] : sequences_) {
    if (other.parent == sequence.id) other.parent = SequenceId{};
  }
}

bool Scheduler::has_waiting_child(SequenceId parent) const {
  return std::ranges::any_of(sequences_, [parent](const auto& entry) {
    return entry.second.parent == parent && entry.second.slot == kNoSlot;
  });
}

void Scheduler::release_childless_parents() {
  std::vector<SequenceId> done;
  for (const auto& [id, sequence] : sequences_) {
    if (sequence.released && !has_waiting_child(id)) done.push_back(id);
  }
  for (const SequenceId id : done) remove(id);
}

bool Scheduler::wants_cells(const Sequence& sequence) const {
  switch (sequence.state) {
    case SequenceState::kPrefill:
    case SequenceState::kDecode:
      return true;
    case SequenceState::kIdle:
      return false;
    case SequenceState::kWaiting:
      // A prefix that lost its cells computes them again only for somebody.
      return !sequence.is_prefix() || !sequence.seated_before || has_waiting_child(sequence.id);
  }
  return false;
}

bool Scheduler::has_work() const {
  return !pending_drops_.empty() ||
         std::ranges::any_of(sequences_, [this](const auto& e) { return wants_cells(e.second); });
}

Plan Scheduler::plan() const { return Planner(*this).make(); }

void Scheduler::unseat(Sequence& sequence) {
  sequence.slot = kNoSlot;
  sequence.cells_cached = 0;
  sequence.state = SequenceState::kWaiting;
}

void Scheduler::note_first_seating(Sequence& sequence, std::uint32_t cells) const {
  if (std::exchange(sequence.seated_before, true)) return;
  const auto parent = sequences_.find(sequence.parent);
  sequence.prompt_from_cache = cells;
  sequence.prompt_cached_before =
      parent == sequences_.end() ? cells : std::min(cells, parent->second.prompt_from_cache);
}

void Scheduler::apply_kv_ops(const Plan& plan) {
  for (const SequenceId id : plan.preempted) {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) continue;
    unseat(found->second);
    ++counts_.preemptions;
  }
  for (const KvOp& op : plan.kv_ops) {
    if (op.kind == KvOp::kShare) {
      ledger_.share(op.from, op.to, op.end);
      free_slots_.erase(op.to);
      cache_.touch(op.from, next_age_++);
      continue;
    }
    ledger_.drop(op.from, op.begin);
    if (op.begin > 0) continue;
    cache_.remove(op.from);
    std::erase(pending_drops_, op.from);
    free_slots_.insert(op.from);
  }
  // Whoever got a slot holds it from here on, also when no row is computed.
  for (const Row& row : plan.rows) {
    const auto found = sequences_.find(row.sequence);
    if (found == sequences_.end() || found->second.slot != kNoSlot) continue;
    Sequence& sequence = found->second;
    sequence.slot = row.slot;
    sequence.cells_cached = row.begin;
    sequence.state = SequenceState::kPrefill;
    free_slots_.erase(row.slot);
    cache_.remove(row.slot);
    counts_.tokens_from_cache += row.begin;
    note_first_seating(sequence, row.begin);
  }
}

void Scheduler::apply_row(const Row& row) {
  const auto found = sequences_.find(row.sequence);
  PONDER_CHECK(found != sequences_.end());
  Sequence& sequence = found->second;
  const auto cells = static_cast<std::uint32_t>(row.tokens.size());
  ledger_.append(row.slot, cells);
  (sequence.state == SequenceState::kDecode ? counts_.tokens_decoded : counts_.tokens_prefilled) +=
      cells;
  sequence.cells_cached = row.end();
  if (sequence.is_prefix() && sequence.cells_cached == sequence.prefill_end()) {
    sequence.state = SequenceState::kIdle;
  }
}

void Scheduler::commit(const Plan& plan, const Outcome& outcome) {
  apply_kv_ops(plan);
  for (const Row& row : plan.rows) apply_row(row);
  for (const Outcome::Sampled& sampled : outcome.sampled) {
    const auto found = sequences_.find(sampled.sequence);
    if (found == sequences_.end()) continue;
    found->second.tokens.push_back(sampled.token.token);
    found->second.state = SequenceState::kDecode;
  }
  for (const SequenceId id : outcome.lost) {
    const auto found = sequences_.find(id);
    if (found == sequences_.end()) continue;
    discard(found->second);
    remove(id);
  }
  account(plan, outcome);
  release_childless_parents();
}

void Scheduler::account(const Plan& plan, const Outcome& outcome) {
  if (plan.rows.empty()) return;
  ++counts_.steps;
  counts_.step_us_total += outcome.duration_us;
  if (plan.guest_cells == 0 && !plan.guests_held_back) {
    fairness_.settle();
  }
  fairness_.charge(plan.lead_rows, plan.lead_cells, plan.guest_cells, outcome.duration_us);
  const auto decode_cells = static_cast<std::uint32_t>(
      std::ranges::count_if(plan.rows, [](const Row& row) { return row.tokens.size() == 1; }));
  const std::uint32_t prefill_cells = plan.cells - decode_cells;
  if (prefill_cells >= 3 * decode_cells) prefill_rate_.learn(plan.cells, outcome.duration_us);
}

bool Scheduler::make_room(const Plan& plan) {
  apply_kv_ops(plan);
  if (!cache_.entries().empty()) {
    for (const CachedPrefix& entry : cache_.entries()) pending_drops_.push_back(entry.slot);
    for (const SeqSlot slot : pending_drops_) cache_.remove(slot);
    return true;
  }
  Sequence* victim = nullptr;
  std::size_t seated = 0;
  for (auto& [id, sequence] : sequences_) {
    if (sequence.slot == kNoSlot) continue;
    ++seated;
    if (victim == nullptr ||
        std::pair(sequence.priority, sequence.age) > std::pair(victim->priority, victim->age)) {
      victim = &sequence;
    }
  }
  if (seated < 2) return false;
  pending_drops_.push_back(victim->slot);
  unseat(*victim);
  ++counts_.preemptions;
  return true;
}

const Sequence* Scheduler::find(SequenceId id) const {
  const auto found = sequences_.find(id);
  return found == sequences_.end() ? nullptr : &found->second;
}

std::size_t Scheduler::waiting() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      sequences_, [](const auto& entry) { return entry.second.state == SequenceState::kWaiting; }));
}

std::uint32_t Scheduler::slots_used() const {
  return backend_.slots - static_cast<std::uint32_t>(free_slots_.size());
}

std::uint32_t Scheduler::cells_only_cached() const {
  if (cache_.entries().empty()) return 0;
  KvLedger without = ledger_;
  for (const CachedPrefix& entry : cache_.entries()) without.drop(entry.slot, 0);
  return ledger_.used() - without.used();
}

void Scheduler::check_invariants() const {
  ledger_.check();
  std::set<SeqSlot> taken = free_slots_;
  const auto take = [&taken](SeqSlot slot) { PONDER_CHECK(taken.insert(slot).second); };
  for (const auto& [id, sequence] : sequences_) {
    PONDER_CHECK(sequence.cells_cached < sequence.length());
    PONDER_CHECK((sequence.slot == kNoSlot) == (sequence.state == SequenceState::kWaiting));
    if (sequence.slot == kNoSlot) continue;
    take(sequence.slot);
    PONDER_CHECK(ledger_.length(sequence.slot) == sequence.cells_cached);
  }
  for (const CachedPrefix& entry : cache_.entries()) {
    take(entry.slot);
    PONDER_CHECK(ledger_.length(entry.slot) == entry.tokens.size());
  }
  for (const SeqSlot slot : pending_drops_) take(slot);
  for (const SeqSlot slot : free_slots_) PONDER_CHECK(ledger_.length(slot) == 0);
  PONDER_CHECK(taken.size() == backend_.slots);
}

}  // namespace ponder::engine
