// Contemplating turns that are ended early: stopped, asked to answer now, out of time.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::FinishReason;
using chat::Mode;

// Two have answered (1, 2) after 61 ms, two think on.
std::vector<Script> half_way() {
  return {answering("1", 4, -0.5), answering("2", 4, -0.1), answering("1", 500),
          Script{}.say("silent")};
}

TEST(ContemplatingHalt, StopsWithoutAnAnswer) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = half_way();
  turn.halt_at(milliseconds{300}, modes::Halt::kStop);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStoppedByUser);
  EXPECT_EQ(turn.answer(), "");
  EXPECT_EQ(turn.report().winner, 0U);
  EXPECT_EQ(turn.report().tallies.size(), 2U);
  EXPECT_EQ(state.branches[3].finish, FinishReason::kStoppedByUser);
  EXPECT_EQ(state.branches[4].parts.at(0).text, "silent");
  EXPECT_LE(turn.clock.elapsed(), milliseconds{310});
}

TEST(ContemplatingHalt, TakesTheVoteSoFar) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = half_way();
  turn.halt_at(milliseconds{300}, modes::Halt::kAnswerNow);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(turn.answer(), "2");
  EXPECT_EQ(turn.report().agents_used, 2U);
  EXPECT_EQ(turn.report().agents_stopped_early, 0U);
  EXPECT_EQ(turn.report().tokens_saved, 0U);
}

TEST(ContemplatingHalt, TakesTheVoteWhenTheTimeIsUp) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = half_way();
  turn.request.budget = milliseconds{333};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kBudget);
  EXPECT_EQ(turn.answer(), "2");
  EXPECT_EQ(state.branches[3].finish, FinishReason::kBudget);
  EXPECT_EQ(turn.report().wall_ms, 333U);
}

TEST(ContemplatingHalt, TakesTheLongestTextWhereNobodyHasAnswered) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.scripts = {Script{}.say("short"), Script{}.say("somewhat longer")};
  turn.halt_at(milliseconds{100}, modes::Halt::kAnswerNow);
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kStoppedByUser);
  EXPECT_EQ(turn.answer(), "somewhat longer");
  EXPECT_EQ(turn.report().winner, 2U);
}

TEST(ContemplatingHalt, EndsBeforeAnythingIsWritten) {
  for (const modes::Halt halt : {modes::Halt::kStop, modes::Halt::kAnswerNow}) {
    TurnHarness turn(Mode::kContemplating, 4);
    turn.control->halt = halt;
    const chat::TurnState& state = turn.run();
    EXPECT_EQ(state.finish, FinishReason::kStoppedByUser);
    EXPECT_TRUE(turn.generator.branches.empty());
  }
}

TEST(ContemplatingHalt, AnswersAfterABudgetOfNothing) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.request.budget = milliseconds{0};
  EXPECT_EQ(turn.run().finish, FinishReason::kBudget);
}

TEST(ContemplatingHalt, DoesNotLetACallThatIsCutLeave) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.tools = {{"add", "", ""}};
  turn.generator.scripts = {Script{}.say("Hm").call(0, "a", "add", "{\"x\""), Script{}.say("H")};
  turn.halt_at(milliseconds{100}, modes::Halt::kAnswerNow);
  const chat::TurnState& state = turn.run();
  EXPECT_TRUE(chat::tool_calls(state).empty());
  EXPECT_EQ(turn.answer(), "H");
}

// A server that goes down with its turns still running.
TEST(ContemplatingHalt, LeavesNothingWhenItsIoContextGoes) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.generator.scripts = half_way();
  {
    asio::io_context io;
    asio::co_spawn(io,
                   modes::run_turn(turn.generator, turn.request,
                                   {"turn_1", "owner", turn.control, &turn.clock}, turn.sink),
                   asio::detached);
    EXPECT_FALSE(run_until(io, turn.clock, milliseconds{200}, [] { return false; }));
    EXPECT_EQ(turn.generator.alive, 2U);
  }
  EXPECT_EQ(turn.generator.alive, 0U);
  EXPECT_FALSE(turn.sink.law.finished());
}

}  // namespace
}  // namespace ponder::test
