// Statements about users and conversations.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/history_limits.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {
namespace {

constexpr std::string_view kLocalUser = "local";

constexpr std::string_view kSelect =
    "SELECT id, title, created_ms, updated_ms, pinned, archived, coalesce(folder, ''), leaf, "
    "coalesce((SELECT token FROM shares WHERE conversation_id = conversations.id), '') "
    "FROM conversations ";

Conversation read_conversation(const Row& row) {
  Conversation conversation;
  conversation.id = row.text(0);
  conversation.title = row.text(1);
  conversation.created_ms = row.integer(2);
  conversation.updated_ms = row.integer(3);
  conversation.pinned = row.integer(4) != 0;
  conversation.archived = row.integer(5) != 0;
  conversation.folder = row.text(6);
  conversation.leaf = row.text(7);
  conversation.share = row.text(8);
  return conversation;
}

Result<void> check_folder(Database& database, const Principal& who, const std::string& folder) {
  if (folder.empty()) return {};
  const Result<std::int64_t> found = database.number(
      "SELECT count(*) FROM folders WHERE id = ? AND owner = ?", folder, who.user_id);
  if (!found) return found.error();
  if (*found == 0) return not_found("folder", folder);
  return {};
}

Result<void> check_change(Database& database, const Principal& who, const std::string& id,
                          const ConversationChange& change) {
  if (change.pinned.value_or(false) && change.archived.value_or(false)) {
    return invalid("A conversation cannot be pinned and archived at once.", "archived");
  }
  if (change.pinned.value_or(false)) {
    if (const Result<void> room = check_pins(database, who, id); !room) return room.error();
  }
  if (change.leaf) {
    const Result<void> found = check_turn_of(database, who, id, *change.leaf);
    if (!found) return found.error();
  }
  return check_folder(database, who, change.folder.value_or(""));
}

}  // namespace

Result<std::int64_t> next_updated_ms(Database& database, const Principal& who) {
  const Result<std::int64_t> newest =
      database.number("SELECT max(updated_ms) FROM conversations WHERE owner = ?", who.user_id);
  if (!newest) return newest.error();
  return std::max(unix_ms(), *newest + 1);
}

Result<void> check_pins(Database& database, const Principal& who, const std::string& id) {
  const Result<std::int64_t> pinned = database.number(
      "SELECT count(*) FROM conversations WHERE owner = ? AND pinned = 1 AND id <> ?", who.user_id,
      id);
  if (!pinned) return pinned.error();
  if (static_cast<std::size_t>(*pinned) < history_limits::kPinnedMax) return {};
  return Error{ErrorCode::kConflict, std::to_string(*pinned) +
                                         " conversations are pinned, which is the limit: unpin "
                                         "another one."};
}

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
                                 Conversation& conversation, bool hidden) {
  const Result<std::int64_t> updated_ms = next_updated_ms(database, who);
  if (!updated_ms) return updated_ms.error();
  conversation.created_ms = conversation.updated_ms = *updated_ms;
  const Result<std::int64_t> made = database.change(
      "INSERT INTO conversations (id, owner, title, created_ms, updated_ms, hidden) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      conversation.id, who.user_id, conversation.title, conversation.created_ms,
      conversation.updated_ms, hidden ? 1 : 0);
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
  static const std::string sql = std::string(kSelect) + "WHERE id = ? AND owner = ?";
  const auto found = database.select(sql, read_conversation, id, who.user_id);
  if (!found) return found.error();
  if (found->empty()) return not_found("conversation", id);
  return found->front();
}

Result<std::vector<Conversation>> select_conversations(Database& database, const Principal& who,
                                                       const Listing& listing) {
  static const std::string pinned_sql =
      std::string(kSelect) +
      "WHERE owner = ?1 AND hidden = 0 AND pinned = 1 AND (?2 = '' OR folder = ?2) "
      "ORDER BY updated_ms DESC";
  static const std::string others_sql =
      std::string(kSelect) +
      "WHERE owner = ?1 AND hidden = 0 AND pinned = 0 AND archived = ?2 "
      "AND (?3 = '' OR folder = ?3) AND (?4 = 0 OR updated_ms < ?4) "
      "ORDER BY updated_ms DESC LIMIT ?5";
  std::vector<Conversation> listed;
  if (listing.before_updated_ms == 0 && !listing.archived && listing.limit > 0) {
    auto pinned = database.select(pinned_sql, read_conversation, who.user_id, listing.folder);
    if (!pinned) return pinned.error();
    listed = std::move(*pinned);
  }
  auto others = database.select(others_sql, read_conversation, who.user_id,
                                listing.archived ? 1 : 0, listing.folder, listing.before_updated_ms,
                                std::min(listing.limit, limits::kPageRowsMax));
  if (!others) return others.error();
  std::ranges::move(*others, std::back_inserter(listed));
  return listed;
}

Result<void> update_conversation(Database& database, const Principal& who, const std::string& id,
                                 const ConversationChange& change) {
  const Result<Conversation> found = select_conversation(database, who, id);
  if (!found) return found.error();
  const Result<void> fits = check_change(database, who, id, change);
  if (!fits) return fits.error();
  const bool pins = change.pinned.value_or(false);
  const bool archives = change.archived.value_or(false);
  const bool pinned = !archives && change.pinned.value_or(found->pinned);
  const bool archived = !pins && change.archived.value_or(found->archived);
  const Result<std::int64_t> changed = database.change(
      "UPDATE conversations SET pinned = ?, archived = ?, folder = nullif(?, ''), leaf = ? "
      "WHERE id = ? AND owner = ?",
      pinned ? 1 : 0, archived ? 1 : 0, change.folder.value_or(found->folder),
      change.leaf.value_or(found->leaf), id, who.user_id);
  if (!changed) return changed.error();
  if (!change.title || *change.title == found->title) return {};
  const Result<std::int64_t> renamed =
      database.change("UPDATE conversations SET title = ? WHERE id = ? AND owner = ?",
                      *change.title, id, who.user_id);
  if (!renamed) return renamed.error();
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
