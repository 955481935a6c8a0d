#include "engine/planner.h"

#include <algorithm>

#include "base/check.h"
#include "engine/media.h"

namespace ponder::engine {
namespace {

// Lower is more urgent: decode before prefill, within a priority.
std::uint32_t kind_of(const Sequence& sequence) {
  const bool decode = sequence.state == SequenceState::kDecode;
  return sequence.priority * 2U + (decode ? 0U : 1U);
}

bool is_decode_kind(std::uint32_t kind) { return kind % 2 == 0; }

}  // namespace

Planner::Planner(const Scheduler& scheduler)
    : from_(scheduler), ledger_(scheduler.ledger_), free_slots_(scheduler.free_slots_) {
  for (const CachedPrefix& entry : scheduler.cache_.entries()) cached_.insert(entry.slot);
}

Plan Planner::make() {
  emit_pending_drops();
  const std::vector<const Sequence*> all = runnable();
  if (!all.empty()) {
    add_leads(all);
    add_guests(all);
    if (plan_.rows.empty()) add_anyone(all);
  }
  for (const Row& row : plan_.rows) plan_.cells += static_cast<std::uint32_t>(row.tokens.size());
  return std::move(plan_);
}

void Planner::emit_pending_drops() {
  for (const SeqSlot slot : from_.pending_drops_) {
    plan_.kv_ops.push_back({KvOp::kDrop, slot, kNoSlot, 0, 0});
    ledger_.drop(slot, 0);
    free_slots_.insert(slot);
  }
}

std::vector<const Sequence*> Planner::runnable() const {
  std::vector<const Sequence*> all;
  for (const auto& [id, sequence] : from_.sequences_) {
    if (from_.wants_cells(sequence)) all.push_back(&sequence);
  }
  std::ranges::sort(all, {}, [](const Sequence* s) { return std::pair(kind_of(*s), s->age); });
  return all;
}

std::uint32_t Planner::lead_budget() const {
  return from_.prefill_rate_.cells_within(from_.limits_.lead_prefill_us,
                                          PrefillRate::kLeadCellsMin);
}

void Planner::add_leads(const std::vector<const Sequence*>& all) {
  const std::uint32_t lead = kind_of(*all.front());
  const std::uint32_t chunk = lead_budget();
  std::uint32_t budget = chunk;
  std::set<std::uint64_t> groups;
  for (const Sequence* sequence : all) {
    if (kind_of(*sequence) != lead) continue;
    const std::uint32_t got = add_row(*sequence, is_decode_kind(lead) ? 1 : budget);
    plan_.lead_cells += got;
    plan_.lead_rows += got > 0 ? 1 : 0;
    if (!is_decode_kind(lead)) budget -= std::min(budget, got);
    if (got > 0) groups.insert(sequence->group);
  }
  // Siblings that are still reading their part of the prompt come along.
  for (const Sequence* sequence : all) {
    if (has_row(sequence->id) || !groups.contains(sequence->group) ||
        is_decode_kind(kind_of(*sequence)))
      continue;
    const std::uint32_t got = add_row(*sequence, budget);
    plan_.lead_cells += got;
    plan_.lead_rows += got > 0 ? 1 : 0;
    budget -= std::min(budget, got);
  }
}

void Planner::add_guests(const std::vector<const Sequence*>& all) {
  const bool welcome = from_.fairness_.guests_may_join() || plan_.rows.empty();
  std::uint32_t budget = from_.prefill_rate_.cells_within(from_.limits_.guest_us);
  for (const Sequence* sequence : all) {
    if (has_row(sequence->id) || emptied_.contains(sequence->id)) continue;
    if (kind_of(*sequence) == kind_of(*all.front())) continue;  // A lead that found no room.
    if (!welcome) {
      plan_.guests_held_back = true;
      return;
    }
    const bool decode = sequence->state == SequenceState::kDecode;
    const std::uint32_t got = add_row(*sequence, decode ? 1 : budget);
    plan_.guest_cells += got;
    if (!decode) budget -= std::min(budget, got);
  }
}

// Nobody is running and the most urgent found no room: whoever fits goes on, so that somebody does.
void Planner::add_anyone(const std::vector<const Sequence*>& all) {
  const std::uint32_t budget = lead_budget();
  nobody_runs_ = true;
  for (const Sequence* sequence : all) {
    seating_closed_ = false;
    const std::uint32_t got = add_row(*sequence, budget);
    plan_.lead_cells += got;
    if (got > 0) {
      plan_.lead_rows = 1;
      return;
    }
  }
}

std::uint32_t Planner::add_row(const Sequence& sequence, std::uint32_t cells_max) {
  std::uint32_t planned = plan_.lead_cells + plan_.guest_cells;
  const std::uint32_t left =
      from_.backend_.rows_per_step - std::min(from_.backend_.rows_per_step, planned);
  cells_max = std::min(cells_max, left);
  if (cells_max == 0 || emptied_.contains(sequence.id)) return 0;
  if (sequence.slot == kNoSlot) return seat_and_add_row(sequence, cells_max);
  std::uint32_t cells = std::min(cells_max, sequence.prefill_end() - sequence.cells_cached);
  cells = uncut_length(sequence.tokens, sequence.cells_cached, cells);
  if (!ensure_cells(cells, sequence, sequence.slot)) {
    cells = std::min(cells, ledger_.free());
    cells = uncut_length(sequence.tokens, sequence.cells_cached, cells);
    if (cells > ledger_.free()) return 0;  // A picture that does not fit as a whole.
  }
  if (cells == 0) return 0;
  push_row(sequence, sequence.slot, sequence.cells_cached, cells);
  return cells;
}

std::uint32_t Planner::seat_and_add_row(const Sequence& sequence, std::uint32_t cells_max) {
  if (seating_closed_) return 0;
  Start start = find_start(sequence);
  if (start.wait) return 0;
  std::uint32_t cells = seat(sequence, start, cells_max);
  // What cannot be shared for want of room is taken over, or gives way like all that is cached.
  if (cells == 0 && cached_.contains(start.source) && from_.backend_.partial_removal) {
    start.take_over = true;
    cells = seat(sequence, start, cells_max);
  }
  if (cells == 0 && start.source != kNoSlot) cells = seat(sequence, Start{}, cells_max);
  // Whoever comes later does not overtake: what is freed shall reach the one that waits longest.
  seating_closed_ = cells == 0;
  return cells;
}

// Changes nothing where there is no room for all of the sequence.
std::uint32_t Planner::seat(const Sequence& sequence, const Start& start, std::uint32_t cells_max) {
  const std::uint32_t remaining = sequence.prefill_end() - start.reuse;
  const std::uint32_t cells =
      uncut_length(sequence.tokens, start.reuse, std::min(cells_max, remaining));
  if (cells_available(sequence, start) < remaining) return 0;
  const std::optional<SeqSlot> slot =
      start.take_over ? start.source : ensure_slot(sequence, start.source);
  if (!slot) return 0;
  if (start.take_over && ledger_.length(*slot) > start.reuse) {
    plan_.kv_ops.push_back({KvOp::kDrop, *slot, kNoSlot, start.reuse, 0});
    ledger_.drop(*slot, start.reuse);
  }
  const bool has_room = ensure_cells(cells, sequence, start.source);
  PONDER_CHECK(has_room);  // cells_available() counted the cells.
  free_slots_.erase(*slot);
  cached_.erase(*slot);
  if (start.reuse > 0 && !start.take_over) {
    plan_.kv_ops.push_back({KvOp::kShare, start.source, *slot, 0, start.reuse});
    ledger_.share(start.source, *slot, start.reuse);
  }
  push_row(sequence, *slot, start.reuse, cells);
  return cells;
}

void Planner::push_row(const Sequence& sequence, SeqSlot slot, std::uint32_t begin,
                       std::uint32_t cells) {
  Row row;
  row.sequence = sequence.id;
  row.slot = slot;
  row.begin = begin;
  row.tokens.assign(sequence.tokens.begin() + begin, sequence.tokens.begin() + begin + cells);
  row.sample = !sequence.is_prefix() && begin + cells == sequence.length();
  ledger_.append(slot, cells);
  with_rows_.insert(sequence.id);
  plan_.rows.push_back(std::move(row));
}

// How many cells of a sequence that begins with `tokens` this one could use: at least one is left
// to compute, and no picture is cut.
std::uint32_t Planner::common_cells(const std::vector<Token>& tokens, const Sequence& sequence) {
  const std::uint32_t cap = sequence.prefill_end() - 1;
  return uncut_before(sequence.tokens, std::min(cap, common_prefix(tokens, sequence.tokens)));
}

std::uint32_t Planner::shareable(std::uint32_t common, std::uint32_t source_length) const {
  if (from_.backend_.partial_removal) return common;
  return common >= source_length ? source_length : 0;
}

Planner::Start Planner::find_start(const Sequence& sequence) const {
  Start best;
  for (const CachedPrefix& entry : from_.cache_.entries()) {
    if (!cached_.contains(entry.slot) || entry.key != sequence.cache_key) continue;
    const auto length = static_cast<std::uint32_t>(entry.tokens.size());
    const std::uint32_t reuse = shareable(common_cells(entry.tokens, sequence), length);
    if (reuse > best.reuse) best = Start{entry.slot, reuse, reuse == length, false};
  }
  consider_living(sequence, best);
  return best;
}

// A seated sequence of the same key may already hold the beginning, or be about to.
void Planner::consider_living(const Sequence& sequence, Start& best) const {
  constexpr std::uint32_t kWorthWaiting =
      32;  // Cells; below that waiting costs more than it saves.
  std::uint32_t coming = 0;
  for (const auto& [id, other] : from_.sequences_) {
    if (id == sequence.id || other.cache_key != sequence.cache_key) continue;
    if (other.slot == kNoSlot && id != sequence.parent) continue;
    const std::uint32_t common = common_cells(other.tokens, sequence);
    if (other.state != SequenceState::kIdle && other.priority <= sequence.priority) {
      coming = std::max(coming, std::min(common, other.prefill_end()));
    }
    if (other.slot == kNoSlot || emptied_.contains(id)) continue;
    const std::uint32_t here = std::min(common, other.cells_cached);
    const std::uint32_t reuse = shareable(here, other.cells_cached);
    if (reuse > best.reuse) best = Start{other.slot, reuse, false, false};
  }
  best.wait = coming >= best.reuse + kWorthWaiting;
}

std::uint32_t Planner::cells_available(const Sequence& wanted_by, const Start& start) const {
  KvLedger scratch = ledger_;
  for (const SeqSlot slot : cached_) {
    if (slot != start.source) scratch.drop(slot, 0);
  }
  if (start.take_over) scratch.drop(start.source, start.reuse);
  for (const auto& [id, other] : from_.sequences_) {
    if (other.slot == kNoSlot || other.slot == start.source || emptied_.contains(id) || has_row(id))
      continue;
    if (may_drop_idle(other, wanted_by) || other.priority > wanted_by.priority)
      scratch.drop(other.slot, 0);
  }
  return scratch.free();
}

bool Planner::ensure_cells(std::uint32_t cells, const Sequence& wanted_by, SeqSlot keep) {
  while (ledger_.free() < cells) {
    if (!evict_oldest_cached(keep) && !drop_idle_prefix(wanted_by, keep) &&
        !preempt_for(wanted_by, keep)) {
      return false;
    }
  }
  return true;
}

std::optional<SeqSlot> Planner::ensure_slot(const Sequence& wanted_by, SeqSlot keep) {
  if (free_slots_.empty() && !evict_oldest_cached(keep) && !drop_idle_prefix(wanted_by, keep) &&
      !preempt_for(wanted_by, keep)) {
    return std::nullopt;
  }
  return *free_slots_.begin();
}

bool Planner::evict_oldest_cached(SeqSlot keep) {
  const CachedPrefix* oldest = nullptr;
  for (const CachedPrefix& entry : from_.cache_.entries()) {
    if (entry.slot == keep || !cached_.contains(entry.slot)) continue;
    if (oldest == nullptr || entry.last_used < oldest->last_used) oldest = &entry;
  }
  if (oldest == nullptr) return false;
  plan_.kv_ops.push_back({KvOp::kDrop, oldest->slot, kNoSlot, 0, 0});
  ledger_.drop(oldest->slot, 0);
  cached_.erase(oldest->slot);
  free_slots_.insert(oldest->slot);
  return true;
}

// An idle prefix may go where nobody waits for it, for somebody who is running, or where those who
// wait for it came later: so of two prefixes that do not fit together one always gets on. A child
// takes its parent's place where there is no other slot and nobody runs who could free one.
bool Planner::may_drop_idle(const Sequence& other, const Sequence& wanted_by) const {
  if (other.state != SequenceState::kIdle) return false;
  if (other.id == wanted_by.parent) return nobody_runs_ && wanted_by.slot == kNoSlot;
  if (wanted_by.slot != kNoSlot || !from_.has_waiting_child(other.id)) return true;
  const Sequence* parent = from_.find(wanted_by.parent);
  return other.age > (parent != nullptr ? parent->age : wanted_by.age);
}

bool Planner::drop_idle_prefix(const Sequence& wanted_by, SeqSlot keep) {
  for (const auto& [id, other] : from_.sequences_) {
    if (other.slot == keep || emptied_.contains(id) || !may_drop_idle(other, wanted_by)) continue;
    take_cells_away(other);
    return true;
  }
  return false;
}

bool Planner::preempt_for(const Sequence& wanted_by, SeqSlot keep) {
  const bool seated = wanted_by.slot != kNoSlot;
  const Sequence* victim = nullptr;
  for (const auto& [id, other] : from_.sequences_) {
    if (other.slot == kNoSlot || other.slot == keep || id == wanted_by.id) continue;
    if (has_row(id) || emptied_.contains(id)) continue;
    const bool less_urgent = other.priority > wanted_by.priority;
    const bool younger_peer =
        seated && other.priority == wanted_by.priority && other.age > wanted_by.age;
    if (!less_urgent && !younger_peer) continue;
    if (victim == nullptr ||
        std::pair(other.priority, other.age) > std::pair(victim->priority, victim->age)) {
      victim = &other;
    }
  }
  if (victim == nullptr) return false;
  take_cells_away(*victim);
  return true;
}

void Planner::take_cells_away(const Sequence& victim) {
  plan_.kv_ops.push_back({KvOp::kDrop, victim.slot, kNoSlot, 0, 0});
  plan_.preempted.push_back(victim.id);
  ledger_.drop(victim.slot, 0);
  free_slots_.insert(victim.slot);
  emptied_.insert(victim.id);
}

}  // namespace ponder::engine
