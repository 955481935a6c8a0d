// What a user does with conversations: pins, archive, folders, the tree of turns.
#include "store_fixture.h"

#include "store/history_limits.h"

namespace ponder::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HistoryTest : public StoreTest {
 protected:
  Result<void> change(const std::string& id, const ConversationChange& change) {
    return await(store_->change_conversation(me_, id, change));
  }
  std::vector<std::string> listed(const Listing& listing) {
    std::vector<std::string> titles;
    for (const auto& one : await(store_->conversations(me_, listing)).value()) {
      titles.push_back(one.title);
    }
    return titles;
  }
  Folder new_folder(const std::string& name) {
    return await(store_->history().create_folder(me_, name)).value();
  }
};

TEST_F(HistoryTest, PinnedConversationsComeFirstAndOnlyOnce) {
  const std::string a = new_conversation("a").id;
  new_conversation("b");
  new_conversation("c");
  ASSERT_TRUE(change(a, {.pinned = true}));
  EXPECT_THAT(listed({0, 1}), ElementsAre("a", "c"));
  const auto first = await(store_->conversations(me_, {0, 1})).value();
  EXPECT_THAT(listed({first.back().updated_ms, 9}), ElementsAre("b"));
  ASSERT_TRUE(change(a, {.pinned = false}));
  EXPECT_THAT(listed({0, 9}), ElementsAre("c", "b", "a"));
}

TEST_F(HistoryTest, PinsAreBounded) {
  for (std::size_t i = 0; i < history_limits::kPinnedMax; ++i) {
    ASSERT_TRUE(change(new_conversation().id, {.pinned = true}));
  }
  const Error error = change(new_conversation().id, {.pinned = true}).error();
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_THAT(error.message, HasSubstr("100 conversations are pinned, which is the limit"));
}

TEST_F(HistoryTest, ArchivedConversationsAreListedApart) {
  const std::string a = new_conversation("a").id;
  new_conversation("b");
  ASSERT_TRUE(change(a, {.pinned = true}));
  ASSERT_TRUE(change(a, {.archived = true}));
  EXPECT_THAT(listed({0, 9}), ElementsAre("b"));
  EXPECT_THAT(listed({0, 9, true}), ElementsAre("a"));
  EXPECT_FALSE(await(store_->conversation(me_, a)).value().pinned);
  new_turn(a);
  EXPECT_THAT(listed({0, 9}), ElementsAre("a", "b"));
  EXPECT_EQ(change(a, {.pinned = true, .archived = true}).error().code, ErrorCode::kInvalid);
}

TEST_F(HistoryTest, ChangesKeepThePlaceInTheListAndTheRest) {
  const Conversation made = new_conversation("a");
  new_conversation("b");
  const Folder folder = new_folder("work");
  ASSERT_TRUE(change(made.id, {.title = "A", .folder = folder.id}));
  Conversation expected = made;
  expected.title = "A";
  expected.folder = folder.id;
  EXPECT_EQ(await(store_->conversation(me_, made.id)).value(), expected);
  EXPECT_THAT(listed({0, 9}), ElementsAre("b", "A"));
  EXPECT_THAT(listed({0, 9, false, folder.id}), ElementsAre("A"));
}

TEST_F(HistoryTest, FoldersAreNamedListedAndGoWithoutTheirConversations) {
  const Folder work = new_folder("work");
  new_folder("Art");
  const std::string id = new_conversation().id;
  ASSERT_TRUE(change(id, {.folder = work.id}));
  const Folder renamed = await(store_->history().rename_folder(me_, work.id, "job")).value();
  EXPECT_EQ(renamed.created_ms, work.created_ms);
  std::vector<std::string> names;
  for (const auto& folder : await(store_->history().folders(me_)).value()) {
    names.push_back(folder.name);
  }
  EXPECT_THAT(names, ElementsAre("Art", "job"));
  ASSERT_TRUE(await(store_->history().delete_folder(me_, work.id)));
  EXPECT_EQ(await(store_->conversation(me_, id)).value().folder, "");
}

TEST_F(HistoryTest, FoldersHaveOneNameEachAndABound) {
  new_folder("f0");
  EXPECT_THAT(await(store_->history().create_folder(me_, "f0")).error().message,
              HasSubstr("There is a folder \"f0\" already"));
  const Folder other = new_folder("f1");
  EXPECT_EQ(await(store_->history().rename_folder(me_, other.id, "f0")).error().code,
            ErrorCode::kConflict);
  EXPECT_TRUE(await(store_->history().rename_folder(me_, other.id, "f1")));
  for (std::size_t i = 2; i < history_limits::kFoldersMax; ++i) new_folder("f" + std::to_string(i));
  EXPECT_THAT(await(store_->history().create_folder(me_, "more")).error().message,
              HasSubstr("There are 200 folders, which is the limit"));
}

TEST_F(HistoryTest, ForeignFoldersAndTurnsAreMissing) {
  Database database = Database::open(folder_.database()).value();
  ASSERT_TRUE(database.change("INSERT INTO users VALUES ('user_other', 'other', 0)"));
  const Principal other{"user_other"};
  const Folder theirs = await(store_->history().create_folder(other, "theirs")).value();
  const std::string mine = new_conversation().id;
  EXPECT_EQ(change(mine, {.folder = theirs.id}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(store_->history().delete_folder(me_, theirs.id)).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(await(store_->history().rename_folder(me_, theirs.id, "x")).error().code,
            ErrorCode::kNotFound);
  EXPECT_THAT(await(store_->history().folders(me_)).value(), IsEmpty());
  EXPECT_EQ(change(mine, {.leaf = new_turn().id}).error().code, ErrorCode::kNotFound);
  Turn turn;
  turn.conversation_id = mine;
  turn.parent = new_turn().id;
  const Error error = await(store_->start_turn(me_, turn)).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("There is no turn of this conversation"));
}

TEST_F(HistoryTest, SummariesAreOfATurnAndGoWithIt) {
  const Turn turn = new_turn();
  const std::string& id = turn.conversation_id;
  ASSERT_TRUE(await(store_->history().add_summary(me_, id, {turn.id, "first", "smol", 0})));
  ASSERT_TRUE(await(store_->history().add_summary(me_, id, {turn.id, "second", "smol", 0})));
  const auto kept = await(store_->history().summaries(me_, id)).value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].text, "second");
  EXPECT_GT(kept[0].created_ms, 0);
  EXPECT_EQ(
      await(store_->history().add_summary(me_, id, {new_turn().id, "x", "smol", 0})).error().code,
      ErrorCode::kNotFound);
  EXPECT_THAT(await(store_->history().summaries({"user_other"}, id)).value(), IsEmpty());
  ASSERT_TRUE(await(store_->delete_conversation(me_, id)));
  EXPECT_THAT(await(store_->history().summaries(me_, id)).value(), IsEmpty());
}

TEST_F(HistoryTest, SharedCopiesKeepTheirTokenUntilTheyAreWithdrawn) {
  const std::string id = new_conversation().id;
  History& history = store_->history();
  EXPECT_EQ(await(history.share(me_, id, {"token1", "{1}", 0})).value(), "token1");
  EXPECT_EQ(await(history.share(me_, id, {"token2", "{2}", 0})).value(), "token1");
  EXPECT_EQ(await(history.shared("token1")).value().copy_json, "{2}");
  EXPECT_EQ(await(history.shared("token2")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(history.shared("")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(store_->conversation(me_, id)).value().share, "token1");
  const Principal other{"user_other"};
  EXPECT_EQ(await(history.share(other, id, {"t", "{}", 0})).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(await(history.unshare(other, id)).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(await(history.unshare(me_, id)));
  EXPECT_EQ(await(history.shared("token1")).error().code, ErrorCode::kNotFound);
}

TEST_F(HistoryTest, ImportedConversationsKeepTimesAndComeOnce) {
  ImportedRows rows;
  rows.source = "chatgpt:1";
  rows.conversation.id = "conv_imported";
  rows.conversation.title = "old";
  rows.conversation.updated_ms = 1'500'000'000'000;
  rows.conversation.folder = "work";
  rows.conversation.leaf = "turn_imported";
  rows.turns.resize(1);
  rows.turns[0].id = "turn_imported";
  rows.turns[0].input = "walrus";
  rows.turns[0].status = TurnStatus::kFinished;
  rows.turns[0].mode = "instant";
  EXPECT_TRUE(await(store_->history().import_conversation(me_, rows)).value());
  EXPECT_FALSE(await(store_->history().import_conversation(me_, rows)).value());
  const Conversation kept = await(store_->conversation(me_, "conv_imported")).value();
  EXPECT_EQ(kept.updated_ms, 1'500'000'000'000);
  EXPECT_EQ(kept.leaf, "turn_imported");
  EXPECT_EQ(kept.folder, await(store_->history().folders(me_)).value().front().id);
  EXPECT_EQ(await(store_->history().search(me_, "walrus", 9)).value().size(), 1U);

  // At the same time as another one; of our own, which has not left; without a source.
  rows.source = "chatgpt:2";
  rows.conversation.id = "conv_second";
  rows.turns[0].id = "turn_second";
  EXPECT_TRUE(await(store_->history().import_conversation(me_, rows)).value());
  EXPECT_EQ(await(store_->conversation(me_, "conv_second")).value().updated_ms, 1'500'000'000'001);
  rows.source = "ponder:conv_second";
  EXPECT_FALSE(await(store_->history().import_conversation(me_, rows)).value());
  EXPECT_THAT(await(store_->history().conversation_ids(me_)).value(),
              ElementsAre("conv_second", "conv_imported"));
}

TEST_F(HistoryTest, TheNewestTurnIsTheLeafUntilAnotherIsChosen) {
  const std::string id = new_conversation().id;
  EXPECT_EQ(await(store_->conversation(me_, id)).value().leaf, "");
  const Turn first = new_turn(id);
  Turn second;
  second.conversation_id = id;
  second.parent = first.id;
  second = await(store_->start_turn(me_, second)).value();
  EXPECT_EQ(await(store_->turns(me_, id)).value().back().parent, first.id);
  EXPECT_EQ(await(store_->conversation(me_, id)).value().leaf, second.id);
  ASSERT_TRUE(change(id, {.leaf = first.id}));
  EXPECT_EQ(await(store_->conversation(me_, id)).value().leaf, first.id);
}

}  // namespace
}  // namespace ponder::store
