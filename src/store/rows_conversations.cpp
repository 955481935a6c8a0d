// Statements about users and conversations.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {
namespace {

constexpr std::string_view kLocalUser = "local";

Conversation read_conversation(const Row& row) {
  return {row.text(0), row.text(1), row.integer(2), row.integer(3)};
}

// Now, or a little later than the owner's newest conversation: unique, and never going backwards.
Result<std::int64_t> next_updated_ms(Database& database, const Principal& who) {
  const Result<std::int64_t> newest =
      database.number("SELECT max(updated_ms) FROM conversations WHERE owner = ?", who.user_id);
  if (!newest) return newest.error();
  return std::max(unix_ms(), *newest + 1);
}

}  // namespace

Error not_found(std::string_view what, const std::string& id) {
  return {ErrorCode::kNotFound, "There is no " + std::string(what) + " " + id + "."};
}

std::int64_t unix_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Result<Principal> ensure_local_user(Database& database) {
  const Result<std::int64_t> made = database.change(
      "INSERT INTO users (id, name, created_ms) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
      make_id("user_"), kLocalUser, unix_ms());
  if (!made) return made.error();
  const auto users = database.select(
      "SELECT id FROM users WHERE name = ?", [](const Row& row) { return Principal{row.text(0)}; },
      kLocalUser);
  if (!users) return users.error();
  return users->front();
}

Result<void> insert_conversation(Database& database, const Principal& who,
                                 Conversation& conversation) {
  const Result<std::int64_t> updated_ms = next_updated_ms(database, who);
  if (!updated_ms) return updated_ms.error();
  conversation.created_ms = conversation.updated_ms = *updated_ms;
  const Result<std::int64_t> made = database.change(
      "INSERT INTO conversations (id, owner, title, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?)",
      conversation.id, who.user_id, conversation.title, conversation.created_ms,
      conversation.updated_ms);
  if (!made) return made.error();
  return {};
}

Result<void> touch_conversation(Database& database, const Principal& who, const std::string& id) {
  const Result<std::int64_t> updated_ms = next_updated_ms(database, who);
  if (!updated_ms) return updated_ms.error();
  const Result<std::int64_t> changed =
      database.change("UPDATE conversations SET updated_ms = ? WHERE id = ? AND owner = ?",
                      *updated_ms, id, who.user_id);
  if (!changed) return changed.error();
  if (*changed == 0) return not_found("conversation", id);
  return {};
}

Result<Conversation> select_conversation(Database& database, const Principal& who,
                                         const std::string& id) {
  const auto found = database.select(
      "SELECT id, title, created_ms, updated_ms FROM conversations WHERE id = ? AND owner = ?",
      read_conversation, id, who.user_id);
  if (!found) return found.error();
  if (found->empty()) return not_found("conversation", id);
  return found->front();
}

Result<std::vector<Conversation>> select_conversations(Database& database, const Principal& who,
                                                       std::int64_t before_updated_ms,
                                                       std::size_t limit) {
  return database.select(
      "SELECT id, title, created_ms, updated_ms FROM conversations "
      "WHERE owner = ?1 AND hidden = 0 AND (?2 = 0 OR updated_ms < ?2) "
      "ORDER BY updated_ms DESC LIMIT ?3",
      read_conversation, who.user_id, before_updated_ms, std::min(limit, limits::kPageRowsMax));
}

Result<void> update_title(Database& database, const Principal& who, const std::string& id,
                          const std::string& title) {
  const Result<std::int64_t> changed = database.change(
      "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?", title, id, who.user_id);
  if (!changed) return changed.error();
  if (*changed == 0) return not_found("conversation", id);
  return {};
}

Result<void> delete_conversation_rows(Database& database, const Principal& who,
                                      const std::string& id) {
  const Result<std::int64_t> changed =
      database.change("DELETE FROM conversations WHERE id = ? AND owner = ?", id, who.user_id);
  if (!changed) return changed.error();
  if (*changed == 0) return not_found("conversation", id);
  return {};
}

}  // namespace ponder::store
