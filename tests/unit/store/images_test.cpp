// The pictures of questions: kept with their turn, shown without their files, gone with it.
#include <cstdint>

#include "store/migrations.h"
#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::IsEmpty;

class Images : public StoreTest {
 protected:
  std::int64_t rows() {
    Database database = Database::open(folder_.database()).value();
    return database.number("SELECT count(*) FROM turn_images").value();
  }
  static TurnImage without_file(TurnImage image) {
    image.file.reset();
    return image;
  }

  const std::string binary_ = std::string("\xff\xd8\0\x01 no text", 12);
};

TEST_F(Images, AreKeptAsTheyAreAndShownWithoutTheirFiles) {
  const std::string id = new_conversation().id;
  const Turn plain = new_turn(id);
  const Turn turn = new_turn(id, {picture(binary_), picture("second")});
  const std::vector<TurnImage> shown = {without_file(picture(binary_)),
                                        without_file(picture("second"))};
  EXPECT_EQ(turn.images, shown);
  EXPECT_EQ(await(store_->turn(me_, turn.id)).value().images, shown);
  const auto turns = await(store_->turns(me_, id)).value();
  EXPECT_THAT(turns.at(0).images, IsEmpty());
  EXPECT_EQ(turns.at(1).images, shown);
  const TurnImage first = await(store_->turn_image(me_, turn.id, 0)).value();
  EXPECT_EQ(*first.file, binary_);
  EXPECT_EQ(without_file(first), shown[0]);
  EXPECT_EQ(*await(store_->turn_image(me_, turn.id, 1)).value().file, "second");
  const Error none = await(store_->turn_image(me_, turn.id, 2)).error();
  EXPECT_EQ(none.code, ErrorCode::kNotFound);
  EXPECT_EQ(none.message, "There is no picture 2 of turn " + turn.id + ".");
}

TEST_F(Images, KeepWhatTheUserSaysOfTheirText) {
  std::vector<TurnImage> images(3, picture("a"));
  images[0].reading.reset();
  images[1].reading = "";
  const Turn turn = new_turn(new_conversation().id, images);
  const Turn kept = await(store_->turn(me_, turn.id)).value();
  ASSERT_EQ(kept.images.size(), 3U);
  EXPECT_EQ(kept.images[0].reading, std::nullopt);
  EXPECT_EQ(kept.images[1].reading, "");
  EXPECT_EQ(kept.images[2].reading, "E24");
}

TEST_F(Images, GoWithTheirConversation) {
  const Turn turn = new_turn(new_conversation().id, {picture("a")});
  new_turn(new_conversation().id, {picture("b")});
  ASSERT_TRUE(await(store_->delete_conversation(me_, turn.conversation_id)));
  EXPECT_EQ(rows(), 1);
  EXPECT_TRUE(await(store_->turn_image(me_, turn.id, 0)).has_error());
}

TEST_F(Images, AreSharedWithTheirConversationUntilItIsWithdrawn) {
  const Turn turn = new_turn(new_conversation().id, {picture("a")});
  const Turn other = new_turn(new_conversation().id, {picture("b")});
  History& history = store_->history();
  EXPECT_TRUE(await(history.shared_image("token", turn.id, 0)).has_error());
  ASSERT_TRUE(await(history.share(me_, turn.conversation_id, {"token", "{}", 0})));
  EXPECT_EQ(*await(history.shared_image("token", turn.id, 0)).value().file, "a");
  EXPECT_TRUE(await(history.shared_image("token", other.id, 0)).has_error());
  ASSERT_TRUE(await(history.unshare(me_, turn.conversation_id)));
  EXPECT_TRUE(await(history.shared_image("token", turn.id, 0)).has_error());
}

TEST_F(Images, ComeInWithImportedConversations) {
  ImportedRows rows;
  rows.conversation.id = "conv_elsewhere";
  rows.conversation.title = "elsewhere";
  rows.turns.emplace_back().id = "turn_elsewhere";
  rows.turns[0].status = TurnStatus::kFinished;
  rows.turns[0].images = {picture(binary_)};
  ASSERT_TRUE(await(store_->history().import_conversation(me_, rows)).value());
  EXPECT_EQ(*await(store_->turn_image(me_, "turn_elsewhere", 0)).value().file, binary_);
}

TEST_F(Images, HaveRoomInADatabaseOfTheVersionBefore) {
  const Turn turn = new_turn();
  store_.reset();
  {
    Database database = Database::open(folder_.database()).value();
    ASSERT_TRUE(database.script("DROP TABLE turn_images; PRAGMA user_version = 4"));
  }
  open(folder_.config());
  EXPECT_THAT(await(store_->turn(me_, turn.id)).value().images, IsEmpty());
  const Turn next = new_turn(turn.conversation_id, {picture("a")});
  EXPECT_EQ(*await(store_->turn_image(me_, next.id, 0)).value().file, "a");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "backups"));
}

}  // namespace
}  // namespace ponder::store
