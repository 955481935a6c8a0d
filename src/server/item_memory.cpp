#include "server/item_memory.h"

#include <algorithm>
#include <utility>

namespace ponder::server {

void ItemMemory::remember(const store::Principal& who, std::string response_id,
                          std::string items_json, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  bytes_ += items_json.size();
  entries_.push_back({who, std::move(response_id), std::move(items_json), now});
  forget(now);
}

std::optional<std::string> ItemMemory::find(const store::Principal& who,
                                            const std::string& response_id, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  forget(now);
  const auto found = std::ranges::find(entries_, response_id, &Entry::response_id);
  if (found == entries_.end() || found->owner != who) return std::nullopt;
  return found->items_json;
}

void ItemMemory::forget(Clock::time_point now) {
  while (!entries_.empty() && (bytes_ > bytes_max_ || now - entries_.front().said > kept_for_)) {
    bytes_ -= entries_.front().items_json.size();
    entries_.pop_front();
  }
}

}  // namespace ponder::server
