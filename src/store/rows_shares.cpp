// Statements about shared copies.
#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/rows.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {

Result<std::string> upsert_share(Database& database, const Principal& who,
                                 const std::string& conversation_id, const Share& share) {
  const Result<Conversation> found = select_conversation(database, who, conversation_id);
  if (!found) return found.error();
  const auto kept = database.select(
      "INSERT INTO shares (token, owner, conversation_id, copy_json, created_ms) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (conversation_id) DO UPDATE SET "
      "copy_json = excluded.copy_json, created_ms = excluded.created_ms RETURNING token",
      [](const Row& row) { return row.text(0); }, share.token, who.user_id, conversation_id,
      share.copy_json, unix_ms());
  if (!kept) return kept.error();
  return kept->front();
}

Result<void> delete_share(Database& database, const Principal& who,
                          const std::string& conversation_id) {
  const Result<std::int64_t> changed = database.change(
      "DELETE FROM shares WHERE conversation_id = ? AND owner = ?", conversation_id, who.user_id);
  if (!changed) return changed.error();
  if (*changed == 0) return not_found("shared copy of conversation", conversation_id);
  return {};
}

Result<Share> select_share(Database& database, const std::string& token) {
  const auto found = database.select(
      "SELECT token, copy_json, created_ms FROM shares WHERE token = ?",
      [](const Row& row) { return Share{row.text(0), row.text(1), row.integer(2)}; }, token);
  if (!found) return found.error();
  if (found->empty()) {
    return Error{ErrorCode::kNotFound,
                 "Nothing is shared here: the link is wrong, or it was withdrawn."};
  }
  return found->front();
}

}  // namespace ponder::store
