// Contemplating: waves, the vote and its ends, dissent, ties, drafts, the report.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::FinishReason;
using chat::Mode;

TEST(Contemplating, StopsOnceFourAgree) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = answers({"42", "42.0", "forty-two", "$42$"});
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_TRUE(state.decided);
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
  EXPECT_EQ(turn.report().agents_started, 4U);
  EXPECT_EQ(turn.report().agents_used, 4U);
  EXPECT_EQ(turn.report().agents_stopped_early, 0U);
  EXPECT_EQ(turn.report().agreement, 1.0F);
  EXPECT_EQ(turn.report().tallies.size(), 1U);
}

TEST(Contemplating, VoidsTheVoteOfWrongArithmetic) {
  TurnHarness turn(Mode::kContemplating, 4);
  for (const char* text : {"3 * 4 = 13\nAnswer: 13\n", "12 + 1 = 13 = 13, 5 * 5 = 24\nAnswer: 13\n",
                           "3 * 4 = 12\nAnswer: 12\n", "3 * 4 = 13\nAnswer: 13\n"}) {
    turn.generator.scripts.push_back(Script{}.say(text, 8).finish());
  }
  turn.run();
  EXPECT_EQ(turn.answer(), "12");
  EXPECT_EQ(turn.report().agents_used, 1U);
  EXPECT_EQ(turn.report().agreement, 1.0F);
  ASSERT_EQ(turn.report().tallies.size(), 1U);
}

TEST(Contemplating, CountsAllVotesWhereAllArithmeticIsWrong) {
  TurnHarness turn(Mode::kContemplating, 4);
  for (int i = 0; i < 4; ++i) {
    const std::string answer = i == 1 ? "14" : "13";
    turn.generator.scripts.push_back(
        Script{}.say("3 * 4 = " + answer + "\nAnswer: " + answer + "\n", 8).finish());
  }
  turn.run();
  EXPECT_EQ(turn.answer(), "13");
  EXPECT_EQ(turn.report().agents_used, 4U);
}

TEST(Contemplating, WaitsForASoundVoteWhileAllAreVoid) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts.assign(3, Script{}.say("3 * 4 = 13\nAnswer: 13\n", 8).finish());
  turn.generator.scripts.push_back(
      Script{}.say("3 * 4 = 12\nAnswer: 12\n", 8, -0.1, milliseconds{500}).finish());
  turn.run();
  EXPECT_EQ(turn.answer(), "12");
  EXPECT_EQ(turn.report().agents_used, 1U);
  for (const chat::VoteChanged& told : turn.all<chat::VoteChanged>()) {
    EXPECT_EQ(told.decided, told.tallies.front().normalised == "12");
  }
}

TEST(Contemplating, StartsAnotherWaveWhereAllVotesAreVoid) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts.assign(4, Script{}.say("3 * 4 = 13\nAnswer: 13\n", 8).finish());
  for (int i = 0; i < 4; ++i) turn.generator.scripts.push_back(answering("12"));
  turn.run();
  EXPECT_EQ(turn.answer(), "12");
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4}));
}

TEST(Contemplating, AsksAllAgentsOnOneTrunk) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  ASSERT_EQ(turn.generator.opened.size(), 1U);
  EXPECT_EQ(turn.generator.opened[0].priority, generate::Priority::kNormal);
  std::set<std::uint64_t> seeds;
  for (const BranchRecord& branch : turn.generator.branches) {
    EXPECT_EQ(branch.spec.user_suffix, modes::kReasonThenBox);
    EXPECT_EQ(branch.spec.logprobs_top, 0U);
    seeds.insert(*branch.spec.sampling.seed);
  }
  EXPECT_EQ(seeds, (std::set<std::uint64_t>{1000, 1001, 1002, 1003}));
  EXPECT_EQ(*turn.generator.branches[0].spec.sampling.temperature, 0.2F);
}

TEST(Contemplating, DrawsASeedWhereNoneIsGiven) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.request.sampling.seed.reset();
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  const std::uint64_t first = *turn.generator.branches[0].spec.sampling.seed;
  EXPECT_EQ(*turn.generator.branches[3].spec.sampling.seed, first + 3);
}

TEST(Contemplating, ShowsEachAgentsStepsAndAnswer) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {answering("7 apples"), answering("7")};
  const chat::TurnState& state = turn.run();
  ASSERT_EQ(state.branches.size(), 3U);
  const chat::BranchState& agent = state.branches[1];
  EXPECT_EQ(agent.role, "Steady");
  ASSERT_EQ(agent.parts.size(), 2U);
  EXPECT_EQ(agent.parts[0].kind, chat::PartKind::kReasoning);
  EXPECT_EQ(agent.parts[0].text, "step step step step \n");
  EXPECT_EQ(agent.parts[1].text, "7 apples");
  EXPECT_EQ(agent.answer, "7 apples");
  EXPECT_EQ(agent.normalised, "7");
  EXPECT_NEAR(agent.confidence, 0.905, 0.001);
  EXPECT_EQ(agent.finish, FinishReason::kStop);
}

TEST(Contemplating, TakesAnAnswerAsSoonAsItCloses) {
  TurnHarness turn(Mode::kContemplating, 2);
  Script chatty = Script{}.say("six\nAnswer: 42\nLet me ").say("explain").say(" at length");
  turn.generator.scripts = {chatty, Script{}.say("so \\boxed{42}. And then").say(" more")};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(state.branches[1].parts.back().text, "42");
  EXPECT_EQ(state.branches[2].parts.front().text, "so \\boxed{42}");
  EXPECT_EQ(state.branches[1].finish, FinishReason::kStoppedEarly);
  for (const BranchRecord& branch : turn.generator.branches) {
    EXPECT_EQ(branch.steps_given, 1U);
    EXPECT_EQ(branch.destroyed, milliseconds{10});
  }
  EXPECT_EQ(turn.report().agents_used, 2U);
  EXPECT_EQ(turn.report().agents_stopped_early, 0U);
}

TEST(Contemplating, AddsAWaveWhileUndecidedAndReportsTheDissent) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = answers({"42", "41", "42", "42", "42", "40", "42", "42"});
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4, 4}));
  EXPECT_EQ(turn.answer(), "42");
  // 42 has 4 of 6 when its lead exceeds the two that may still vote.
  EXPECT_EQ(turn.report().agents_used, 6U);
  EXPECT_EQ(turn.report().agents_stopped_early, 2U);
  EXPECT_NEAR(turn.report().agreement, 4.0 / 6.0, 1e-6);
  ASSERT_EQ(turn.report().tallies.size(), 3U);
  EXPECT_EQ(turn.report().tallies[0].agents, (std::vector<chat::BranchId>{1, 3, 4, 5}));
  EXPECT_EQ(turn.report().tallies[1].answer, "41");
  EXPECT_EQ(state.branches[8].finish, FinishReason::kStoppedEarly);
}

TEST(Contemplating, StartsTheNextWaveWhenTheRunningCannotDecide) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = answers({"1", "2", "1", "1"});
  turn.generator.scripts[2] = answering("1", 100);
  turn.generator.scripts[3] = answering("1", 100);
  for (int i = 0; i < 4; ++i) turn.generator.scripts.push_back(answering("1", 4));
  turn.run();
  // After 1:1 at 61 ms, two more votes cannot close it.
  ASSERT_EQ(turn.generator.branches.size(), 8U);
  EXPECT_EQ(turn.generator.branches[4].started, milliseconds{61});
}

TEST(Contemplating, StopsSiblingsWhenTheVoteIsDecided) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = {answering("5", 4), answering("5", 5), answering("5", 6),
                            answering("9", 500)};
  const chat::TurnState& state = turn.run();
  // 3:0 leads by more than the one that may still vote.
  EXPECT_EQ(turn.answer(), "5");
  const milliseconds decided{71};
  EXPECT_LE(*turn.generator.branches[3].destroyed, decided);
  EXPECT_LE(turn.clock.elapsed(), decided);
  EXPECT_EQ(state.branches[4].finish, FinishReason::kStoppedEarly);
  EXPECT_EQ(turn.report().agents_stopped_early, 1U);
  // The three took 5, 6 and 7 tokens; the stopped one some of the mean of 6.
  const std::uint32_t spent = state.branches[4].usage.tokens_new;
  EXPECT_EQ(turn.report().tokens_saved, spent < 6 ? 6 - spent : 0);
}

TEST(Contemplating, EstimatesWhatAgentsThatNeverStartedWouldHaveCost) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts.assign(4, answering("42", 9));  // 10 tokens each.
  turn.run();
  EXPECT_EQ(turn.report().tokens_spent, 40U);
  EXPECT_EQ(turn.report().tokens_saved, 40U);
  EXPECT_EQ(turn.report().prompt_tokens_saved, 300U);
  EXPECT_EQ(turn.sink.state.usage.tokens_prompt, 140U);  // The trunk once, four suffixes.
  EXPECT_EQ(turn.sink.state.usage.tokens_new, 40U);
}

TEST(Contemplating, CountsAllButTheAnswerAsReasoning) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.trunk_tokens_cached = 60;
  turn.generator.scripts.assign(4, Script{}.say("0123456789\nAnswer: 4", 20).say("\n", 0).finish());
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "4");
  EXPECT_EQ(state.usage.tokens_new, 80U);
  // 11 of a trace's 20 bytes are reasoning; the winner's other tokens are the answer.
  EXPECT_EQ(state.branches[1].usage.tokens_reasoning, 11U);
  EXPECT_EQ(state.usage.tokens_reasoning, 71U);
  EXPECT_EQ(state.usage.tokens_cached, 60U);
}

TEST(Contemplating, WorksWithoutASharedPrefixOrLogprobs) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.caps.shared_prefix = false;
  turn.generator.caps.logprobs = false;
  turn.generator.scripts = answers({"42", "42", "42", "42"});
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(turn.report().prompt_tokens_saved, 0U);
  EXPECT_EQ(state.usage.tokens_prompt, 440U);
  EXPECT_FALSE(turn.generator.branches[0].spec.logprobs_top);
  EXPECT_EQ(state.branches[1].confidence, 0.0F);
}

TEST(Contemplating, SeatsNoMoreAgentsThanTheModelCan) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.caps.branches_max = 2;
  turn.generator.scripts = answers({"1", "2", "1", "2", "1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.answer(), "1");
  for (const std::size_t fork : turn.generator.forks) EXPECT_LE(fork, 2U);
}

TEST(Contemplating, BreaksATieByConfidence) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {answering("1", 4, -0.5), answering("2", 4, -0.1)};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "2");
  EXPECT_EQ(turn.report().winner, 2U);
  EXPECT_EQ(turn.report().agreement, 0.5F);
  EXPECT_EQ(state.tallies[0].normalised, "2");
}

TEST(Contemplating, BreaksATieByAgeWithoutConfidence) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.caps.logprobs = false;
  turn.generator.scripts = {answering("1", 4), answering("2", 3)};
  EXPECT_FALSE(turn.run().decided);
  EXPECT_EQ(turn.answer(), "2");  // It answered first.
}

TEST(Contemplating, ShowsTheSurestTraceOfTheWinners) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = {answering("5", 4, -0.9), answering("5 cm", 4, -0.1),
                            answering("5", 4, -0.5), answering("5", 4, -0.5)};
  turn.run();
  EXPECT_EQ(turn.report().winner, 2U);
  EXPECT_EQ(turn.answer(), "5 cm");
}

// A second wave in which one guesses, and the others think longer than the guesser's group.
std::vector<Script> with_a_guesser() {
  std::vector<Script> scripts = {answering("1", 40, -0.1), answering("2", 41, -0.2),
                                 answering("1", 42, -0.1), answering("2", 43, -0.3)};
  scripts.push_back(answering("3", 50, -2.0));
  for (int i = 0; i < 3; ++i) scripts.push_back(answering("1", 60, -0.1));
  return scripts;
}

TEST(Contemplating, KillsAnUnsureTrace) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = with_a_guesser();
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.branches[5].finish, FinishReason::kStoppedEarly);
  EXPECT_EQ(state.branches[5].usage.tokens_new, 32U);  // One full group.
  EXPECT_EQ(*turn.generator.branches[4].destroyed - turn.generator.branches[4].started,
            milliseconds{320});
  EXPECT_EQ(turn.answer(), "1");
}

TEST(Contemplating, KillsNobodyWhereNobodyIsToBeUnsure) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.request.strategy.unsure_percentile = 0.0;
  turn.generator.scripts = with_a_guesser();
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.branches[5].finish, FinishReason::kStop);
  EXPECT_EQ(state.branches[5].answer, "3");
  EXPECT_EQ(turn.answer(), "1");
}

TEST(Contemplating, KillsNobodyBeforeFourHaveAnswered) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = {answering("1", 40, -0.1), answering("2", 40, -0.1),
                            answering("3", 40, -0.1), answering("3", 100, -3.0)};
  turn.run();
  EXPECT_EQ(turn.report().agents_used, 4U);
}

TEST(Contemplating, CountsAShortTextWithoutAMarkerAsAnAnswer) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {Script{}.say("Paris.").finish(), Script{}.say("paris").finish()};
  turn.run();
  EXPECT_EQ(turn.report().agreement, 1.0F);
  EXPECT_EQ(turn.answer(), "Paris.");
}

TEST(Contemplating, DoesNotCountATraceThatWasCut) {
  TurnHarness turn(Mode::kContemplating, 3);
  turn.generator.scripts = {answering("1"), Script{}.say("Answer: 1").finish(FinishReason::kLength),
                            answering("2", 4, -0.01)};
  turn.run();
  EXPECT_EQ(turn.report().agents_used, 2U);
  EXPECT_EQ(turn.answer(), "2");
}

const char* const kSea = "The sea is wide and blue and deep and it never rests at all, my friend.";
const char* const kSeaToo =
    "The sea is wide and grey and deep and it never sleeps at all, my child.";
const char* const kCars =
    "Cars drive on long roads every day until somebody stops them for some fuel.";

TEST(Contemplating, TakesTheMedoidOfOpenEndedDrafts) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = {Script{}.say(kCars, 20).finish(),
                            Script{}.say(std::string("Thinking.\nAnswer:\n") + kSea, 20).finish(),
                            Script{}.say(kSeaToo, 20).finish(), answering("never", 500)};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), kSea);
  EXPECT_EQ(turn.report().winner, 2U);
  EXPECT_EQ(turn.report().agents_used, 3U);
  EXPECT_EQ(turn.report().agreement, 0.0F);
  EXPECT_TRUE(turn.report().tallies.empty());
  EXPECT_TRUE(turn.all<chat::VoteChanged>().empty());
  EXPECT_EQ(turn.generator.forks.size(), 1U);
  EXPECT_EQ(state.branches[4].finish, FinishReason::kStoppedEarly);
  EXPECT_EQ(turn.all<chat::AnswerFound>().size(), 3U);
}

TEST(Contemplating, TakesADraftThatWasCutWhereNobodyAnswers) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = {Script{}.say(kCars).finish(FinishReason::kLength),
                            Script{}.say(kSea).finish(FinishReason::kLength),
                            Script{}.say(kSeaToo).finish(FinishReason::kLength), Script{}.finish()};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kLength);
  EXPECT_EQ(turn.answer(), kSea);
  EXPECT_EQ(turn.generator.forks.size(), 1U);
}

TEST(Contemplating, EndsWithoutAnswerWhereNobodySaysAnything) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts.assign(4, Script{}.say(" \n").finish());
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(turn.answer(), "");
  EXPECT_EQ(turn.report().winner, 0U);
}

TEST(Contemplating, EstimatesASinglePassFromTheTimeOfOneAgentAlone) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {answering("1", 9), answering("2", 49)};
  turn.run();
  // 10 ms a token alone; the median (upper) trace has 50 tokens.
  EXPECT_EQ(turn.report().first_token_ms, 10U);
  EXPECT_EQ(turn.report().single_pass_ms, 510U);
}

TEST(Contemplating, DoesNotGuessASinglePass) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {answering("1", 9), answering("2", 10)};
  turn.run();
  EXPECT_EQ(turn.report().single_pass_ms, 0U);
}

}  // namespace
}  // namespace ponder::test
