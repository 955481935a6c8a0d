// Statements about folders.
#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/history_limits.h"
#include "store/rows.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

Folder read_folder(const Row& row) { return {row.text(0), row.text(1), row.integer(2)}; }

Result<void> check_name(Database& database, const Principal& who, const std::string& id,
                        const std::string& name) {
  const Result<std::int64_t> used =
      database.number("SELECT count(*) FROM folders WHERE owner = ? AND name = ? AND id <> ?",
                      who.user_id, name, id);
  if (!used) return used.error();
  if (*used == 0) return {};
  return Error{ErrorCode::kConflict, "There is a folder \"" + name + "\" already.", "name"};
}

}  // namespace

Result<Folder> insert_folder(Database& database, const Principal& who, const std::string& name) {
  const Result<std::int64_t> count =
      database.number("SELECT count(*) FROM folders WHERE owner = ?", who.user_id);
  if (!count) return count.error();
  if (static_cast<std::size_t>(*count) >= history_limits::kFoldersMax) {
    return Error{ErrorCode::kConflict, "There are " + std::to_string(*count) +
                                           " folders, which is the limit: delete one."};
  }
  Folder folder{make_id("folder_"), name, unix_ms()};
  const Result<void> fresh = check_name(database, who, folder.id, folder.name);
  if (!fresh) return fresh.error();
  const Result<std::int64_t> made =
      database.change("INSERT INTO folders (id, owner, name, created_ms) VALUES (?, ?, ?, ?)",
                      folder.id, who.user_id, folder.name, folder.created_ms);
  if (!made) return made.error();
  return folder;
}

Result<std::vector<Folder>> select_folders(Database& database, const Principal& who) {
  return database.select(
      "SELECT id, name, created_ms FROM folders WHERE owner = ? ORDER BY name COLLATE NOCASE, id",
      read_folder, who.user_id);
}

Result<Folder> update_folder(Database& database, const Principal& who, const std::string& id,
                             const std::string& name) {
  const Result<void> fresh = check_name(database, who, id, name);
  if (!fresh) return fresh.error();
  const auto changed = database.select(
      "UPDATE folders SET name = ? WHERE id = ? AND owner = ? RETURNING id, name, created_ms",
      read_folder, name, id, who.user_id);
  if (!changed) return changed.error();
  if (changed->empty()) return not_found("folder", id);
  return changed->front();
}

Result<void> delete_folder_row(Database& database, const Principal& who, const std::string& id) {
  const Result<std::int64_t> changed =
      database.change("DELETE FROM folders WHERE id = ? AND owner = ?", id, who.user_id);
  if (!changed) return changed.error();
  if (*changed == 0) return not_found("folder", id);
  return {};
}

}  // namespace ponder::store
