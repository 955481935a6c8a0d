// Kept responses: a turn in a conversation that is not listed, with what was asked beside it.
#include "store_fixture.h"

namespace ponder::store {
namespace {

class Responses : public StoreTest {
 protected:
  Turn start(const std::string& id, const std::string& previous = {}) {
    Turn turn;
    turn.id = id;
    turn.model = "m";
    turn.mode = "instant";
    return await(store_->start_response(me_, turn, {id, previous, "{}", "[1]", true})).value();
  }
};

TEST_F(Responses, AreKeptBesideTheirTurn) {
  const Turn turn = start("resp_1", "resp_0");
  EXPECT_EQ(turn.position, 1U);
  EXPECT_GT(turn.created_ms, 0);
  const Response expected{"resp_1", "resp_0", "{}", "[1]", true};
  EXPECT_EQ(await(store_->response(me_, "resp_1")).value(), expected);
  EXPECT_EQ(await(store_->turn(me_, "resp_1")).value(), turn);
}

TEST_F(Responses, AreNotListedAsConversations) {
  const Turn turn = start("resp_1");
  EXPECT_TRUE(await(store_->conversations(me_, {0, 9})).value().empty());
  const Conversation mine = new_conversation();
  EXPECT_EQ(await(store_->conversations(me_, {0, 9})).value(), std::vector{mine});
  EXPECT_TRUE(await(store_->conversation(me_, turn.conversation_id)));
}

TEST_F(Responses, GoWithTheirConversation) {
  const Turn turn = start("resp_1");
  ASSERT_TRUE(await(store_->append_events(me_, "resp_1", events(1, 2))));
  ASSERT_TRUE(await(store_->delete_conversation(me_, turn.conversation_id)));
  EXPECT_EQ(await(store_->response(me_, "resp_1")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(store_->turn(me_, "resp_1")).error().code, ErrorCode::kNotFound);
}

TEST_F(Responses, AreHiddenFromOthers) {
  start("resp_1");
  Database database = Database::open(folder_.database()).value();
  ASSERT_TRUE(database.change("INSERT INTO users VALUES ('user_other', 'other', 0)"));
  const auto foreign = await(store_->response({"user_other"}, "resp_1"));
  ASSERT_TRUE(foreign.has_error());
  EXPECT_EQ(foreign.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(foreign.error().message, ::testing::HasSubstr("There is no response resp_1"));
}

TEST_F(Responses, NeedTheIdOfTheirTurn) {
  Turn turn;
  turn.id = "resp_1";
  const auto other = await(store_->start_response(me_, turn, {"resp_2", "", "{}", "[]", false}));
  EXPECT_EQ(other.error().code, ErrorCode::kInvalid);
  const auto none = await(store_->start_response(me_, {}, {"", "", "{}", "[]", false}));
  EXPECT_EQ(none.error().code, ErrorCode::kInvalid);
}

TEST_F(Responses, LeaveNothingBehindWhereTheIdIsTaken) {
  start("resp_1");
  Turn turn;
  turn.id = "resp_1";
  EXPECT_TRUE(
      await(store_->start_response(me_, turn, {"resp_1", "", "{}", "[]", false})).has_error());
  Database database = Database::open(folder_.database()).value();
  EXPECT_EQ(database.number("SELECT count(*) FROM conversations").value(), 1);
}

TEST_F(Responses, ThatRanWhenTheServerWentDownAreInterrupted) {
  start("resp_1");
  ASSERT_TRUE(await(store_->append_events(me_, "resp_1", events(1, 3))));
  open(folder_.config());
  const Turn turn = await(store_->turn(me_, "resp_1")).value();
  EXPECT_EQ(turn.status, TurnStatus::kInterrupted);
  EXPECT_EQ(turn.answer, "123");
  EXPECT_TRUE(await(store_->response(me_, "resp_1")));
}

}  // namespace
}  // namespace ponder::store
