// How often such an answer was right: told of numbers that won a vote, for models that were
// measured.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "modes/calibration.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

constexpr const char* kMeasured = "qwen2.5-coder-0.5b";

float told_of(const std::string& model, const std::vector<std::string>& given) {
  TurnHarness turn(chat::Mode::kContemplating, 4);
  turn.request.model = model;
  turn.generator.scripts = answers(given);
  turn.run();
  return turn.report().probability;
}

TEST(Probability, IsThatOfTheAgreement) {
  const float all = told_of(kMeasured, {"42", "42", "42", "42"});
  const float half = told_of(kMeasured, {"42", "42", "41", "40"});
  EXPECT_EQ(all, modes::probability_of_right(kMeasured, 1.0F));
  EXPECT_EQ(half, modes::probability_of_right(kMeasured, 0.5F));
  EXPECT_GT(all, half);
}

TEST(Probability, IsLeftOutWhereItWasNotMeasured) {
  EXPECT_EQ(told_of("another-model", {"42", "42", "42", "42"}), 0.0F);
  EXPECT_EQ(told_of(kMeasured, {"Paris", "Paris", "Paris", "Paris"}), 0.0F);
}

}  // namespace
}  // namespace ponder::test
