// Statements about turns and their events.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {
namespace {

constexpr std::array<std::string_view, 5> kStatusNames = {"running", "finished", "failed",
                                                          "stopped", "interrupted"};

TurnStatus status_from_name(const std::string& name) {
  const auto found = std::ranges::find(kStatusNames, name);  // The schema lets no other in.
  return static_cast<TurnStatus>(found - kStatusNames.begin());
}

Turn read_turn(const Row& row) {
  Turn turn;
  turn.id = row.text(0);
  turn.conversation_id = row.text(1);
  turn.position = static_cast<std::uint32_t>(row.integer(2));
  turn.model = row.text(3);
  turn.mode = row.text(4);
  turn.request_json = row.text(5);
  turn.input = row.text(6);
  turn.answer = row.text(7);
  turn.reasoning = row.text(8);
  turn.status = status_from_name(row.text(9));
  turn.last_seq = static_cast<std::uint64_t>(row.integer(10));
  turn.created_ms = row.integer(11);
  turn.finished_ms = row.integer(12);
  turn.parent = row.text(13);
  return turn;
}

// Why a turn that should be running could not be changed.
Error why_not_changed(Database& database, const Principal& who, const std::string& id,
                      std::uint64_t first_seq) {
  const Result<Turn> turn = select_turn(database, who, id);
  if (!turn) return turn.error();
  if (turn->status != TurnStatus::kRunning) {
    return {ErrorCode::kConflict, "Turn " + id + " is over (" +
                                      std::string(turn_status_name(turn->status)) +
                                      "): nothing can be added to it."};
  }
  return {ErrorCode::kConflict, "Turn " + id + " expects event " +
                                    std::to_string(turn->last_seq + 1) + ", but was given " +
                                    std::to_string(first_seq) + "."};
}

}  // namespace

std::string_view turn_status_name(TurnStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

Result<void> insert_turn(Database& database, const Principal& who, Turn& turn) {
  const Result<void> touched = touch_conversation(database, who, turn.conversation_id);
  if (!touched) return touched.error();
  const Result<std::int64_t> last =
      database.number("SELECT max(position) FROM turns WHERE conversation_id = ? AND owner = ?",
                      turn.conversation_id, who.user_id);
  if (!last) return last.error();
  if (static_cast<std::size_t>(*last) >= limits::kTurnsPerConversationMax) {
    return Error{ErrorCode::kConflict, "The conversation has " + std::to_string(*last) +
                                           " turns, which is the limit: begin another one."};
  }
  const Result<void> follows = check_turn_of(database, who, turn.conversation_id, turn.parent);
  if (!follows) return follows.error();
  if (turn.id.empty()) turn.id = make_id("turn_");
  turn.position = static_cast<std::uint32_t>(*last + 1);
  turn.created_ms = unix_ms();
  turn.status = TurnStatus::kRunning;
  turn.answer.clear();
  turn.reasoning.clear();
  turn.last_seq = 0;
  turn.finished_ms = 0;
  const Result<std::int64_t> made = database.change(
      "INSERT INTO turns (id, owner, conversation_id, position, model, mode, request_json, input, "
      "answer, reasoning, status, last_seq, created_ms, finished_ms, parent) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 'running', 0, ?, 0, ?)",
      turn.id, who.user_id, turn.conversation_id, turn.position, turn.model, turn.mode,
      turn.request_json, turn.input, turn.created_ms, turn.parent);
  if (!made) return made.error();
  // Who goes on in an archived conversation wants it back.
  const Result<std::int64_t> shown =
      database.change("UPDATE conversations SET leaf = ?, archived = 0 WHERE id = ? AND owner = ?",
                      turn.id, turn.conversation_id, who.user_id);
  if (!shown) return shown.error();
  return insert_images(database, who, turn);
}

Result<void> end_turn(Database& database, const Principal& who, const Turn& ended) {
  const auto changed = database.select(
      "UPDATE turns SET status = ?, answer = ?, reasoning = ?, finished_ms = ? "
      "WHERE id = ? AND owner = ? AND status = 'running' RETURNING conversation_id",
      [](const Row& row) { return row.text(0); }, turn_status_name(ended.status), ended.answer,
      ended.reasoning, unix_ms(), ended.id, who.user_id);
  if (!changed) return changed.error();
  if (changed->empty()) return why_not_changed(database, who, ended.id, 0);
  return touch_conversation(database, who, changed->front());
}

Result<Turn> select_turn(Database& database, const Principal& who, const std::string& id) {
  auto found = database.select(
      "SELECT id, conversation_id, position, model, mode, request_json, input, answer, reasoning, "
      "status, last_seq, created_ms, finished_ms, parent FROM turns WHERE id = ? AND owner = ?",
      read_turn, id, who.user_id);
  if (!found) return found.error();
  if (found->empty()) return not_found("turn", id);
  const auto with_images = add_images(database, who, found->front().conversation_id, *found);
  if (!with_images) return with_images.error();
  return std::move(found->front());
}

Result<std::vector<Turn>> select_turns(Database& database, const Principal& who,
                                       const std::string& conversation_id) {
  const Result<Conversation> conversation = select_conversation(database, who, conversation_id);
  if (!conversation) return conversation.error();
  auto turns = database.select(
      "SELECT id, conversation_id, position, model, mode, request_json, input, answer, reasoning, "
      "status, last_seq, created_ms, finished_ms, parent FROM turns "
      "WHERE conversation_id = ? AND owner = ? ORDER BY position",
      read_turn, conversation_id, who.user_id);
  if (!turns) return turns.error();
  const auto with_images = add_images(database, who, conversation_id, *turns);
  if (!with_images) return with_images.error();
  return turns;
}

Result<void> check_turn_of(Database& database, const Principal& who,
                           const std::string& conversation_id, const std::string& turn_id) {
  if (turn_id.empty()) return {};
  const Result<std::int64_t> found = database.number(
      "SELECT count(*) FROM turns WHERE id = ? AND conversation_id = ? AND owner = ?", turn_id,
      conversation_id, who.user_id);
  if (!found) return found.error();
  if (*found == 0) return not_found("turn of this conversation", turn_id);
  return {};
}

Result<void> insert_events(Database& database, const Principal& who, const std::string& turn_id,
                           const std::vector<EventRow>& events) {
  const std::uint64_t first = events.front().seq;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].seq == first + i) continue;
    return invalid("Event " + std::to_string(events[i].seq) + " of turn " + turn_id +
                   " should be event " + std::to_string(first + i) + ": seq has no gaps.");
  }
  const Result<std::int64_t> changed = database.change(
      "UPDATE turns SET last_seq = ? "
      "WHERE id = ? AND owner = ? AND status = 'running' AND last_seq + 1 = ?",
      events.back().seq, turn_id, who.user_id, first);
  if (!changed) return changed.error();
  if (*changed == 0) return why_not_changed(database, who, turn_id, first);
  for (const EventRow& event : events) {
    const Result<std::int64_t> made =
        database.change("INSERT INTO events (turn_id, seq, owner, event_json) VALUES (?, ?, ?, ?)",
                        turn_id, event.seq, who.user_id, event.event_json);
    if (!made) return made.error();
  }
  return {};
}

Result<std::vector<EventRow>> select_events(Database& database, const Principal& who,
                                            const std::string& turn_id, std::uint64_t after_seq,
                                            std::size_t limit) {
  const Result<std::int64_t> turns = database.number(
      "SELECT count(*) FROM turns WHERE id = ? AND owner = ?", turn_id, who.user_id);
  if (!turns) return turns.error();
  if (*turns == 0) return not_found("turn", turn_id);
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return database.select(
      "SELECT seq, event_json FROM events WHERE turn_id = ? AND owner = ? AND seq > ? "
      "ORDER BY seq LIMIT ?",
      [](const Row& row) {
        return EventRow{static_cast<std::uint64_t>(row.integer(0)), row.text(1)};
      },
      turn_id, who.user_id, std::min(after_seq, kMost),
      std::min(static_cast<std::uint64_t>(limit), kMost));
}

Result<std::vector<RunningTurn>> select_running_turns(Database& database) {
  return database.select(
      "SELECT owner, id FROM turns WHERE status = 'running'",
      [](const Row& row) { return RunningTurn{Principal{row.text(0)}, row.text(1)}; });
}

}  // namespace ponder::store
