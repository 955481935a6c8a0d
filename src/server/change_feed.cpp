#include "server/change_feed.h"

#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace ponder::server {

Task<std::vector<std::string>> ChangeReader::next() {
  for (;;) {
    const std::uint64_t version = changed_.version();
    {
      const std::lock_guard lock(mutex_);
      if (closed_) co_return std::vector<std::string>();
      if (!waiting_.empty()) {
        std::vector<std::string> taken(waiting_.begin(), waiting_.end());
        waiting_.clear();
        co_return taken;
      }
    }
    co_await changed_.changed_since(version);
  }
}

void ChangeReader::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify();
}

void ChangeReader::add(const std::string& conversation_id) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= ChangeFeed::kWaitingMax) waiting_ = {std::string()};
    waiting_.insert(conversation_id);
  }
  changed_.notify();
}

void ChangeFeed::tell(const store::Principal& who, const std::string& conversation_id) {
  std::vector<std::shared_ptr<ChangeReader>> told;
  {
    const std::lock_guard lock(mutex_);
    const auto found = readers_.find(who.user_id);
    if (found == readers_.end()) return;
    for (const auto& reader : found->second) {
      if (auto alive = reader.lock()) told.push_back(std::move(alive));
    }
  }
  for (const auto& reader : told) reader->add(conversation_id);
}

Result<std::shared_ptr<ChangeReader>> ChangeFeed::follow(const store::Principal& who) {
  const std::lock_guard lock(mutex_);
  for (auto user = readers_.begin(); user != readers_.end();) {
    std::erase_if(user->second, [](const auto& reader) { return reader.expired(); });
    user = user->second.empty() ? readers_.erase(user) : std::next(user);
  }
  auto& mine = readers_[who.user_id];
  if (mine.size() >= kReadersMax) {
    return Error{ErrorCode::kOverloaded, std::to_string(kReadersMax) +
                                             " streams of changes are open, which is the limit: "
                                             "close other tabs."};
  }
  auto reader = std::make_shared<ChangeReader>();
  mine.push_back(reader);
  return reader;
}

}  // namespace ponder::server
