#include "engine/prefix_cache.h"

#include <algorithm>

namespace ponder::engine {

void PrefixCache::remove(SeqSlot slot) {
  std::erase_if(entries_, [slot](const CachedPrefix& entry) { return entry.slot == slot; });
}

const CachedPrefix* PrefixCache::find(SeqSlot slot) const {
  const auto found = std::ranges::find(entries_, slot, &CachedPrefix::slot);
  return found == entries_.end() ? nullptr : &*found;
}

void PrefixCache::touch(SeqSlot slot, std::uint64_t now) {
  const auto found = std::ranges::find(entries_, slot, &CachedPrefix::slot);
  if (found != entries_.end()) found->last_used = now;
}

std::uint32_t common_prefix(const std::vector<Token>& a, const std::vector<Token>& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto ends =
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin());
  return static_cast<std::uint32_t>(ends.first - a.begin());
}

}  // namespace ponder::engine
