// Conversations: made, listed, renamed, deleted.
#include "store_fixture.h"

#include "base/limits.h"

namespace ponder::store {
namespace {

using Conversations = StoreTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(Conversations, AreFoundAsTheyWereMade) {
  const Conversation made = new_conversation("T\xC3\xA4st \"1\"");
  EXPECT_THAT(made.id, ::testing::StartsWith("conv_"));
  EXPECT_EQ(made.title, "T\xC3\xA4st \"1\"");
  EXPECT_GT(made.created_ms, 1'700'000'000'000);
  EXPECT_EQ(made.updated_ms, made.created_ms);
  EXPECT_EQ(await(store_->conversation(me_, made.id)).value(), made);
}

TEST_F(Conversations, SurviveReopening) {
  const Conversation made = new_conversation();
  const Principal before = me_;
  open(folder_.config());
  EXPECT_EQ(me_, before);
  EXPECT_EQ(await(store_->conversation(me_, made.id)).value(), made);
}

TEST_F(Conversations, AreListedNewestFirstInPagesWithoutGaps) {
  std::vector<std::string> made;
  for (int i = 0; i < 25; ++i) made.insert(made.begin(), new_conversation().id);
  std::vector<std::string> listed;
  std::int64_t before = 0;
  for (;;) {
    const auto page = await(store_->conversations(me_, {before, 10})).value();
    for (const Conversation& conversation : page) listed.push_back(conversation.id);
    if (page.size() < 10) break;
    before = page.back().updated_ms;
  }
  EXPECT_EQ(listed, made);
}

TEST_F(Conversations, ListingsAreBounded) {
  for (std::size_t i = 0; i <= limits::kPageRowsMax; ++i) new_conversation();
  EXPECT_EQ(await(store_->conversations(me_, {0, 100'000})).value().size(), limits::kPageRowsMax);
  EXPECT_TRUE(await(store_->conversations(me_, {0, 0})).value().empty());
}

TEST_F(Conversations, MoveToTheTopWhenATurnBeginsAndEnds) {
  const std::string first = new_conversation().id;
  const std::string second = new_conversation().id;
  const auto order = [this] {
    std::vector<std::string> ids;
    for (const auto& one : await(store_->conversations(me_, {0, 9})).value()) ids.push_back(one.id);
    return ids;
  };
  EXPECT_THAT(order(), ElementsAre(second, first));
  const Turn turn = new_turn(first);
  EXPECT_THAT(order(), ElementsAre(first, second));
  new_turn(second);
  ASSERT_TRUE(await(store_->finish_turn(me_, turn.id, TurnStatus::kFinished, "", "")));
  EXPECT_THAT(order(), ElementsAre(first, second));
}

TEST_F(Conversations, AreRenamedInPlace) {
  const Conversation made = new_conversation();
  ASSERT_TRUE(await(store_->change_conversation(me_, made.id, {.title = "other"})));
  Conversation renamed = made;
  renamed.title = "other";
  EXPECT_EQ(await(store_->conversation(me_, made.id)).value(), renamed);
}

TEST_F(Conversations, TakeTheirTurnsAndEventsWithThem) {
  const Turn turn = new_turn();
  const Turn other = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 3))));
  ASSERT_TRUE(await(store_->append_events(me_, other.id, events(1, 2))));
  ASSERT_TRUE(await(store_->delete_conversation(me_, turn.conversation_id)));
  EXPECT_EQ(await(store_->turn(me_, turn.id)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(store_->events(me_, other.id, 0, 9)).value().size(), 2U);
  Database database = Database::open(folder_.database()).value();
  EXPECT_EQ(database.number("SELECT count(*) FROM events").value(), 2);
}

TEST_F(Conversations, ThatAreMissingAreNamed) {
  const auto missing = [](const Error& error) {
    EXPECT_EQ(error.code, ErrorCode::kNotFound);
    EXPECT_THAT(error.message, HasSubstr("There is no conversation conv_x"));
  };
  missing(await(store_->conversation(me_, "conv_x")).error());
  missing(await(store_->change_conversation(me_, "conv_x", {.title = "t"})).error());
  missing(await(store_->delete_conversation(me_, "conv_x")).error());
  missing(await(store_->turns(me_, "conv_x")).error());
  Turn turn;
  turn.conversation_id = "conv_x";
  missing(await(store_->start_turn(me_, turn)).error());
}

}  // namespace
}  // namespace ponder::store
