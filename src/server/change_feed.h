// Tells every tab and device of a user at once that a conversation has changed, so that they need
// not ask again and again.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "server/notifier.h"
#include "store/principal.h"

namespace ponder::server {

// One who listens. What it has not taken yet is merged: each conversation is named once.
// Thread-safe.
class ChangeReader {
 public:
  // Waits for conversations that have changed; an empty name means "anything may have". Nothing:
  // close() was called.
  Task<std::vector<std::string>> next();
  void close();

 private:
  friend class ChangeFeed;
  void add(const std::string& conversation_id);

  std::mutex mutex_;
  std::set<std::string> waiting_;
  bool closed_ = false;
  Notifier changed_;
};

// Thread-safe.
class ChangeFeed {
 public:
  // An empty id: more than one, or the folders.
  void tell(const store::Principal& who, const std::string& conversation_id = {});
  // Errors: kOverloaded (kReadersMax of this user listen).
  Result<std::shared_ptr<ChangeReader>> follow(const store::Principal& who);

  static constexpr std::size_t kReadersMax = 64;
  static constexpr std::size_t kWaitingMax = 256;  // Names; more of them become "anything".

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::weak_ptr<ChangeReader>>> readers_;  // By user.
};

}  // namespace ponder::server
