// The flow: what is asked next, when steps come, and that nothing gets past a danger.
#include "repair/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "repair/answer.h"
#include "repair/book.h"

namespace ponder::repair {
namespace {

using chat::RepairStage;
using chat::StepResult;
using ::testing::HasSubstr;
using ::testing::Not;

Progress say(const Progress& before, std::string_view words, chat::RepairAsk ask = {}) {
  return go_on(before, {words, "", std::move(ask)});
}

Progress at_steps() {
  const Progress first = say({}, "My Bosch dishwasher shows E24");
  return say(first, "None of these", {.dangers = std::vector<std::string>()});
}

Progress answered(const Progress& before, StepResult result) {
  for (const chat::RepairStep& step : before.state.steps) {
    if (step.result != StepResult::kOpen) continue;
    return say(before, "Next", {.step = step.id, .result = result});
  }
  return before;
}

std::string asked(const Progress& progress) {
  return progress.state.question ? progress.state.question->about : "";
}

TEST(Flow, AsksForWhatIsMissingAndNothingElse) {
  Progress progress = say({}, "Something is wrong");
  EXPECT_EQ(asked(progress), "kind");
  EXPECT_EQ(progress.state.question->options.size(), book().kinds.size());
  progress = say(progress, "The dishwasher", {.facts = {.kind = "dishwasher"}});
  EXPECT_EQ(asked(progress), "code");
  progress = say(progress, "E24", {.facts = {.code = "E24"}});
  EXPECT_EQ(asked(progress), "brand");
  progress = say(progress, "Bosch", {.facts = {.brand = "Bosch"}});
  EXPECT_EQ(asked(progress), "dangers");
  ASSERT_TRUE(progress.state.code && progress.state.code->known);
  progress = say(progress, "None of these", {.dangers = std::vector<std::string>()});
  EXPECT_EQ(asked(progress), "");
  EXPECT_EQ(progress.state.stage, RepairStage::kSteps);
}

TEST(Flow, WithAllSaidAsksOnlyForDangers) {
  const Progress progress = say({}, "My Bosch dishwasher shows E24");
  EXPECT_EQ(progress.state.facts.kind, "dishwasher");
  EXPECT_EQ(asked(progress), "dangers");
}

TEST(Flow, WithoutACodeAsksForTheSymptom) {
  Progress progress = say({}, "the washing machine is odd", {.skip = {"code"}});
  EXPECT_EQ(asked(progress), "symptom");
  progress = say(progress, "Does not spin", {.facts = {.symptom = "not_spinning"}});
  EXPECT_EQ(asked(progress), "dangers");
}

TEST(Flow, ReadsPictures) {
  const Progress progress =
      go_on({}, {"It beeps", "BOSCH\nE-Nr. SMS46MI01E/25\nGeschirrsp\u00fcler\n\nError E24", {}});
  EXPECT_EQ(progress.state.facts.kind, "dishwasher");
  EXPECT_EQ(progress.state.facts.brand, "Bosch");
  EXPECT_EQ(progress.state.facts.model, "SMS46MI01E/25");
  EXPECT_EQ(progress.state.facts.code, "E24");
}

TEST(Flow, UnknownCodesAreSaidToBeUnknown) {
  Progress progress = say({}, "My Bosch dishwasher shows error E99");
  ASSERT_TRUE(progress.state.code);
  EXPECT_FALSE(progress.state.code->known);
  EXPECT_THAT(progress.state.code->meaning, HasSubstr("E99"));
  EXPECT_TRUE(progress.state.code->source.empty());
  EXPECT_EQ(asked(progress), "symptom");
  EXPECT_THAT(answer_of(progress), HasSubstr("not known here"));
}

TEST(Flow, CitesTheTable) {
  const std::string answer = answer_of(at_steps());
  EXPECT_THAT(answer, HasSubstr("**E24** (Bosch): Water is not draining."));
  EXPECT_THAT(answer, HasSubstr("](https://ars.repair/"));
  EXPECT_THAT(answer, HasSubstr("read on 2026-11-24"));
}

TEST(Flow, PullsThePlugBeforeTheFirstStepThatNeedsIt) {
  const Progress progress = at_steps();
  ASSERT_GE(progress.state.steps.size(), 3U);
  EXPECT_EQ(progress.state.steps[0].id, "unplug");
  EXPECT_EQ(progress.state.steps[1].id, "dw_filter");
}

TEST(Flow, PullingThePlugRepairsNothing) {
  const Progress progress =
      say(at_steps(), "Done", {.step = "unplug", .result = StepResult::kHelped});
  EXPECT_EQ(progress.state.stage, RepairStage::kSteps);
}

TEST(Flow, WhatCannotBeUnpluggedIsForAProfessional) {
  const Progress progress =
      say(at_steps(), "No", {.step = "unplug", .result = StepResult::kUnable});
  EXPECT_EQ(progress.state.stage, RepairStage::kProfessional);
  EXPECT_THAT(progress.state.hand_over, ::testing::Contains(HasSubstr("pull the plug")));
}

TEST(Flow, EndsWhereAStepHelped) {
  Progress progress = answered(at_steps(), StepResult::kNoChange);
  EXPECT_EQ(progress.state.stage, RepairStage::kSteps);
  EXPECT_EQ(progress.state.steps[0].result, StepResult::kNoChange);
  progress = answered(progress, StepResult::kHelped);
  EXPECT_EQ(progress.state.stage, RepairStage::kSolved);
  EXPECT_FALSE(progress.state.question);
}

TEST(Flow, WithNoStepLeftItIsForAProfessional) {
  Progress progress = at_steps();
  for (std::size_t i = 0; i < progress.state.steps.size(); ++i) {
    progress = answered(progress, i % 2 == 0 ? StepResult::kNoChange : StepResult::kUnable);
  }
  EXPECT_EQ(progress.state.stage, RepairStage::kProfessional);
  EXPECT_EQ(asked(progress), "model");
  EXPECT_THAT(progress.state.hand_over,
              ::testing::Contains(HasSubstr("E24 (Water is not draining.)")));
  EXPECT_THAT(progress.state.hand_over, ::testing::Contains(HasSubstr("could not be done")));
  progress = say(progress, "SMS46", {.facts = {.model = "SMS46"}});
  EXPECT_THAT(progress.state.hand_over, ::testing::Contains("Model: SMS46"));
  EXPECT_EQ(progress.state.steps[1].result, StepResult::kUnable);
}

TEST(Flow, ACodeThatNeedsAProfessionalIsNotSolvedByAStep) {
  Progress progress =
      say({}, "Bosch dishwasher, code E15", {.dangers = std::vector<std::string>()});
  ASSERT_FALSE(progress.state.steps.empty());
  for (std::size_t i = 0; i < 3; ++i) progress = answered(progress, StepResult::kHelped);
  EXPECT_EQ(progress.state.stage, RepairStage::kProfessional);
}

TEST(Flow, StopsForADangerAtAnyTimeAndForGood) {
  Progress progress = say(at_steps(), "Now there is smoke");
  EXPECT_EQ(progress.state.stage, RepairStage::kStopped);
  EXPECT_TRUE(progress.state.steps.empty());
  EXPECT_FALSE(progress.state.question);
  EXPECT_TRUE(answer_of(progress).starts_with("**\u26a0 Smoke, fire or burning**"));
  for (const std::string later :
       {"It is fine now", "no smoke", "ignore the smoke, give me steps"}) {
    progress = say(progress, later, {.dangers = std::vector<std::string>()});
    EXPECT_EQ(progress.state.stage, RepairStage::kStopped) << later;
    EXPECT_THAT(answer_of(progress), Not(HasSubstr("Steps"))) << later;
  }
}

TEST(Flow, ADangerChosenFromTheListStops) {
  const Progress first = say({}, "My Bosch dishwasher shows E24");
  const Progress next = say(first, "That one", {.dangers = std::vector<std::string>{"gas_leak"}});
  EXPECT_EQ(next.state.stage, RepairStage::kStopped);
}

TEST(Flow, ProfessionalOnlyHasNoSteps) {
  const std::vector<std::string> cases = {
      "My gas boiler is a Vaillant and shows F28", "the microwave does not heat",
      "dishwasher does not drain, I removed the cover", "the washing machine trips the breaker"};
  for (const std::string& text : cases) {
    const Progress progress =
        say({}, text, {.skip = {"code"}, .dangers = std::vector<std::string>()});
    EXPECT_EQ(progress.state.stage, RepairStage::kProfessional) << text;
    EXPECT_TRUE(progress.state.steps.empty()) << text;
    EXPECT_FALSE(may_explain(progress)) << text;
    EXPECT_THAT(answer_of(progress), HasSubstr("no steps for this")) << text;
  }
}

TEST(Flow, AModelAddsOnlyWhatPasses) {
  Progress progress = at_steps();
  ASSERT_TRUE(may_explain(progress));
  const std::size_t before = progress.state.steps.size();
  const auto added =
      add_suggestions(progress, {"Open the housing.", "Run it empty once.", "Run it empty once.",
                                 "Wipe the door.", "Clean it."});
  EXPECT_THAT(added, ::testing::ElementsAre("Run it empty once.", "Wipe the door."));
  ASSERT_EQ(progress.state.steps.size(), before + 2);
  EXPECT_TRUE(progress.state.steps.back().by_model);
  EXPECT_FALSE(may_explain(progress));

  Progress gas = say({}, "gas boiler", {.dangers = std::vector<std::string>()});
  EXPECT_THAT(add_suggestions(gas, {"Clean the filter."}), ::testing::IsEmpty());
  EXPECT_TRUE(gas.state.steps.empty());
}

TEST(Flow, SentencesOfAModelThatAreNotAllowedAreLeftOut) {
  const std::string text = addition_of(
      at_steps(), "The water stays. Open the housing and measure the pump! Clean it.", {});
  EXPECT_THAT(text, HasSubstr("The water stays."));
  EXPECT_THAT(text, HasSubstr("Clean it."));
  EXPECT_THAT(text, Not(HasSubstr("housing")));
  EXPECT_EQ(addition_of(at_steps(), "Replace the pump motor.", {}), "");
}

TEST(Flow, CorrectionsMakeNewSteps) {
  Progress progress = answered(at_steps(), StepResult::kNoChange);
  progress = say(progress, "It is E22", {.facts = {.code = "E22"}});
  ASSERT_EQ(progress.state.stage, RepairStage::kSteps);
  for (const auto& step : progress.state.steps) EXPECT_EQ(step.result, StepResult::kOpen);
  EXPECT_EQ(progress.state.steps[2].id, "spray_arms");
  progress = say(progress, "?", {.facts = {.kind = "no such kind", .symptom = "nor this"}});
  EXPECT_EQ(progress.state.facts.kind, "dishwasher");
}

TEST(Flow, SpeaksArabic) {
  Progress progress = say({},
                          "\u0627\u0644\u062c\u0644\u0627\u064a\u0629 \u0644\u0627 "
                          "\u062a\u0635\u0631\u0641 \u0627\u0644\u0645\u0627\u0621",
                          {.language = "ar"});
  EXPECT_EQ(progress.state.facts.kind, "dishwasher");
  EXPECT_EQ(progress.state.facts.symptom, "not_draining");
  EXPECT_EQ(progress.state.kind_name, "\u063a\u0633\u0627\u0644\u0629 \u0635\u062d\u0648\u0646");
  EXPECT_THAT(answer_of(progress), HasSubstr("\u0627\u0644\u0634\u0627\u0634\u0629"));
}

TEST(Flow, EqualCallsGiveEqualStates) {
  EXPECT_EQ(at_steps().state, at_steps().state);
  EXPECT_EQ(at_steps().notice, at_steps().notice);
}

// Every kind with every symptom comes to an end: no question comes twice, no dead end.
TEST(Flow, EveryCaseComesToAnEnd) {
  for (const Kind& kind : book().kinds) {
    for (const std::string_view symptom : kind.symptoms) {
      Progress progress =
          say({}, "x",
              {.facts = {.kind = std::string(kind.id), .symptom = std::string(symptom)},
               .skip = {"code"},
               .dangers = std::vector<std::string>()});
      for (int i = 0; i < 20 && progress.state.stage == RepairStage::kSteps; ++i) {
        progress = answered(progress, StepResult::kNoChange);
      }
      EXPECT_TRUE(progress.state.stage == RepairStage::kProfessional ||
                  progress.state.stage == RepairStage::kStopped)
          << kind.id << ' ' << symptom;
    }
  }
}

}  // namespace
}  // namespace ponder::repair
