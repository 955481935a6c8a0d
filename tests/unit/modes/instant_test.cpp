// Instant: what is asked of the model, what is streamed, how it ends.
#include <gtest/gtest.h>

#include <string>

#include "turn_harness.h"

namespace ponder::test {
namespace {

TEST(Instant, StreamsOneBranchAsBranchZero) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.generator.scripts = {Script{}.say("Forty-").say("two.", 2).finish()};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "Forty-two.");
  EXPECT_EQ(state.finish, chat::FinishReason::kStop);
  EXPECT_EQ(state.branches.size(), 1U);
  EXPECT_EQ(state.usage.tokens_new, 3U);
  EXPECT_EQ(turn.report().tokens_spent, 3U);
  EXPECT_EQ(turn.report().agents_started, 1U);
  EXPECT_EQ(turn.report().agreement, 0.0F);
  EXPECT_EQ(turn.report().first_token_ms, 10U);
  EXPECT_EQ(turn.report().wall_ms, 21U);
  EXPECT_EQ(turn.report().single_pass_ms, 21U);
}

TEST(Instant, AsksForTheRequestAsItIs) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.request.stop = {"END"};
  turn.request.tokens_new_max = 77;
  turn.request.sampling.temperature = 0.3F;
  turn.request.answer_form = {chat::AnswerForm::kJsonSchema, "{}"};
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {Script{}.finish()};
  turn.run();
  ASSERT_EQ(turn.generator.opened.size(), 1U);
  const generate::TrunkSpec& trunk = turn.generator.opened[0];
  EXPECT_FALSE(trunk.think);
  EXPECT_EQ(trunk.priority, generate::Priority::kInteractive);
  EXPECT_EQ(trunk.owner, "owner");
  EXPECT_EQ(trunk.messages, turn.request.messages);
  EXPECT_EQ(trunk.answer_form, turn.request.answer_form);
  const generate::BranchSpec& branch = turn.generator.branches[0].spec;
  EXPECT_EQ(branch.user_suffix, "");
  EXPECT_EQ(branch.sampling, turn.request.sampling);
  EXPECT_EQ(branch.tokens_new_max, 77U);
  EXPECT_EQ(branch.stop, turn.request.stop);
  EXPECT_FALSE(branch.logprobs_top);
}

TEST(Instant, StreamsToolCallsThatComeInPieces) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.request.tools = {{"add", "", ""}};
  turn.generator.scripts = {Script{}
                                .say("Let me add.")
                                .call(0, "c1", "add", "{\"a\":")
                                .call(1, "c2", "add", "{}")
                                .call(0, "", "", "1}")
                                .finish(chat::FinishReason::kToolCalls)};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, chat::FinishReason::kToolCalls);
  EXPECT_EQ(turn.answer(), "Let me add.");
  const auto calls = chat::tool_calls(state);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0], (chat::ToolCall{"c1", "add", "{\"a\":1}"}));
  EXPECT_EQ(calls[1], (chat::ToolCall{"c2", "add", "{}"}));
}

TEST(Instant, PassesLogprobsOnWhereAsked) {
  for (const bool asked : {true, false}) {
    TurnHarness turn(chat::Mode::kInstant);
    if (asked) turn.request.logprobs_top = 2;
    generate::BranchDelta delta;
    delta.text = "x";
    delta.tokens = 1;
    delta.logprobs.emplace_back();
    turn.generator.scripts = {Script{}.delta(delta, milliseconds{1}).finish()};
    turn.run();
    EXPECT_EQ(turn.all<chat::TextDelta>().at(0).logprobs.size(), asked ? 1U : 0U);
    EXPECT_EQ(turn.generator.branches[0].spec.logprobs_top, turn.request.logprobs_top);
  }
}

TEST(Instant, KeepsTheReasonOfTheEnd) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.generator.scripts = {Script{}.say("cut").finish(chat::FinishReason::kLength)};
  EXPECT_EQ(turn.run().finish, chat::FinishReason::kLength);
}

TEST(Instant, FailsWithTheGeneratorsError) {
  const Error error{ErrorCode::kTooLong, "9000 tokens are more than 4096", "messages"};
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.open_error = error;
    EXPECT_EQ(turn.run().error->message, error.message);
  }
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.fork_errors[0] = error;
    EXPECT_EQ(turn.run().error->param, "messages");
  }
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.scripts = {Script{}.say("so far").fail(error)};
    const chat::TurnState& state = turn.run();
    EXPECT_EQ(state.error->code, ErrorCode::kTooLong);
    EXPECT_EQ(state.finish, chat::FinishReason::kFailed);
    EXPECT_EQ(turn.answer(), "so far");
  }
}

TEST(Instant, RefusesWhatTheModelCannotDo) {
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.caps.grammar = false;
    turn.request.answer_form.kind = chat::AnswerForm::kJsonObject;
    EXPECT_EQ(turn.run().error->param, "response_format");
    EXPECT_TRUE(turn.generator.opened.empty());
  }
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.caps.tools = false;
    turn.request.tools = {{"add", "", ""}};
    EXPECT_EQ(turn.run().error->param, "tools");
  }
  {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.caps.tools = false;
    turn.request.tools = {{"add", "", ""}};
    turn.request.tool_choice.kind = chat::ToolChoice::kNone;
    turn.generator.scripts = {Script{}.say("fine").finish()};
    EXPECT_FALSE(turn.run().error);
  }
}

TEST(Instant, KeepsWhatIsWrittenWhenItIsStopped) {
  for (const modes::Halt halt : {modes::Halt::kStop, modes::Halt::kAnswerNow}) {
    TurnHarness turn(chat::Mode::kInstant);
    turn.generator.scripts = {Script{}.say("so far")};  // Then silence.
    turn.halt_at(milliseconds{1000}, halt);
    const chat::TurnState& state = turn.run();
    EXPECT_EQ(state.finish, chat::FinishReason::kStoppedByUser);
    EXPECT_EQ(turn.answer(), "so far");
    EXPECT_EQ(state.usage.tokens_new, 1U);
    EXPECT_LE(turn.clock.elapsed(), milliseconds{1100});
  }
}

TEST(Instant, SeesAHaltBetweenTwoDeltas) {
  TurnHarness turn(chat::Mode::kInstant);
  Script script;
  for (int i = 0; i < 100; ++i) script.say("x");
  turn.generator.scripts = {script.finish()};
  turn.sink.on_event = [&turn](const chat::Event&) {
    if (turn.answer().size() == 3) turn.control->halt = modes::Halt::kStop;
  };
  turn.run();
  EXPECT_EQ(turn.answer(), "xxx");
}

TEST(Instant, EndsWhenItsTimeIsUp) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.request.budget = milliseconds{333};
  turn.generator.scripts = {Script{}.say("so far")};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, chat::FinishReason::kBudget);
  EXPECT_EQ(turn.answer(), "so far");
  EXPECT_EQ(turn.report().wall_ms, 333U);
}

TEST(Instant, EndsAnEmptyAnswer) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.generator.scripts = {Script{}.finish()};
  EXPECT_EQ(turn.run().finish, chat::FinishReason::kStop);
  EXPECT_EQ(turn.sink.events.size(), 2U);
}

}  // namespace
}  // namespace ponder::test
