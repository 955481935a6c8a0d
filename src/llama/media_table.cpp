#include "llama/media_table.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"

namespace ponder::llama {

Result<std::vector<Token>> MediaTable::tokens_for(const std::string& key, std::uint32_t cells) {
  const std::lock_guard lock(mutex_);
  auto found = first_by_key_.find(key);
  if (found == first_by_key_.end()) {
    // One number is left out, so that two runs side by side do not look like one.
    const std::int64_t next = next_ - cells - 1;
    if (next < std::numeric_limits<Token>::min()) {
      return Error{ErrorCode::kUnavailable,
                   "this model has seen more pictures than it has numbers for: load it again"};
    }
    found = first_by_key_.emplace(key, static_cast<Token>(next_)).first;
    next_ = next;
    keys_.push_back(key);
    if (keys_.size() > kKeysMax) {
      first_by_key_.erase(keys_.front());
      keys_.pop_front();
    }
  }
  std::vector<Token> tokens(cells);
  for (std::uint32_t i = 0; i < cells; ++i) tokens[i] = found->second - static_cast<Token>(i);
  return tokens;
}

void MediaTable::put(Token first, const std::shared_ptr<const Media>& media) {
  const std::lock_guard lock(mutex_);
  std::erase_if(media_, [](const auto& entry) { return entry.second.expired(); });
  media_[first] = media;
}

std::shared_ptr<const Media> MediaTable::find(Token first) const {
  const std::lock_guard lock(mutex_);
  const auto found = media_.find(first);
  return found == media_.end() ? nullptr : found->second.lock();
}

}  // namespace ponder::llama
