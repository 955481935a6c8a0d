// The stored turns that are in memory: those that run and those that ended a moment ago.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "modes/mode.h"
#include "server/turn_log.h"
#include "store/store.h"

namespace ponder::server {

struct LiveTurn {
  store::Principal owner;
  std::shared_ptr<TurnLog> log;
  std::shared_ptr<modes::TurnControl> control;
};

// Thread-safe.
class TurnRegistry {
 public:
  void add(const std::string& turn_id, LiveTurn turn);
  void remove(const std::string& turn_id);
  // Null where it is not here or belongs to someone else.
  std::shared_ptr<const LiveTurn> find(const store::Principal& who,
                                       const std::string& turn_id) const;
  // All of one conversation.
  std::vector<std::shared_ptr<const LiveTurn>> of_conversation(
      const store::Principal& who, const std::string& conversation_id) const;

  // One turn at a time in a conversation: the next one must know the answer of the last. Whether
  // the conversation was free.
  bool claim_conversation(const std::string& conversation_id);
  void free_conversation(const std::string& conversation_id);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const LiveTurn>> turns_;
  std::set<std::string> claimed_;
};

// Holds a conversation for one turn, until release() or its end.
class ConversationClaim {
 public:
  // Errors: kConflict.
  static Result<std::shared_ptr<ConversationClaim>> take(std::shared_ptr<TurnRegistry> registry,
                                                         const std::string& conversation_id);
  ConversationClaim(std::shared_ptr<TurnRegistry> registry, std::string conversation_id);
  ~ConversationClaim() { release(); }
  ConversationClaim(const ConversationClaim&) = delete;
  ConversationClaim& operator=(const ConversationClaim&) = delete;

  void release();

 private:
  std::shared_ptr<TurnRegistry> registry_;  // Null once released.
  std::string conversation_id_;
};

}  // namespace ponder::server
