// Statements about summaries.
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {

Result<void> upsert_summary(Database& database, const Principal& who,
                            const std::string& conversation_id, const Summary& summary) {
  const Result<void> found = check_turn_of(database, who, conversation_id, summary.turn_id);
  if (!found) return found.error();
  const Result<std::int64_t> kept = database.change(
      "INSERT INTO summaries (turn_id, owner, conversation_id, summary, model, created_ms) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (turn_id) DO UPDATE SET "
      "summary = excluded.summary, model = excluded.model, created_ms = excluded.created_ms",
      summary.turn_id, who.user_id, conversation_id, summary.text, summary.model, unix_ms());
  if (!kept) return kept.error();
  return {};
}

Result<std::vector<Summary>> select_summaries(Database& database, const Principal& who,
                                              const std::string& conversation_id) {
  return database.select(
      "SELECT turn_id, summary, model, created_ms FROM summaries "
      "WHERE conversation_id = ? AND owner = ? ORDER BY created_ms, turn_id",
      [](const Row& row) { return Summary{row.text(0), row.text(1), row.text(2), row.integer(3)}; },
      conversation_id, who.user_id);
}

}  // namespace ponder::store
