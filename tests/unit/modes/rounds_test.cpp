// What large models do where their agents do not agree: aggregators, then judges.
#include "modes/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::Mode;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kLarge = 30'000'000'000;

// Agents that answer so, and then what the rounds write.
struct LargeTurn : TurnHarness {
  explicit LargeTurn(const std::vector<std::string>& agents,
                     const std::vector<std::string>& rounds = {}, std::uint32_t limit = 8)
      : TurnHarness(Mode::kContemplating, limit) {
    generator.caps.parameters = kLarge;
    for (const std::string& answer : agents) add("by agent " + answer, answer);
    for (const std::string& answer : rounds) add("round", answer);
  }
  void add(const std::string& text, const std::string& answer) {
    const auto steps = static_cast<std::uint32_t>(4 + generator.scripts.size());
    Script script;
    script.say(text + " ");
    for (std::uint32_t i = 0; i < steps; ++i) script.say("step ");
    generator.scripts.push_back(script.say("\nAnswer: " + answer).finish());
  }
  std::vector<std::string> roles() const {
    std::vector<std::string> found;
    for (const auto& started : all<chat::BranchStarted>()) found.push_back(started.role);
    return found;
  }
};

const std::vector<std::string> kTie = {"1", "2", "1", "2", "1", "2", "1", "2"};

TEST(Rounds, AggregatorsReadAttemptsAndVote) {
  LargeTurn turn(kTie, {"2", "2", "2", "2"});
  turn.run();
  EXPECT_EQ(turn.answer(), "2");
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4, 4}));
  ASSERT_EQ(turn.generator.branches.size(), 12U);
  const std::string& asked = turn.generator.branches[8].spec.user_suffix;
  EXPECT_THAT(asked, HasSubstr("--- Attempt 4 ---"));
  EXPECT_THAT(asked, Not(HasSubstr("--- Attempt 5 ---")));
  EXPECT_THAT(asked, HasSubstr("by agent 1"));
  EXPECT_THAT(asked, HasSubstr("by agent 2"));
  EXPECT_THAT(asked, HasSubstr("Answer:"));
  EXPECT_EQ(turn.roles()[8], "Aggregator");
  EXPECT_EQ(turn.generator.opened.size(), 1U);
  EXPECT_EQ(turn.report().agents_started, 12U);
  EXPECT_EQ(turn.report().tallies.front().normalised, "2");
}

TEST(Rounds, AreLeftOutWhereTheVoteIsDecided) {
  LargeTurn turn({"1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
}

TEST(Rounds, AnswerNowTakesTheVoteSoFar) {
  LargeTurn turn(kTie, {"2", "2", "2", "2"});
  turn.generator.scripts[11] = Script{};  // Silent for ever.
  turn.generator.scripts[10].steps.resize(1);
  turn.halt_at(milliseconds{60'000}, modes::Halt::kAnswerNow);
  turn.run();
  EXPECT_EQ(turn.answer(), "2");
}

TEST(Rounds, JudgesCompareTheTwoLeadersInBothOrders) {
  LargeTurn turn(kTie, {"1", "2", "1", "2", "1", "2"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4, 4, 2}));
  const std::string& one = turn.generator.branches[12].spec.user_suffix;
  const std::string& other = turn.generator.branches[13].spec.user_suffix;
  EXPECT_LT(one.find("by agent 1"), one.find("by agent 2"));
  EXPECT_GT(other.find("by agent 1"), other.find("by agent 2"));
  EXPECT_EQ(turn.generator.branches[12].spec.sampling.temperature, 0.0F);
  EXPECT_EQ(turn.roles()[12], "Judge");
  // The first attempt in one order and the second in the other are the same one.
  EXPECT_EQ(turn.answer(), "1");
  EXPECT_EQ(turn.report().tallies.front().agents.size(), 8U);
  EXPECT_LE(turn.report().winner, 12U);  // A judge's text is not shown.
}

TEST(Rounds, JudgesThatSayNothingHaveNoVote) {
  LargeTurn turn(kTie, {"1", "2", "1", "2", "both", "neither"});
  turn.run();
  EXPECT_EQ(turn.report().agents_used, 12U);
  EXPECT_EQ(turn.report().agreement, 0.5F);
}

// An aggregator reads four attempts of 2000 bytes: far more than what an agent needs.
TEST(Rounds, AreSmallerWhereTheCellsHoldFewer) {
  LargeTurn turn(kTie, {"2", "2", "1", "1"});
  turn.generator.caps.cells = 7000;
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4, 2, 2}));
  EXPECT_EQ(turn.roles()[9], "Aggregator");
  EXPECT_EQ(turn.roles()[10], "Judge");
  EXPECT_EQ(turn.report().agents_fit, 2U);
  EXPECT_EQ(turn.report().agents_wanted, 4U);
}

TEST(Rounds, AreForLargeModelsOnly) {
  LargeTurn turn(kTie);
  turn.generator.caps.parameters = 500'000'000;
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4}));
}

TEST(Rounds, AreNotInTheQuickPreset) {
  LargeTurn turn({"1", "2", "1", "2"}, {}, 4);
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
}

TEST(Rounds, TheVoteStandsWhereARoundCannotStart) {
  LargeTurn turn({"1", "2", "1", "2", "1", "2", "1", "3"});
  turn.generator.fork_errors[2] = Error{ErrorCode::kTooLong, "too long"};
  const chat::TurnState& state = turn.run();
  EXPECT_FALSE(state.error);
  EXPECT_EQ(turn.answer(), "1");
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4, 4}));
}

TEST(Rounds, TheVoteStandsWhereAllOfARoundFails) {
  LargeTurn turn({"1", "2", "1", "2", "1", "2", "1", "3"});
  for (int i = 0; i < 6; ++i) {
    turn.generator.scripts.push_back(Script{}.fail({ErrorCode::kBackend, "it broke"}));
  }
  const chat::TurnState& state = turn.run();
  EXPECT_FALSE(state.error);
  EXPECT_EQ(turn.answer(), "1");
}

std::string draft(const std::string& end) {
  return "The keeper of the old lighthouse on the grey island wrote every evening into a book "
         "what ships had passed, and one evening he wrote that " +
         end;
}

TEST(Synthesis, IsWrittenFromTheDraftsAndGiven) {
  LargeTurn turn(
      {draft("nobody came."), draft("one came."), draft("two came."), draft("three came.")},
      {draft("it was quiet.")});
  turn.generator.scripts[3] = Script{};  // The fourth draft is not waited for.
  turn.run();
  EXPECT_EQ(turn.answer(), draft("it was quiet."));
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 1}));
  const std::string& asked = turn.generator.branches[4].spec.user_suffix;
  EXPECT_THAT(asked, HasSubstr("--- Draft 3 ---"));
  EXPECT_THAT(asked, HasSubstr("two came."));
  EXPECT_EQ(turn.roles()[4], "Editor");
  EXPECT_EQ(turn.report().agents_stopped_early, 1U);
}

TEST(Synthesis, IsRefusedWhereItDoesNotFit) {
  LargeTurn turn(
      {draft("nobody came."), draft("one came."), draft("two came."), draft("three came.")},
      {"No."});
  turn.run();
  EXPECT_THAT(turn.answer(), HasSubstr("The keeper of the old lighthouse"));
}

TEST(Synthesis, IsLeftOutWhereItCannotStart) {
  LargeTurn turn(
      {draft("nobody came."), draft("one came."), draft("two came."), draft("three came.")});
  turn.generator.fork_errors[1] = Error{ErrorCode::kTooLong, "too long"};
  const chat::TurnState& state = turn.run();
  EXPECT_FALSE(state.error);
  EXPECT_THAT(turn.answer(), HasSubstr("The keeper of the old lighthouse"));
}

TEST(Synthesis, IsForLargeModelsOnly) {
  LargeTurn turn(
      {draft("nobody came."), draft("one came."), draft("two came."), draft("three came.")});
  turn.generator.caps.parameters = 500'000'000;
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
}

TEST(Synthesis, FitsWhenItIsLikeTheDrafts) {
  const std::string one = draft("nobody came.");
  EXPECT_TRUE(modes::is_fit_synthesis(draft("all was well."), {one}));
  EXPECT_FALSE(modes::is_fit_synthesis("Sure!", {one}));
  EXPECT_FALSE(modes::is_fit_synthesis(one + one + one, {one}));
  EXPECT_FALSE(modes::is_fit_synthesis(std::string(one.size(), 'z'), {one}));
  EXPECT_FALSE(modes::is_fit_synthesis("", {}));
}

TEST(Rounds, LongAttemptsAreReadFromTheirEnd) {
  const std::string text = std::string(5000, 'x') + "\xC3\xA9 so it is 7";
  const std::string suffix = modes::aggregation_suffix({text}, "");
  EXPECT_THAT(suffix, HasSubstr("so it is 7"));
  EXPECT_LT(suffix.size(), modes::kAttemptBytesMax + 300);
}

TEST(Rounds, AttemptsAreMixedOfAllAnswers) {
  std::vector<modes::Cluster> clusters(2);
  clusters[0].ballots = {0, 2, 3};
  clusters[1].ballots = {1};
  EXPECT_EQ(modes::attempts_for(0, 2, clusters), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(modes::attempts_for(1, 2, clusters), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(modes::attempts_for(3, 9, clusters), (std::vector<std::size_t>{3, 0, 1, 2}));
  EXPECT_TRUE(modes::attempts_for(0, 4, {}).empty());
}

}  // namespace
}  // namespace ponder::test
