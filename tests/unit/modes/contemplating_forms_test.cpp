// Contemplating: models that reason by themselves, hints, JSON answers, tool calls.
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::FinishReason;
using chat::Mode;

TEST(Contemplating, ShowsAllOfTheTextOfAModelThatReasonsByItself) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.caps.native_reasoning = true;
  const Script script = Script{}.think("Hm.").say("It is six times seven.\nAnswer: 42").finish();
  turn.generator.scripts = {script, script};
  const chat::TurnState& state = turn.run();
  EXPECT_TRUE(turn.generator.opened[0].think);
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, modes::kEndWithAnswer);
  EXPECT_EQ(state.branches[1].answer, "42");
  EXPECT_EQ(turn.answer(), "It is six times seven.\nAnswer: 42");
}

TEST(Contemplating, GivesLargeModelsHints) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.generator.caps.parameters = 30'000'000'000;
  turn.generator.scripts = answers({"1", "1"});
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.branches[2].role, "Checker");
  EXPECT_NE(turn.generator.branches[1].spec.user_suffix.find("Check every step"),
            std::string::npos);
}

TEST(Contemplating, ComparesJsonAnswersAsAWhole) {
  TurnHarness turn(Mode::kContemplating, 3);
  turn.request.answer_form = {chat::AnswerForm::kJsonSchema, "{}"};
  turn.generator.scripts = {Script{}.say(R"({"n": 1})").finish(),
                            Script{}.say(R"({"a":1,"b":2})").finish(),
                            Script{}.say(R"({ "b": 2.0, "a": 1 })").finish()};
  turn.run();
  EXPECT_EQ(turn.generator.branches[0].spec.user_suffix, "");
  EXPECT_EQ(turn.answer(), R"({"a":1,"b":2})");
  EXPECT_EQ(turn.report().tallies[0].agents.size(), 2U);
}

TEST(Contemplating, RefusesToGiveLogprobs) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.logprobs_top = 0;
  const chat::TurnState& state = turn.run();
  ASSERT_TRUE(state.error);
  EXPECT_EQ(state.error->code, ErrorCode::kInvalid);
  EXPECT_EQ(state.error->param, "logprobs");
  EXPECT_EQ(state.error->message,
            "the mode contemplating gives no logprobs, as its answer is chosen among agents: ask "
            "the mode instant for them");
  EXPECT_TRUE(turn.generator.opened.empty());
}

Script calling(const std::string& id, const std::string& arguments) {
  return Script{}
      .say("I need it. ")
      .call(0, id, "weather", arguments)
      .finish(FinishReason::kToolCalls);
}

TEST(Contemplating, VotesOnToolCallsAndLetsOneSetLeave) {
  TurnHarness turn(Mode::kContemplating, 4);
  turn.request.tools = {{"weather", "", ""}};
  turn.generator.scripts = {
      calling("a", R"({"city": "Rome"})"), calling("b", R"({"unit":"c","city":"Oslo"})"),
      calling("c", R"({"city": "Oslo", "unit": "c"})"), answering("cold", 30)};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(state.finish, FinishReason::kToolCalls);
  const auto calls = chat::tool_calls(state);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0], (chat::ToolCall{"b", "weather", R"({"unit":"c","city":"Oslo"})"}));
  EXPECT_EQ(turn.answer(), "");
  EXPECT_EQ(turn.report().tallies[0].normalised, R"(weather({"city":"Oslo","unit":"c"}))");
}

TEST(Contemplating, DoesNotLetCutCallsLeave) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.tools = {{"weather", "", ""}};
  const Script cut =
      Script{}.say("Hm. ").call(0, "a", "weather", "{\"ci").finish(FinishReason::kLength);
  turn.generator.scripts = {cut, cut};
  const chat::TurnState& state = turn.run();
  EXPECT_TRUE(chat::tool_calls(state).empty());
  EXPECT_EQ(turn.answer(), "");
}

Script stopped_at(const std::string& text, const std::string& stop_met) {
  generate::BranchDelta last;
  last.finish = FinishReason::kStop;
  last.stop_met = stop_met;
  return Script{}.say(text).delta(last, milliseconds{1});
}

TEST(ContemplatingStopStrings, AreToldWhereTheyEndedTheAnswer) {
  for (const std::string met : {"END", "<template's own>"}) {
    TurnHarness turn(Mode::kContemplating, 2);
    turn.request.stop = {"END"};
    turn.generator.scripts.assign(2, stopped_at("Six sevens.\nAnswer: 42", met));
    const chat::TurnState& state = turn.run();
    EXPECT_EQ(turn.answer(), "42");
    EXPECT_EQ(turn.report().agents_used, 2U);
    EXPECT_EQ(state.finish, FinishReason::kStop);
    EXPECT_EQ(state.stop_string, met == "END" ? "END" : "");
  }
}

TEST(ContemplatingStopStrings, CutATraceThatHasNoAnswerYet) {
  TurnHarness turn(Mode::kContemplating, 3);
  turn.request.stop = {"END"};
  turn.generator.scripts = {stopped_at("Six", "END"), stopped_at("Six", "END"), answering("42")};
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(turn.report().agents_used, 1U);
  EXPECT_EQ(state.stop_string, "");
}

TEST(ContemplatingStopStrings, DoNotMatterBehindTheAnswer) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.stop = {"END"};
  Script script = stopped_at("", "END");
  std::get<generate::BranchDelta>(script.steps.back().what).text = "So \\boxed{42}. ";
  turn.generator.scripts.assign(2, script);
  EXPECT_EQ(turn.run().stop_string, "");
  EXPECT_EQ(turn.answer(), "42");
}

TEST(ContemplatingStopStrings, EndADraftWhereNobodyAnswers) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.stop = {"END"};
  turn.generator.scripts.assign(2, stopped_at("Once upon a time", "END"));
  const chat::TurnState& state = turn.run();
  EXPECT_EQ(turn.answer(), "Once upon a time");
  EXPECT_EQ(state.finish, FinishReason::kStop);
  EXPECT_EQ(state.stop_string, "END");
}

TEST(ContemplatingStopStrings, EndWhatIsNoText) {
  TurnHarness turn(Mode::kContemplating, 2);
  turn.request.stop = {"END"};
  turn.request.answer_form.kind = chat::AnswerForm::kJsonObject;
  turn.generator.scripts.assign(2, stopped_at("{\"n\": 1}", "END"));
  EXPECT_EQ(turn.run().stop_string, "END");
  EXPECT_EQ(turn.report().agents_used, 2U);
}

}  // namespace
}  // namespace ponder::test
