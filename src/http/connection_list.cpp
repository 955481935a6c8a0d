// ConnectionList.
#include "http/connection.h"
#include "http/core.h"

namespace ponder::http {

bool ConnectionList::add(const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock(mutex_);
  if (stopped_) {
    return false;
  }
  connections_.emplace(connection.get(), connection);
  return true;
}

void ConnectionList::remove(const Connection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
}

std::size_t ConnectionList::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ConnectionList::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
}

bool ConnectionList::give_up_one() const {
  std::shared_ptr<Connection> longest;
  for (auto& connection : all()) {
    const std::int64_t since = connection->waiting_since();
    if (since != 0 && (!longest || since < longest->waiting_since())) {
      longest = std::move(connection);
    }
  }
  return longest && longest->give_up();
}

std::vector<std::shared_ptr<Connection>> ConnectionList::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Connection>> out;
  for (const auto& [_, weak] : connections_) {
    if (auto connection = weak.lock()) {
      out.push_back(std::move(connection));
    }
  }
  return out;
}

}  // namespace ponder::http
