// Several choices for one request: siblings on one trunk, each a branch of its own.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::FinishReason;
using chat::Mode;

TEST(Choices, AreBranchesOfOneTrunk) {
  TurnHarness turn(Mode::kInstant);
  turn.request.choices = 3;
  turn.generator.trunk_tokens_cached = 40;
  turn.generator.scripts = {Script{}.say("one", 2).finish(),
                            Script{}.say("two").say("!", 3).finish(FinishReason::kLength),
                            Script{}.say("three").finish()};
  const chat::TurnState& state = turn.run();
  ASSERT_EQ(turn.generator.opened.size(), 1U);
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{3}));
  ASSERT_EQ(state.branches.size(), 3U);
  EXPECT_EQ(chat::answer_text(state.branches[0]), "one");
  EXPECT_EQ(chat::answer_text(state.branches[1]), "two!");
  EXPECT_EQ(chat::answer_text(state.branches[2]), "three");
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(state.branches[1].finish, FinishReason::kLength);
  EXPECT_EQ(state.branches[2].finish, FinishReason::kStop);
  EXPECT_EQ(state.usage.tokens_prompt, 110U);
  EXPECT_EQ(state.usage.tokens_cached, 40U);
  EXPECT_EQ(state.usage.tokens_new, 7U);
  EXPECT_EQ(turn.report().agents_started, 3U);
}

TEST(Choices, DifferByTheirSeeds) {
  TurnHarness turn(Mode::kInstant);
  turn.request.choices = 2;
  turn.generator.scripts.assign(2, Script{}.say("x").finish());
  turn.run();
  EXPECT_EQ(turn.generator.branches[0].spec.sampling.seed, 1000U);
  EXPECT_EQ(turn.generator.branches[1].spec.sampling.seed, 1001U);

  TurnHarness drawn(Mode::kInstant);
  drawn.request.sampling.seed.reset();
  drawn.request.choices = 8;
  drawn.generator.scripts.assign(8, Script{}.say("x").finish());
  drawn.run();
  std::set<std::uint64_t> seeds;
  for (const BranchRecord& branch : drawn.generator.branches) {
    ASSERT_TRUE(branch.spec.sampling.seed);
    seeds.insert(*branch.spec.sampling.seed);
  }
  EXPECT_EQ(seeds.size(), 8U);
}

TEST(Choices, ThinkEachForItself) {
  TurnHarness turn(Mode::kThinking);
  turn.request.choices = 2;
  turn.generator.scripts = {Script{}.say("Hmm.\nAnswer: 1").finish(),
                            Script{}.say("Well.\nAnswer: 2").finish()};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(chat::answer_text(state.branches[0]), "1");
  EXPECT_EQ(chat::reasoning_text(state.branches[1]), "Well.\n");
  EXPECT_EQ(chat::answer_text(state.branches[1]), "2");
}

TEST(Choices, EndTogetherWhereTheTurnIsStopped) {
  TurnHarness turn(Mode::kInstant);
  turn.request.choices = 2;
  turn.generator.scripts = {Script{}.say("done").finish(), Script{}.say("so far")};
  turn.halt_at(milliseconds{100}, modes::Halt::kStop);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStop);  // The first had ended by itself.
  EXPECT_EQ(state.branches[1].finish, FinishReason::kStoppedByUser);
  EXPECT_EQ(chat::answer_text(state.branches[1]), "so far");
}

TEST(Choices, FailTogetherWhereOneFails) {
  TurnHarness turn(Mode::kInstant);
  turn.request.choices = 2;
  turn.generator.scripts = {Script{}.say("so far"),
                            Script{}.fail({ErrorCode::kBackend, "it fell out"})};
  const chat::TurnState& state = turn.run();
  ASSERT_TRUE(state.error);
  EXPECT_EQ(state.error->message, "it fell out");
}

TEST(Choices, AreNoMoreThanTheModelWritesAtOnce) {
  TurnHarness turn(Mode::kInstant);
  turn.request.choices = 5;
  turn.generator.caps.branches_max = 4;
  const chat::TurnState& state = turn.run();
  ASSERT_TRUE(state.error);
  EXPECT_EQ(state.error->param, "n");
  EXPECT_EQ(state.error->message, "must be at most 4 (what this model writes at once), but is 5");
  EXPECT_TRUE(turn.generator.opened.empty());
}

TEST(StopStrings, AreToldWhereTheyAreTheRequests) {
  for (const std::string met : {"END", "<template's own>"}) {
    TurnHarness turn(Mode::kInstant);
    turn.request.stop = {"END"};
    generate::BranchDelta last;
    last.finish = FinishReason::kStop;
    last.stop_met = met;
    turn.generator.scripts = {Script{}.say("a").delta(last, milliseconds{1})};
    EXPECT_EQ(turn.run().stop_string, met == "END" ? "END" : "");
  }
}

}  // namespace
}  // namespace ponder::test
