// Statements that bring conversations in and out whole.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/history_limits.h"
#include "store/rows.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

// Of our own exports: it may never have left.
constexpr std::string_view kOwnSource = "ponder:";

Result<bool> is_here(Database& database, const Principal& who, const std::string& source) {
  if (source.empty()) return false;
  const std::string own = source.starts_with(kOwnSource) ? source.substr(kOwnSource.size()) : "";
  const Result<std::int64_t> found = database.number(
      "SELECT count(*) FROM conversations WHERE owner = ?1 AND (source = ?2 OR id = ?3)",
      who.user_id, source, own);
  if (!found) return found.error();
  return *found > 0;
}

// The time that the conversation had elsewhere, or the next one that is free: it is unique.
Result<std::int64_t> free_updated_ms(Database& database, const Principal& who,
                                     std::int64_t wanted_ms) {
  constexpr std::int64_t kTriesMax = 1000;
  Result<std::int64_t> latest_ms = next_updated_ms(database, who);
  if (!latest_ms || wanted_ms <= 0 || wanted_ms > *latest_ms) return latest_ms;
  for (std::int64_t ms = wanted_ms; ms < wanted_ms + kTriesMax; ++ms) {
    const Result<std::int64_t> taken = database.number(
        "SELECT count(*) FROM conversations WHERE owner = ? AND updated_ms = ?", who.user_id, ms);
    if (!taken) return taken.error();
    if (*taken == 0) return ms;
  }
  return latest_ms;
}

// Its id; empty where it has none, or where no more folders can be made.
Result<std::string> folder_of(Database& database, const Principal& who, const std::string& name) {
  if (name.empty() || name.size() > history_limits::kFolderNameBytesMax) return std::string();
  const auto found = database.select(
      "SELECT id FROM folders WHERE owner = ? AND name = ?",
      [](const Row& row) { return row.text(0); }, who.user_id, name);
  if (!found) return found.error();
  if (!found->empty()) return found->front();
  const Result<Folder> made = insert_folder(database, who, name);
  if (made) return made->id;
  if (made.error().code == ErrorCode::kConflict) return std::string();
  return made.error();
}

Result<bool> may_pin(Database& database, const Principal& who, const std::string& id) {
  const Result<void> room = check_pins(database, who, id);
  if (!room && room.error().code != ErrorCode::kConflict) return room.error();
  return room.has_value();
}

Result<void> insert_whole_turn(Database& database, const Principal& who, const Turn& turn,
                               std::size_t position, const std::string& conversation_id) {
  const Result<std::int64_t> made = database.change(
      "INSERT INTO turns (id, owner, conversation_id, position, model, mode, request_json, input, "
      "answer, reasoning, status, last_seq, created_ms, finished_ms, parent) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      turn.id, who.user_id, conversation_id, position, turn.model, turn.mode, turn.request_json,
      turn.input, turn.answer, turn.reasoning, turn_status_name(turn.status), turn.last_seq,
      turn.created_ms, turn.finished_ms, turn.parent);
  if (!made) return made.error();
  return insert_images(database, who, turn);
}

}  // namespace

Result<std::vector<std::string>> select_conversation_ids(Database& database, const Principal& who) {
  return database.select(
      "SELECT id FROM conversations WHERE owner = ? AND hidden = 0 ORDER BY updated_ms DESC",
      [](const Row& row) { return row.text(0); }, who.user_id);
}

Result<bool> insert_imported(Database& database, const Principal& who, const ImportedRows& rows) {
  const Result<bool> here = is_here(database, who, rows.source);
  if (!here) return here.error();
  if (*here) return false;
  const Conversation& conversation = rows.conversation;
  const auto updated_ms = free_updated_ms(database, who, conversation.updated_ms);
  if (!updated_ms) return updated_ms.error();
  const auto folder = folder_of(database, who, conversation.folder);
  if (!folder) return folder.error();
  const auto pins = may_pin(database, who, conversation.id);
  if (!pins) return pins.error();
  const std::int64_t created_ms =
      conversation.created_ms > 0 ? std::min(conversation.created_ms, *updated_ms) : *updated_ms;
  const Result<std::int64_t> made = database.change(
      "INSERT INTO conversations (id, owner, title, created_ms, updated_ms, pinned, archived, "
      "folder, leaf, source) VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?)",
      conversation.id, who.user_id, conversation.title, created_ms, *updated_ms,
      conversation.pinned && *pins ? 1 : 0, conversation.archived ? 1 : 0, *folder,
      conversation.leaf, rows.source);
  if (!made) return made.error();
  for (std::size_t i = 0; i < rows.turns.size(); ++i) {
    const Result<void> kept =
        insert_whole_turn(database, who, rows.turns[i], i + 1, conversation.id);
    if (!kept) return kept.error();
  }
  return true;
}

}  // namespace ponder::store
