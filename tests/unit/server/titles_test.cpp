// Titles that the model gives: when, of what, and who goes first.
#include "server/titles.h"

#include <gmock/gmock.h>

#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <mutex>

#include "fake_store.h"
#include "script_model.h"
#include "server/history.h"
#include "support/await.h"

namespace ponder::server {
namespace {

using ponder::testing::await;
using ::testing::HasSubstr;

class TitlesTest : public ::testing::Test {
 protected:
  ~TitlesTest() override {
    script_->finish();
    await(titles_.stop(std::chrono::seconds(10)));
    io_.stop();
    io_.join();
  }

  // A conversation with so many answered turns.
  std::string talk(const std::string& question, int turns = 1) {
    const auto made = await(store_.create_conversation(who_, title_from(question))).value();
    for (int i = 0; i < turns; ++i) {
      store::Turn turn;
      turn.id = made.id + "_" + std::to_string(i);
      turn.conversation_id = made.id;
      turn.model = "scripted";
      turn.input = i == 0 ? question : "And?";
      const auto begun = await(store_.start_turn(who_, turn)).value();
      await(store_.finish_turn(who_, begun.id, store::TurnStatus::kFinished, "Because.", ""))
          .value();
    }
    return made.id;
  }
  std::string title_of(const std::string& id) {
    return await(store_.conversation(who_, id)).value().title;
  }
  // Blocks until a conversation has changed. False: not in time.
  bool changed() {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, std::chrono::seconds(20), [this] { return changes_ > 0; });
  }
  void stop() { ASSERT_TRUE(await(titles_.stop(std::chrono::seconds(10)))); }

  const store::Principal who_{"local", "key_1"};
  asio::thread_pool io_{2};
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  ModelPool pool_{{script_entry("scripted", script_)}, [] { return std::uint64_t{1} << 40U; }};
  FakeStore store_;
  std::mutex mutex_;
  std::condition_variable told_;
  int changes_ = 0;
  std::uint32_t paid_ = 0;
  Titles titles_{io_.get_executor(), pool_, store_,
                 [this](const store::Principal&, const std::string&) {
                   const std::lock_guard lock(mutex_);
                   ++changes_;
                   told_.notify_all();
                 },
                 [this](const std::string& key, const chat::Usage& usage) {
                   const std::lock_guard lock(mutex_);
                   if (key == "key_1") paid_ += usage.tokens_new;
                 }};
};

TEST_F(TitlesTest, NamesAConversationAfterItsFirstAnswer) {
  const std::string id = talk("Why is the sky blue?");
  script_->say("\"The Blue Sky\"\n");
  script_->finish();
  titles_.consider(who_, id);
  ASSERT_TRUE(changed());
  EXPECT_EQ(title_of(id), "The Blue Sky");
  const auto heard = script_->heard().back();
  EXPECT_THAT(heard.back().content, HasSubstr("Why is the sky blue?"));
  EXPECT_THAT(heard.back().content, HasSubstr("Because."));
  EXPECT_GT(paid_, 0U);
}

TEST_F(TitlesTest, ReadsOnlyTheBeginningOfWhatWasSaid) {
  const std::string id = talk("Long: " + std::string(100'000, 'x'));
  script_->say("Many letters");
  script_->finish();
  titles_.consider(who_, id);
  ASSERT_TRUE(changed());
  EXPECT_LT(script_->heard().back().back().content.size(), 2000U);
}

TEST_F(TitlesTest, LeavesATitleThatSomebodyGave) {
  const std::string id = talk("Why is the sky blue?");
  await(store_.change_conversation(who_, id, {.title = "Mine"})).value();
  titles_.consider(who_, id);
  stop();
  EXPECT_EQ(title_of(id), "Mine");
  EXPECT_TRUE(script_->heard().empty()) << "the model is not even asked";
}

TEST_F(TitlesTest, LeavesATitleThatSomebodyGivesMeanwhile) {
  const std::string id = talk("Why is the sky blue?");
  titles_.consider(who_, id);
  script_->wait_for_branches(1);
  await(store_.change_conversation(who_, id, {.title = "Mine"})).value();
  script_->say("The Blue Sky");
  script_->finish();
  script_->wait_for_branches(0);
  stop();
  EXPECT_EQ(title_of(id), "Mine");
}

TEST_F(TitlesTest, ATurnThatBeginsGoesFirst) {
  const std::string id = talk("Why is the sky blue?");
  titles_.consider(who_, id);
  script_->wait_for_branches(1);
  titles_.yield();
  script_->wait_for_branches(0);
  stop();
  EXPECT_EQ(title_of(id), "Why is the sky blue?");
}

TEST_F(TitlesTest, KeepsTheFirstWordsWhereTheModelGivesNoTitle) {
  const std::string id = talk("Why is the sky blue?");
  script_->say(std::string(300, 'x'));
  script_->finish();
  titles_.consider(who_, id);
  script_->wait_for_branches(0);
  stop();
  EXPECT_EQ(title_of(id), "Why is the sky blue?");
}

TEST_F(TitlesTest, AConversationThatHasGoneOnKeepsItsTitle) {
  const std::string id = talk("Why is the sky blue?", 4);
  titles_.consider(who_, id);
  stop();
  EXPECT_TRUE(script_->heard().empty());
}

TEST(TitleIn, TakesTheFirstLineWithoutWhatIsAroundIt) {
  EXPECT_EQ(title_in("\n  **The Blue Sky**\nMore text"), "The Blue Sky");
  EXPECT_EQ(title_in("Title: \"The Blue Sky.\""), "The Blue Sky");
  EXPECT_EQ(title_in("# \u0627\u0644\u0633\u0645\u0627\u0621"),
            "\u0627\u0644\u0633\u0645\u0627\u0621");
  EXPECT_EQ(title_in("Why is it blue?"), "Why is it blue?");
  EXPECT_EQ(title_in(" \"\" \n"), "");
  EXPECT_EQ(title_in(std::string(81, 'a')), "");
}

}  // namespace
}  // namespace ponder::server
