// Statements about kept responses.
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {

Result<void> insert_response(Database& database, const Principal& who, Turn& turn,
                             const Response& response) {
  if (turn.id.empty() || turn.id != response.id) {
    return invalid("A response has the id of its turn (" + turn.id + "), not \"" + response.id +
                   "\".");
  }
  Conversation conversation;
  conversation.id = make_id("conv_");
  const Result<void> made = insert_conversation(database, who, conversation, true);
  if (!made) return made.error();
  turn.conversation_id = conversation.id;
  const Result<void> begun = insert_turn(database, who, turn);
  if (!begun) return begun.error();
  const Result<std::int64_t> kept = database.change(
      "INSERT INTO responses (id, owner, previous_id, echo_json, items_json, background) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      response.id, who.user_id, response.previous_id, response.echo_json, response.items_json,
      response.background ? 1 : 0);
  if (!kept) return kept.error();
  return {};
}

Result<Response> select_response(Database& database, const Principal& who, const std::string& id) {
  const auto found = database.select(
      "SELECT id, previous_id, echo_json, items_json, background FROM responses "
      "WHERE id = ? AND owner = ?",
      [](const Row& row) {
        return Response{row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0};
      },
      id, who.user_id);
  if (!found) return found.error();
  if (found->empty()) return not_found("response", id);
  return found->front();
}

}  // namespace ponder::store
