// Thinking: how reasoning and answer are parted, with and without native reasoning.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

Script saying(const std::vector<std::string>& pieces) {
  Script script;
  for (const std::string& piece : pieces) script.say(piece);
  return script.finish();
}

TEST(Thinking, LetsAModelReasonThatCan) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {Script{}.think("Hmm. ").think("Six.").say("Answer: 42").finish()};
  turn.run();
  EXPECT_TRUE(turn.generator.opened[0].think);
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, "");
  EXPECT_EQ(turn.reasoning(), "Hmm. Six.");
  EXPECT_EQ(turn.answer(), "Answer: 42");
  EXPECT_EQ(turn.sink.state.usage.tokens_reasoning, 2U);
}

TEST(Thinking, GivesAnAnswerTheLogprobsOfItsOwnTokens) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.native_reasoning = true;
  turn.request.logprobs_top = 0;
  Script script = Script{}.think("Hmm.").say("42").finish();
  for (std::size_t i = 0; i < 2; ++i) {
    auto& delta = std::get<generate::BranchDelta>(script.steps[i].what);
    delta.logprobs.emplace_back().piece = i == 0 ? "Hmm." : "42";
  }
  turn.generator.scripts = {script};
  turn.run();
  const auto deltas = turn.all<chat::TextDelta>();
  ASSERT_EQ(deltas.size(), 2U);
  for (const chat::TextDelta& delta : deltas) {
    ASSERT_EQ(delta.logprobs.size(), 1U);
    EXPECT_EQ(delta.logprobs[0].piece, delta.text);
  }
}

TEST(Thinking, AsksAModelThatCannotReasonForSteps) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {saying({"Six sevens.\n", "Answer: 42"})};
  turn.run();
  EXPECT_FALSE(turn.generator.opened[0].think);
  EXPECT_EQ(turn.generator.opened[0].messages, turn.request.messages);
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, modes::kReasonThenBox);
  EXPECT_EQ(turn.reasoning(), "Six sevens.\n");
  EXPECT_EQ(turn.answer(), "42");
}

TEST(Thinking, KeepsATinyModelSteadyWhereTheRequestLeavesThatOpen) {
  const auto temperature_of = [](std::uint64_t parameters, std::optional<float> asked,
                                 std::uint32_t choices) {
    TurnHarness turn(chat::Mode::kThinking);
    turn.generator.caps.parameters = parameters;
    turn.request.sampling.temperature = asked;
    turn.request.choices = choices;
    turn.generator.scripts.assign(choices, saying({"Answer: 42"}));
    turn.run();
    return turn.generator.branches[0].spec.sampling.temperature;
  };
  constexpr std::uint64_t kTiny = modes::kSmallModelParameters - 1;
  EXPECT_EQ(temperature_of(kTiny, std::nullopt, 1), 0.2F);
  EXPECT_EQ(temperature_of(kTiny, 0.9F, 1), 0.9F);
  EXPECT_EQ(temperature_of(kTiny, std::nullopt, 2), std::nullopt);
  EXPECT_EQ(temperature_of(modes::kSmallModelParameters, std::nullopt, 1), std::nullopt);
}

TEST(Thinking, LeavesTheTemperatureOfAModelThatReasonsByItself) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.parameters = modes::kSmallModelParameters - 1;
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {saying({"42"})};
  turn.run();
  EXPECT_EQ(turn.generator.branches[0].spec.sampling.temperature, std::nullopt);
}

TEST(Thinking, GoesOnBehindTheMarkersLine) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {saying({"Think.\nAnswer: 42\n", "Because \\boxed{6} times 7."})};
  turn.run();
  EXPECT_EQ(turn.answer(), "42\nBecause \\boxed{6} times 7.");
}

TEST(Thinking, SplitsTheSameWhereverTheDeltasAreCut) {
  const std::string text = "Six.\n\n**Final Answer:** 42 of \xC3\xBC\nthem";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    TurnHarness turn(chat::Mode::kThinking);
    turn.generator.scripts = {saying({text.substr(0, i), text.substr(i)})};
    turn.run();
    EXPECT_EQ(turn.reasoning(), "Six.\n\n") << "cut at " << i;
    EXPECT_EQ(turn.answer(), "42 of \xC3\xBC\nthem") << "cut at " << i;
  }
}

TEST(Thinking, MakesAllOfItTheAnswerWithoutAMarker) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {saying({"It is ", "42.\nAns"})};
  turn.run();
  EXPECT_EQ(turn.reasoning(), "It is 42.\nAns");
  EXPECT_EQ(turn.answer(), "It is 42.\nAns");
}

TEST(Thinking, MakesAllOfItTheAnswerBehindAnEmptyMarker) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {saying({"It is 42.\nAnswer: \n"})};
  turn.run();
  EXPECT_EQ(turn.answer(), "It is 42.\nAnswer: \n");
}

TEST(Thinking, TakesTheLastBoxWithoutAMarker) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {saying({"So \\boxed{6}", ", then \\boxed{\\frac{1}", "{2}}."})};
  turn.run();
  EXPECT_EQ(turn.answer(), "$\\frac{1}{2}$");
}

TEST(Thinking, CallsToolsWithoutAnAnswer) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.request.tools = {{"add", "", ""}};
  turn.generator.scripts = {Script{}
                                .say("I need a sum. An")
                                .call(0, "c1", "add", "{}")
                                .finish(chat::FinishReason::kToolCalls)};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.reasoning(), "I need a sum. An");
  EXPECT_EQ(turn.answer(), "");
  EXPECT_EQ(chat::tool_calls(state).size(), 1U);
}

TEST(Thinking, AsksForNoMarkerWhereTheFormIsFixed) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.request.answer_form.kind = chat::AnswerForm::kJsonObject;
  turn.generator.scripts = {saying({"{}"})};
  turn.run();
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, "");
  EXPECT_EQ(turn.answer(), "{}");
  EXPECT_EQ(turn.reasoning(), "");
}

TEST(Thinking, AsksForNoMarkerWhereAToolMustBeCalled) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.request.tools = {{"add", "", ""}};
  turn.request.tool_choice.kind = chat::ToolChoice::kRequired;
  turn.generator.scripts = {
      Script{}.call(0, "c1", "add", "{}").finish(chat::FinishReason::kToolCalls)};
  turn.run();
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, "");
}

TEST(Thinking, EndsWhereAModelRepeatsItselfInItsThoughts) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {Script{}};
  for (int i = 0; i < 5000; ++i) turn.generator.scripts[0].think("So it is 42. ");
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, chat::FinishReason::kRepetition);
  EXPECT_LT(state.usage.tokens_new, 50U);
  EXPECT_EQ(turn.answer(), "");
}

TEST(Thinking, SaysTheSameAgainWhereThatIsItsAnswer) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {Script{}.think("As often as asked.")};
  for (int i = 0; i < 200; ++i) turn.generator.scripts[0].say("I must not be late. ");
  turn.generator.scripts[0].finish();
  EXPECT_EQ(turn.run().finish, chat::FinishReason::kStop);
}

TEST(Thinking, KeepsThoughtsAsThoughtsWhenItIsStopped) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {Script{}.say("Six.\nAns")};
  turn.halt_at(milliseconds{100}, modes::Halt::kStop);
  turn.run();
  EXPECT_EQ(turn.reasoning(), "Six.\nAns");
  EXPECT_EQ(turn.answer(), "");
}

TEST(Thinking, GivesItsThoughtsAsAnswerWhenAskedForOneNow) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {Script{}.say("Six and")};
  turn.halt_at(milliseconds{100}, modes::Halt::kAnswerNow);
  EXPECT_EQ(turn.run().finish, chat::FinishReason::kStoppedByUser);
  EXPECT_EQ(turn.answer(), "Six and");
}

}  // namespace
}  // namespace ponder::test
