// Contemplating: agents and waves that fail.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::FinishReason;
using chat::Mode;

TEST(Contemplating, GoesOnWithoutAnAgentThatFails) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = answers({"42", "42", "42", "42"});
  turn.generator.scripts[1] = Script{}.say("hm").fail({ErrorCode::kBackend, "lost"});
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(state.branches[2].finish, FinishReason::kFailed);
  EXPECT_EQ(turn.report().agents_used, 2U);  // 2:0 leads by more than the one that is left.
}

TEST(Contemplating, FailsWhenAllAgentsFail) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts.assign(4, Script{}.say("hm").fail({ErrorCode::kBackend, "lost"}));
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.error->message, "lost");
  EXPECT_EQ(state.finish, FinishReason::kFailed);
  EXPECT_EQ(turn.generator.forks.size(), 1U);
}

TEST(Contemplating, FailsWhenTheFirstWaveCannotStart) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.fork_errors[0] = {ErrorCode::kOverloaded, "queue full"};
  EXPECT_EQ(turn.run().error->code, ErrorCode::kOverloaded);
}

TEST(Contemplating, TakesTheVoteSoFarWhenALaterWaveCannotStart) {
  TurnHarness turn(Mode::kContemplating, 8);
  turn.generator.scripts = answers({"1", "2", "1", "2"});
  turn.generator.scripts[1] = answering("2", 30, -0.5);
  turn.generator.fork_errors[1] = {ErrorCode::kOverloaded, "queue full"};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(turn.answer(), "1");
  EXPECT_EQ(turn.generator.forks.size(), 2U);
  EXPECT_EQ(turn.report().agents_started, 4U);
  EXPECT_EQ(turn.report().agents_used, 4U);
}

// An agent that says the same until it is stopped.
Script looping(std::uint32_t tokens) {
  Script script;
  for (std::uint32_t i = 0; i < tokens; ++i) script.say("So it is 42. ");
  return script.finish(FinishReason::kLength);
}

TEST(Contemplating, StopsAnAgentThatRepeatsItself) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = answers({"7", "7", "7", "7"});
  turn.generator.scripts[0] = looping(5000);
  turn.generator.scripts[1] = answering("7", 40);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "7");
  EXPECT_EQ(state.branches[1].finish, FinishReason::kRepetition);
  EXPECT_LT(state.branches[1].usage.tokens_new, 50U);
  EXPECT_EQ(turn.report().agents_used, 2U);  // 2:0 leads by more than the one that is left.
}

TEST(Contemplating, StopsAnAgentThatRepeatsItselfInItsThoughts) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = answers({"7", "7", "7", "7"});
  turn.generator.scripts[0] = Script{};
  for (int i = 0; i < 5000; ++i) turn.generator.scripts[0].think("So it is 42. ");
  turn.generator.scripts[1] = answering("7", 40);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "step step step step step step \nAnswer: 7");
  EXPECT_EQ(state.branches[1].finish, FinishReason::kRepetition);
  EXPECT_LT(state.branches[1].usage.tokens_new, 50U);
}

TEST(Contemplating, SaysThatAllAgentsRepeatedThemselves) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts.assign(2, looping(5000));
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kRepetition);
  EXPECT_TRUE(turn.answer().starts_with("So it is 42. ")) << turn.answer();
  EXPECT_EQ(turn.report().agreement, 0.0F);
}

}  // namespace
}  // namespace ponder::test
