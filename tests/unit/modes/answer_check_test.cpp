#include "modes/answer_check.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "turn_harness.h"

namespace ponder::modes {
namespace {

TEST(AnswerCheck, CountsAndNamesWhatDoesNotHold) {
  const auto found =
      check_answer("First 3 * 4 = 12.\nThen 5 * 8 = 45 apples.\n**3 m * 4 m = 12 m**", false);
  EXPECT_EQ(found.checked, 3U);
  EXPECT_EQ(found.holding, 1U);
  ASSERT_EQ(found.wrong.size(), 2U);
  EXPECT_EQ(found.wrong[0], (chat::WrongEquation{"5 * 8", "45", chat::EquationFault::kValue}));
  EXPECT_EQ(found.wrong[1],
            (chat::WrongEquation{"3 m * 4 m", "12 m", chat::EquationFault::kUnits}));
}

TEST(AnswerCheck, PassesOverCodeAndData) {
  EXPECT_EQ(check_answer("```\n1 + 1 = 3\n```\n1 + 1 = 2", false).checked, 1U);
  EXPECT_EQ(check_answer("```py\n1 + 1 = 3\n``\n1 + 1 = 3\n````\n1 + 1 = 2", false).checked, 1U);
  EXPECT_EQ(check_answer("~~~\n1 + 1 = 3\n```\n1 + 1 = 3", false).checked, 0U);
  EXPECT_EQ(check_answer(" {\"a\": \"1 + 1 = 3\"}\n", false).checked, 0U);
  EXPECT_EQ(check_answer("[\"1 + 1 = 3\"]", false).checked, 0U);
  EXPECT_EQ(check_answer("<p>1 + 1 = 3</p>", false).checked, 0U);
  EXPECT_EQ(check_answer("", false), chat::Calculation{});
}

TEST(AnswerCheck, DoesNotLookAtALineThatBreaksOff) {
  EXPECT_EQ(check_answer("1 + 1 = 2\n5 * 8 = 4", true).checked, 1U);
  EXPECT_EQ(check_answer("5 * 8 = 4", true).checked, 0U);
  EXPECT_EQ(check_answer("5 * 8 = 4", false).checked, 1U);
}

TEST(AnswerCheck, NamesABoundedNumber) {
  std::string answer;
  for (std::size_t i = 0; i < limits::kWrongEquationsMax + 3; ++i) answer += "1 + 1 = 3\n";
  const auto found = check_answer(answer, false);
  EXPECT_EQ(found.checked, limits::kWrongEquationsMax + 3);
  EXPECT_EQ(found.holding, 0U);
  EXPECT_EQ(found.wrong.size(), limits::kWrongEquationsMax);
}

}  // namespace
}  // namespace ponder::modes

namespace ponder::test {
namespace {

TEST(AnswerCheck, StandsInTheReportOfEveryMode) {
  for (const auto mode : {chat::Mode::kInstant, chat::Mode::kThinking}) {
    TurnHarness turn(mode);
    turn.generator.caps.native_reasoning = true;
    turn.generator.scripts = {Script{}.say("2 m + 3 m = 6 m").finish()};
    turn.run();
    EXPECT_EQ(turn.report().calculation.checked, 1U);
    EXPECT_EQ(turn.report().calculation.holding, 0U);
  }
  TurnHarness turn(chat::Mode::kContemplating, 2);
  const Script agent = Script{}.say("So\nAnswer: 2 + 3 = 5").finish();
  turn.generator.scripts = {agent, agent};
  turn.run();
  EXPECT_EQ(turn.answer(), "2 + 3 = 5");
  EXPECT_EQ(turn.report().calculation.checked, 1U);
  EXPECT_EQ(turn.report().calculation.holding, 1U);
}

TEST(AnswerCheck, IsOfTheAnswerAndNotOfItsReasoning) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {Script{}.say("1 + 1 = 3, no.\nAnswer: 1 + 1 = 2").finish()};
  turn.run();
  EXPECT_EQ(turn.report().calculation.checked, 1U);
  EXPECT_TRUE(turn.report().calculation.wrong.empty());
}

TEST(AnswerCheck, IsNotMadeOfFormsAndRawPrompts) {
  TurnHarness form(chat::Mode::kInstant);
  form.request.answer_form = {chat::AnswerForm::kGrammar, "root ::= [0-9 +=]*"};
  form.generator.scripts = {Script{}.say("1 + 1 = 3").finish()};
  form.run();
  EXPECT_EQ(form.report().calculation.checked, 0U);
  TurnHarness raw(chat::Mode::kInstant);
  raw.request.raw_prompt = chat::RawPrompt{"1 +", {}};
  raw.generator.scripts = {Script{}.say("1 + 1 = 3").finish()};
  raw.run();
  EXPECT_EQ(raw.report().calculation.checked, 0U);
}

TEST(AnswerCheck, LeavesOutTheLastLineOfWhatWasCut) {
  for (const auto& [reason, stop, checked] : {std::tuple{chat::FinishReason::kLength, "", 0U},
                                              std::tuple{chat::FinishReason::kStop, "END", 0U},
                                              std::tuple{chat::FinishReason::kStop, "", 1U}}) {
    TurnHarness turn(chat::Mode::kInstant);
    turn.request.stop = {"END"};
    generate::BranchDelta last;
    last.finish = reason;
    last.stop_met = stop;
    turn.generator.scripts = {Script{}.say("5 * 8 = 4").delta(last, milliseconds{1})};
    turn.run();
    EXPECT_EQ(turn.report().calculation.checked, checked) << stop;
  }
}

}  // namespace
}  // namespace ponder::test
