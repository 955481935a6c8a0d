// Turns and their logs.
#include "store_fixture.h"

#include "base/limits.h"

namespace ponder::store {
namespace {

using Turns = StoreTest;
using ::testing::HasSubstr;

TEST_F(Turns, BeginRunningAtTheEndOfTheirConversation) {
  const Conversation conversation = new_conversation();
  const Turn first = new_turn(conversation.id);
  const Turn second = new_turn(conversation.id);
  EXPECT_THAT(first.id, ::testing::StartsWith("turn_"));
  EXPECT_EQ(first.position, 1U);
  EXPECT_EQ(second.position, 2U);
  EXPECT_EQ(first.status, TurnStatus::kRunning);
  EXPECT_GT(first.created_ms, 1'700'000'000'000);
  EXPECT_EQ(await(store_->turn(me_, first.id)).value(), first);
  EXPECT_EQ(await(store_->turns(me_, conversation.id)).value(), (std::vector{first, second}));
}

TEST_F(Turns, KeepTheIdThatTheyAreGivenOnce) {
  Turn turn;
  turn.id = "turn_mine";
  turn.conversation_id = new_conversation().id;
  EXPECT_EQ(await(store_->start_turn(me_, turn)).value().id, "turn_mine");
  EXPECT_EQ(await(store_->start_turn(me_, turn)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(await(store_->turns(me_, turn.conversation_id)).value().size(), 1U);
}

TEST_F(Turns, DoNotTakeAnEndFromTheirCaller) {
  Turn turn;
  turn.conversation_id = new_conversation().id;
  turn.status = TurnStatus::kFinished;
  turn.answer = "early";
  turn.last_seq = 7;
  turn.finished_ms = 7;
  const Turn made = await(store_->start_turn(me_, turn)).value();
  EXPECT_EQ(made, await(store_->turn(me_, made.id)).value());
  EXPECT_EQ(made.status, TurnStatus::kRunning);
  EXPECT_EQ(made.last_seq, 0U);
}

TEST_F(Turns, KeepTextsByteForByte) {
  Turn turn;
  turn.conversation_id = new_conversation().id;
  turn.input = std::string("a\0b \xF0\x9F\x99\x82 'quoted'; --\n", 23);
  const Turn made = await(store_->start_turn(me_, turn)).value();
  ASSERT_TRUE(await(store_->finish_turn(me_, made.id, TurnStatus::kFinished, turn.input, "")));
  const Turn read = await(store_->turn(me_, made.id)).value();
  EXPECT_EQ(read.input, turn.input);
  EXPECT_EQ(read.answer, turn.input);
}

TEST_F(Turns, EndOnceWithTheirAnswer) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 2))));
  ASSERT_TRUE(await(store_->finish_turn(me_, turn.id, TurnStatus::kStopped, "a", "r")));
  const Turn read = await(store_->turn(me_, turn.id)).value();
  EXPECT_EQ(read.status, TurnStatus::kStopped);
  EXPECT_EQ(read.answer, "a");
  EXPECT_EQ(read.reasoning, "r");
  EXPECT_EQ(read.last_seq, 2U);
  EXPECT_GE(read.finished_ms, read.created_ms);
  const Error again =
      await(store_->finish_turn(me_, turn.id, TurnStatus::kFinished, "b", "")).error();
  EXPECT_EQ(again.code, ErrorCode::kConflict);
  EXPECT_THAT(again.message, HasSubstr("is over (stopped)"));
  EXPECT_EQ(await(store_->turn(me_, turn.id)).value(), read);
}

TEST_F(Turns, EveryStatusComesBack) {
  const std::string conversation = new_conversation().id;
  for (const TurnStatus status : {TurnStatus::kFinished, TurnStatus::kFailed, TurnStatus::kStopped,
                                  TurnStatus::kInterrupted}) {
    const Turn turn = new_turn(conversation);
    ASSERT_TRUE(await(store_->finish_turn(me_, turn.id, status, "", "")));
    EXPECT_EQ(await(store_->turn(me_, turn.id)).value().status, status);
  }
  const Error running =
      await(store_->finish_turn(me_, new_turn(conversation).id, TurnStatus::kRunning, "", ""))
          .error();
  EXPECT_EQ(running.code, ErrorCode::kInvalid);
}

TEST_F(Turns, LogsAreReadAfterAnyEvent) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 3))));
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, {})));
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(4, 10))));
  EXPECT_EQ(await(store_->events(me_, turn.id, 0, 100)).value(), events(1, 10));
  EXPECT_EQ(await(store_->events(me_, turn.id, 3, 4)).value(), events(4, 7));
  EXPECT_TRUE(await(store_->events(me_, turn.id, 10, 100)).value().empty());
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_TRUE(await(store_->events(me_, turn.id, kMost, 100)).value().empty());
  EXPECT_EQ(await(store_->events(me_, turn.id, 0, kMost)).value().size(), 10U);
  EXPECT_EQ(await(store_->turn(me_, turn.id)).value().last_seq, 10U);
}

TEST_F(Turns, LogsHaveNoGaps) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 3))));
  const auto append = [&](std::vector<EventRow> rows) {
    return await(store_->append_events(me_, turn.id, std::move(rows))).error();
  };
  EXPECT_EQ(append(events(5, 6)).code, ErrorCode::kConflict);
  EXPECT_THAT(append(events(5, 6)).message, HasSubstr("expects event 4, but was given 5"));
  EXPECT_EQ(append(events(3, 4)).code, ErrorCode::kConflict);
  EXPECT_EQ(append({{4, "a"}, {6, "b"}}).code, ErrorCode::kInvalid);
  EXPECT_THAT(append({{4, "a"}, {6, "b"}}).message, HasSubstr("Event 6"));
  EXPECT_EQ(await(store_->events(me_, turn.id, 0, 100)).value(), events(1, 3));
}

TEST_F(Turns, LogsOfTurnsThatAreOverTakeNothing) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->finish_turn(me_, turn.id, TurnStatus::kFinished, "", "")));
  const Error error = await(store_->append_events(me_, turn.id, events(1, 1))).error();
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_THAT(error.message, HasSubstr("is over (finished)"));
}

TEST_F(Turns, ThatAreMissingAreNamed) {
  const auto missing = [](const Error& error) {
    EXPECT_EQ(error.code, ErrorCode::kNotFound);
    EXPECT_THAT(error.message, HasSubstr("There is no turn turn_x"));
  };
  missing(await(store_->turn(me_, "turn_x")).error());
  missing(await(store_->events(me_, "turn_x", 0, 9)).error());
  missing(await(store_->append_events(me_, "turn_x", events(1, 1))).error());
  missing(await(store_->finish_turn(me_, "turn_x", TurnStatus::kFinished, "", "")).error());
}

TEST_F(Turns, OfOneConversationAreBounded) {
  const Conversation conversation = new_conversation();
  new_turn(conversation.id);
  Database database = Database::open(folder_.database()).value();
  ASSERT_TRUE(database.change("UPDATE turns SET position = ?", limits::kTurnsPerConversationMax));
  Turn turn;
  turn.conversation_id = conversation.id;
  const Error error = await(store_->start_turn(me_, turn)).error();
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_THAT(error.message, HasSubstr("has 4096 turns, which is the limit"));
}

TEST(TurnStatuses, HaveStableNames) {
  EXPECT_EQ(turn_status_name(TurnStatus::kRunning), "running");
  EXPECT_EQ(turn_status_name(TurnStatus::kFinished), "finished");
  EXPECT_EQ(turn_status_name(TurnStatus::kFailed), "failed");
  EXPECT_EQ(turn_status_name(TurnStatus::kStopped), "stopped");
  EXPECT_EQ(turn_status_name(TurnStatus::kInterrupted), "interrupted");
}

}  // namespace
}  // namespace ponder::store
