// The tables of modes/calibration.h are what the recordings give.
#include <gtest/gtest.h>

#include <string>

#include "eval/costs.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/recording.h"
#include "eval/replay.h"
#include "modes/calibration.h"

namespace ponder::eval {
namespace {

// What `standard` agrees on in the recording's even-numbered problems, each tried eight times.
Calibration of_recording(const Recording& recording) {
  const Costs costs = costs_of_two_cores(recording.header.parameters);
  const auto outcomes = replay(recording, costs, {*parse_way("standard")}, {.draws = 8, .seed = 1});
  EXPECT_TRUE(outcomes) << outcomes.error().message;
  return calibrate(*outcomes, "standard");
}

void expect_table(const std::string& model, const std::string& file) {
  const auto recording = read_recording(std::string(PONDER_RECORDINGS) + "/" + file);
  ASSERT_TRUE(recording) << recording.error().message;
  const Calibration found = of_recording(*recording);
  const auto steps = modes::agreement_steps(model);
  std::string table;
  for (const CalibrationStep& step : found.steps) {
    table += "{" + std::to_string(step.from) + "F, " + std::to_string(step.probability) + "F},\n";
  }
  ASSERT_EQ(steps.size(), found.steps.size()) << table;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_NEAR(steps[i].from, found.steps[i].from, 5e-4) << table;
    EXPECT_NEAR(steps[i].probability, found.steps[i].probability, 5e-4) << table;
  }
  EXPECT_LT(found.brier_calibrated, 0.25) << "no better than saying one half";
}

TEST(CalibrationTable, OfThe05BIsWhatItsRecordingGives) {
  expect_table("qwen2.5-coder-0.5b", "gsm8k-0.5b.jsonl");
}

TEST(CalibrationTable, OfThe15BIsWhatItsRecordingGives) {
  expect_table("qwen2.5-coder-1.5b", "gsm8k-1.5b.jsonl");
}

TEST(CalibrationTable, SaysNothingOfOtherModels) {
  EXPECT_TRUE(modes::agreement_steps("smollm2-135m").empty());
  EXPECT_EQ(modes::probability_of_right("smollm2-135m", 1.0F), 0.0F);
}

TEST(CalibrationTable, NeverFallsAndClaimsNoCertainty) {
  float before = 0.0F;
  for (const float agreement : {0.0F, 0.2F, 0.4F, 0.6F, 0.8F, 1.0F}) {
    const float probability = modes::probability_of_right("qwen2.5-coder-0.5b", agreement);
    EXPECT_GE(probability, before);
    EXPECT_LT(probability, 1.0F);
    before = probability;
  }
}

}  // namespace
}  // namespace ponder::eval
