// Another user's rows do not exist, whatever the call.
#include "store_fixture.h"

namespace ponder::store {
namespace {

class Ownership : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Database database = Database::open(folder_.database()).value();
    ASSERT_TRUE(database.change("INSERT INTO users VALUES ('user_other', 'other', 0)"));
    turn_ = new_turn(new_conversation().id, {picture("a picture")});
    ASSERT_TRUE(await(store_->append_events(me_, turn_.id, events(1, 2))));
  }

  // A foreign row looks exactly like one that is not there.
  template <class T>
  void expect_hidden(const Result<T>& result, const std::string& id) {
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
    EXPECT_THAT(result.error().message, ::testing::HasSubstr("There is no"));
    EXPECT_THAT(result.error().message, ::testing::HasSubstr(id));
  }

  const Principal other_{"user_other"};
  Turn turn_;
};

TEST_F(Ownership, HidesConversations) {
  const std::string& id = turn_.conversation_id;
  expect_hidden(await(store_->conversation(other_, id)), id);
  expect_hidden(await(store_->change_conversation(other_, id, {.title = "stolen"})), id);
  expect_hidden(await(store_->delete_conversation(other_, id)), id);
  expect_hidden(await(store_->turns(other_, id)), id);
  Turn turn;
  turn.conversation_id = id;
  expect_hidden(await(store_->start_turn(other_, turn)), id);
  EXPECT_TRUE(await(store_->conversations(other_, {0, 9})).value().empty());
  EXPECT_EQ(await(store_->conversation(me_, id)).value().title, "title");
  EXPECT_EQ(await(store_->turns(me_, id)).value().size(), 1U);
}

TEST_F(Ownership, HidesTurnsAndLogs) {
  const std::string& id = turn_.id;
  expect_hidden(await(store_->turn(other_, id)), id);
  expect_hidden(await(store_->events(other_, id, 0, 9)), id);
  expect_hidden(await(store_->turn_image(other_, id, 0)), id);
  expect_hidden(await(store_->append_events(other_, id, events(3, 3))), id);
  expect_hidden(await(store_->finish_turn(other_, id, TurnStatus::kStopped, "x", "x")), id);
  EXPECT_EQ(await(store_->turn(me_, id)).value().status, TurnStatus::kRunning);
  EXPECT_EQ(await(store_->events(me_, id, 0, 9)).value(), events(1, 2));
}

TEST_F(Ownership, GivesEachUserAListOfTheirOwn) {
  const Conversation theirs = await(store_->create_conversation(other_, "theirs")).value();
  EXPECT_EQ(await(store_->conversations(other_, {0, 9})).value(), std::vector{theirs});
  EXPECT_EQ(await(store_->conversations(me_, {0, 9})).value().size(), 1U);
}

TEST_F(Ownership, IsNotGivenToUsersThatDoNotExist) {
  const Error error = await(store_->create_conversation({"user_ghost"}, "t")).error();
  EXPECT_EQ(error.code, ErrorCode::kConflict);
}

TEST_F(Ownership, IsInEveryRow) {
  Database database = Database::open(folder_.database()).value();
  for (const char* table : {"conversations", "turns", "turn_images", "events"}) {
    const std::string from = std::string(" FROM ") + table;
    EXPECT_GT(database.number("SELECT count(*)" + from).value(), 0) << table;
    EXPECT_EQ(database.number("SELECT count(*)" + from + " WHERE owner <> ?", me_.user_id).value(),
              0)
        << table;
  }
}

}  // namespace
}  // namespace ponder::store
