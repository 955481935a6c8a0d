#include "server/turn_registry.h"

#include <utility>

namespace ponder::server {

void TurnRegistry::add(const std::string& turn_id, LiveTurn turn) {
  auto shared = std::make_shared<const LiveTurn>(std::move(turn));
  const std::lock_guard lock(mutex_);
  turns_.insert_or_assign(turn_id, std::move(shared));
}

void TurnRegistry::remove(const std::string& turn_id) {
  const std::lock_guard lock(mutex_);
  turns_.erase(turn_id);
}

std::shared_ptr<const LiveTurn> TurnRegistry::find(const store::Principal& who,
                                                   const std::string& turn_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = turns_.find(turn_id);
  if (found == turns_.end() || found->second->owner != who) return nullptr;
  return found->second;
}

std::vector<std::shared_ptr<const LiveTurn>> TurnRegistry::of_conversation(
    const store::Principal& who, const std::string& conversation_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const LiveTurn>> found;
  for (const auto& [id, turn] : turns_) {
    if (turn->owner == who && turn->log->conversation_id() == conversation_id) {
      found.push_back(turn);
    }
  }
  return found;
}

bool TurnRegistry::claim_conversation(const std::string& conversation_id) {
  const std::lock_guard lock(mutex_);
  return claimed_.insert(conversation_id).second;
}

void TurnRegistry::free_conversation(const std::string& conversation_id) {
  const std::lock_guard lock(mutex_);
  claimed_.erase(conversation_id);
}

Result<std::shared_ptr<ConversationClaim>> ConversationClaim::take(
    std::shared_ptr<TurnRegistry> registry, const std::string& conversation_id) {
  if (!registry->claim_conversation(conversation_id)) {
    return Error{ErrorCode::kConflict,
                 "A turn of this conversation is still running. Wait for its end or stop it.",
                 "conversation"};
  }
  return std::make_shared<ConversationClaim>(std::move(registry), conversation_id);
}

ConversationClaim::ConversationClaim(std::shared_ptr<TurnRegistry> registry,
                                     std::string conversation_id)
    : registry_(std::move(registry)), conversation_id_(std::move(conversation_id)) {}

void ConversationClaim::release() {
  if (registry_ != nullptr) registry_->free_conversation(conversation_id_);
  registry_ = nullptr;
}

}  // namespace ponder::server
