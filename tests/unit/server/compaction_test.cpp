// A conversation that has outgrown its model: what is summed up, what the model is told, what is
// kept.
#include "server/compaction.h"

#include <gmock/gmock.h>

#include "fake_store.h"
#include "script_model.h"
#include "support/await.h"

namespace ponder::server {
namespace {

using ponder::testing::await;
using ::testing::HasSubstr;
using ::testing::Not;

chat::Message message(chat::Role role, const std::string& content) {
  chat::Message made;
  made.role = role;
  made.content = content;
  return made;
}

class CompactionTest : public ::testing::Test {
 protected:
  CompactionTest() {
    job_.id = "turn_new";
    job_.request.model = "scripted";
    job_.request.messages = asked_;
    job_.control = std::make_shared<modes::TurnControl>();
    job_.on_usage = [this](const chat::Usage&) { ++paid_; };
    script_->count_prompts(1);
  }
  // Turns of 400 letters each.
  void talk(int turns) {
    for (int i = 0; i < turns; ++i) {
      store::Turn turn;
      turn.id = "turn_" + std::to_string(i);
      turn.input = "Q" + std::to_string(i) + std::string(198, 'q');
      turn.answer = std::string(200, 'a');
      past_.turns.push_back(turn);
    }
  }
  Result<std::vector<chat::Message>> fit() {
    Compaction compaction(model_, store_, {"local"}, job_);
    return await(compaction.fit(asked_, past_));
  }
  std::vector<store::Summary> kept() {
    return await(store_.history().summaries({"local"}, "conv_1")).value();
  }

  const std::vector<chat::Message> asked_ = {message(chat::Role::kSystem, "Be brief."),
                                             message(chat::Role::kUser, "And now?")};
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  ScriptModel model_{script_};  // With a context of 4096 tokens.
  FakeStore store_;
  TurnJob job_;
  Past past_{"conv_1", {}, {}};
  int paid_ = 0;
};

TEST_F(CompactionTest, LeavesAloneWhatFits) {
  talk(5);
  EXPECT_EQ(fit().value(), with_past(asked_, past_));
  EXPECT_TRUE(script_->heard().empty()) << "so short that nothing needs to be counted";
  script_->count_prompts(4);
  talk(20);
  EXPECT_EQ(fit().value(), with_past(asked_, past_));
  EXPECT_TRUE(kept().empty());
}

TEST_F(CompactionTest, SumsUpTheOlderTurnsAndKeepsTheNewest) {
  talk(10);
  script_->say("  They talked.\n");
  script_->finish();
  const auto messages = fit().value();
  EXPECT_EQ(messages.front().role, chat::Role::kSystem);
  EXPECT_THAT(messages.front().content, HasSubstr("Be brief."));
  EXPECT_THAT(messages.front().content, ::testing::EndsWith("here any more:\nThey talked."));
  ASSERT_EQ(messages.size(), 2U + 2U * 3U) << "system, question and the last three turns";
  EXPECT_THAT(messages[1].content, ::testing::StartsWith("Q7"));
  EXPECT_EQ(messages.back().content, "And now?");
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(kept()[0].turn_id, "turn_6");
  EXPECT_EQ(kept()[0].text, "They talked.");
  EXPECT_EQ(kept()[0].model, "scripted");
  EXPECT_GT(paid_, 0);
}

TEST_F(CompactionTest, GoesOnFromAnEarlierSummary) {
  past_.summary = "It began so.";
  talk(10);
  script_->say("All of it.");
  script_->finish();
  const auto messages = fit().value();
  EXPECT_THAT(messages.front().content, HasSubstr("All of it."));
  EXPECT_THAT(messages.front().content, Not(HasSubstr("It began so.")));
  bool told = false;
  for (const auto& heard : script_->heard()) {
    told = told || heard.back().content.find("The summary so far:\nIt began so.") == 0;
  }
  EXPECT_TRUE(told);
}

TEST_F(CompactionTest, ReadsWhatDoesNotFitAtOnceInPieces) {
  talk(40);
  script_->say("S");
  script_->finish();
  ASSERT_TRUE(fit());
  std::size_t pieces = 0;
  for (const auto& heard : script_->heard()) {
    const std::string& text = heard.back().content;
    if (text.find("Write one summary") == std::string::npos) continue;
    ++pieces;
    EXPECT_LT(text.size(), 4096U);
  }
  EXPECT_GE(pieces, 9U);
}

TEST_F(CompactionTest, FailsWhereTheModelSaysNothing) {
  talk(10);
  script_->finish();
  const auto messages = fit();
  ASSERT_FALSE(messages);
  EXPECT_THAT(messages.error().message, HasSubstr("context of 4096 tokens"));
  EXPECT_TRUE(kept().empty());
}

TEST_F(CompactionTest, TellsTheModelsError) {
  talk(10);
  script_->fail({ErrorCode::kBackend, "The machine is on fire."});
  EXPECT_EQ(fit().error().message, "The machine is on fire.");
}

TEST_F(CompactionTest, EndsWithATurnThatIsStopped) {
  talk(10);
  job_.control->halt = modes::Halt::kStop;
  EXPECT_TRUE(fit());
  EXPECT_TRUE(kept().empty());
}

TEST(Pasts, BeginAfterTheLastSummaryOfThePath) {
  std::vector<store::Turn> path(3);
  for (std::size_t i = 0; i < path.size(); ++i) path[i].id = "t" + std::to_string(i);
  const std::vector<store::Summary> summaries = {
      {"t0", "old", "m", 1}, {"t1", "new", "m", 2}, {"other", "branch", "m", 3}};
  const Past past = past_of("c", path, summaries);
  EXPECT_EQ(past.summary, "new");
  ASSERT_EQ(past.turns.size(), 1U);
  EXPECT_EQ(past.turns[0].id, "t2");
  EXPECT_EQ(past_of("c", path, {}).turns.size(), 3U);
  EXPECT_EQ(past_of("c", {}, summaries).summary, "");
}

TEST(Pasts, PutTheSummaryIntoASystemMessage) {
  const Past past{"c", "Short.", {}};
  const auto messages = with_past({message(chat::Role::kUser, "q")}, past);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].role, chat::Role::kSystem);
  EXPECT_THAT(messages[0].content, HasSubstr("Short."));
}

}  // namespace
}  // namespace ponder::server
