#include "engine/kv_ledger.h"

#include <algorithm>

#include "base/check.h"

namespace ponder::engine {

KvLedger::KvLedger(std::uint32_t cells, std::uint32_t slots) : capacity_(cells), chains_(slots) {}

std::uint32_t KvLedger::length(SeqSlot slot) const {
  std::uint32_t sum = 0;
  for (const RunId id : chain(slot)) sum += runs_.at(id).length;
  return sum;
}

std::size_t KvLedger::split_at(SeqSlot slot, std::uint32_t position) {
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < chain(slot).size(); ++i) {
    const RunId id = chain(slot)[i];
    const std::uint32_t length = runs_.at(id).length;
    if (begin == position) return i;
    if (begin + length > position) {
      const RunId tail = next_run_++;
      runs_[tail] = Run{begin + length - position, runs_.at(id).owners};
      runs_.at(id).length = position - begin;
      for (auto& other : chains_) {
        const auto found = std::ranges::find(other, id);
        if (found != other.end()) other.insert(found + 1, tail);
      }
      return i + 1;
    }
    begin += length;
  }
  PONDER_CHECK(begin == position);
  return chain(slot).size();
}

void KvLedger::share(SeqSlot from, SeqSlot to, std::uint32_t end) {
  PONDER_CHECK(from != to && chain(to).empty() && end <= length(from));
  const std::size_t count = split_at(from, end);
  for (std::size_t i = 0; i < count; ++i) {
    const RunId id = chain(from)[i];
    ++runs_.at(id).owners;
    chain(to).push_back(id);
  }
}

void KvLedger::drop(SeqSlot slot, std::uint32_t begin) {
  if (begin >= length(slot)) return;
  const std::size_t first = split_at(slot, begin);
  for (std::size_t i = first; i < chain(slot).size(); ++i) {
    const auto run = runs_.find(chain(slot)[i]);
    if (--run->second.owners == 0) {
      used_ -= run->second.length;
      runs_.erase(run);
    }
  }
  chain(slot).resize(first);
}

void KvLedger::append(SeqSlot slot, std::uint32_t count) {
  PONDER_CHECK(count <= free());
  if (count == 0) return;
  used_ += count;
  if (!chain(slot).empty()) {
    Run& last = runs_.at(chain(slot).back());
    if (last.owners == 1) {
      last.length += count;
      return;
    }
  }
  runs_[next_run_] = Run{count, 1};
  chain(slot).push_back(next_run_++);
}

std::uint32_t KvLedger::exclusive(SeqSlot slot) const {
  std::uint32_t sum = 0;
  for (const RunId id : chain(slot)) {
    const Run& run = runs_.at(id);
    if (run.owners == 1) sum += run.length;
  }
  return sum;
}

void KvLedger::check() const {
  std::map<RunId, std::uint32_t> owners;
  for (const auto& one : chains_) {
    for (const RunId id : one) ++owners[id];
  }
  std::uint32_t sum = 0;
  PONDER_CHECK(owners.size() == runs_.size());
  for (const auto& [id, run] : runs_) {
    PONDER_CHECK(run.length > 0 && owners.at(id) == run.owners);
    sum += run.length;
  }
  PONDER_CHECK(sum == used_ && used_ <= capacity_);
}

}  // namespace ponder::engine
