// Statements about a user's settings.
#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {

Result<std::string> select_settings(Database& database, const Principal& who) {
  const auto found = database.select(
      "SELECT settings_json FROM settings WHERE owner = ?",
      [](const Row& row) { return row.text(0); }, who.user_id);
  if (!found) return found.error();
  return found->empty() ? std::string("{}") : found->front();
}

Result<void> upsert_settings(Database& database, const Principal& who, const std::string& json) {
  const Result<std::int64_t> kept = database.change(
      "INSERT INTO settings (owner, settings_json) VALUES (?, ?) "
      "ON CONFLICT (owner) DO UPDATE SET settings_json = excluded.settings_json",
      who.user_id, json);
  if (!kept) return kept.error();
  return {};
}

}  // namespace ponder::store
