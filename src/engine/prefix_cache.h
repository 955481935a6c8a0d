// Finished sequences whose cells are still in the KV cache, each in its slot, so that a later
// prompt with the same beginning does not compute it again. Found only under the same key (model,
// adapters, owner).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/tokens.h"
#include "engine/plan.h"

namespace ponder::engine {

struct CachedPrefix {
  SeqSlot slot = kNoSlot;
  std::string key;
  std::vector<Token> tokens;  // As many as the slot has cells.
  std::uint64_t last_used = 0;
};

class PrefixCache {
 public:
  void put(CachedPrefix entry) { entries_.push_back(std::move(entry)); }
  void remove(SeqSlot slot);
  bool holds(SeqSlot slot) const { return find(slot) != nullptr; }
  const CachedPrefix* find(SeqSlot slot) const;
  void touch(SeqSlot slot, std::uint64_t now);
  const std::vector<CachedPrefix>& entries() const { return entries_; }

 private:
  std::vector<CachedPrefix> entries_;
};

// How many tokens two lists have in common at their beginning.
std::uint32_t common_prefix(const std::vector<Token>& a, const std::vector<Token>& b);

}  // namespace ponder::engine
