// Statements that search titles and messages.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "store/history_limits.h"
#include "store/rows_history.h"
#include "store/search_query.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

struct Found {
  std::int64_t row = 0;
  SearchHit hit;
};

// What was said weighs more than what was answered, and a title more than both.
Result<std::vector<SearchHit>> search_index(Database& database, const Principal& who,
                                            const std::string& expression, std::size_t limit) {
  auto found = database.select(
      "SELECT search.rowid, conversations.id, conversations.title, "
      "coalesce(search_rows.turn_id, '') "
      "FROM search JOIN search_rows ON search_rows.id = search.rowid "
      "JOIN conversations ON conversations.id = search_rows.conversation_id "
      "WHERE search MATCH ?1 AND conversations.owner = ?2 AND conversations.hidden = 0 "
      "ORDER BY bm25(search, 2.0, 1.0) * (CASE WHEN search_rows.turn_id IS NULL THEN 2 ELSE 1 END) "
      "LIMIT ?3",
      [](const Row& row) {
        return Found{row.integer(0), {row.text(1), row.text(2), row.text(3), {}}};
      },
      expression, who.user_id, limit);
  if (!found) return found.error();
  std::vector<SearchHit> hits;
  for (Found& one : *found) {
    const auto snippet = database.select(
        "SELECT snippet(search, -1, char(2), char(3), ?3, 24) FROM search "
        "WHERE search MATCH ?1 AND rowid = ?2",
        [](const Row& row) { return row.text(0); }, expression, one.row, "\u2026");
    if (!snippet) return snippet.error();
    if (snippet->empty()) continue;
    one.hit.pieces = pieces_of(snippet->front());
    hits.push_back(std::move(one.hit));
  }
  return hits;
}

// Of a pattern of LIKE, which is ended by "\".
std::string like_anywhere(std::string_view word) {
  std::string pattern = "%";
  for (const char c : word) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

Result<std::vector<SearchHit>> scan(Database& database, const Principal& who,
                                    const std::vector<std::string>& words, std::size_t limit) {
  std::vector<SearchHit> hits;
  const auto read = [&](const Row& row) {
    if (hits.size() >= limit) return false;
    auto pieces = pieces_around(row.text(3), words);
    if (pieces.empty()) pieces = pieces_around(row.text(4), words);
    if (pieces.empty()) return false;
    hits.push_back({row.text(0), row.text(1), row.text(2), std::move(pieces)});
    return true;
  };
  const auto rows = database.select(
      "SELECT conversations.id, conversations.title, coalesce(search_rows.turn_id, ''), "
      "search_texts.said, search_texts.answer "
      "FROM conversations JOIN search_rows ON search_rows.conversation_id = conversations.id "
      "JOIN search_texts ON search_texts.id = search_rows.id "
      "WHERE conversations.owner = ?1 AND conversations.hidden = 0 "
      "AND (search_texts.said LIKE ?2 ESCAPE '\\' OR search_texts.answer LIKE ?2 ESCAPE '\\') "
      "ORDER BY search_rows.turn_id IS NOT NULL, conversations.updated_ms DESC, search_rows.id "
      "DESC",
      read, who.user_id, like_anywhere(words.front()));
  if (!rows) return rows.error();
  return hits;
}

}  // namespace

Result<std::vector<SearchHit>> search_rows(Database& database, const Principal& who,
                                           const std::string& text, std::size_t limit) {
  if (text.size() > history_limits::kSearchBytesMax) {
    return Error{ErrorCode::kTooLong,
                 "The text to look for has " + std::to_string(text.size()) +
                     " bytes; the limit is " + std::to_string(history_limits::kSearchBytesMax) +
                     ".",
                 "q"};
  }
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return std::vector<SearchHit>();
  limit = std::min(limit, history_limits::kSearchHitsMax);
  if (needs_scan(text)) return scan(database, who, words, limit);
  return search_index(database, who, match_expression(words), limit);
}

}  // namespace ponder::store
