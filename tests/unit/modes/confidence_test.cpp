#include "modes/confidence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ponder::modes {
namespace {

generate::BranchDelta delta_of(std::uint32_t tokens, double logprob_sum) {
  generate::BranchDelta delta;
  delta.tokens = tokens;
  delta.logprob_sum = logprob_sum;
  return delta;
}

generate::BranchDelta delta_of(const std::vector<float>& logprobs) {
  generate::BranchDelta delta;
  for (const float logprob : logprobs) {
    TokenLogprob& token = delta.logprobs.emplace_back();
    token.logprob = logprob;
    delta.logprob_sum += logprob;
    ++delta.tokens;
  }
  return delta;
}

TEST(Confidence, IsZeroWithoutTokens) {
  const Confidence confidence(4);
  EXPECT_EQ(confidence.mean_logprob(), 0.0);
  EXPECT_EQ(confidence.probability(), 0.0);
  EXPECT_FALSE(confidence.lowest_group());
  EXPECT_EQ(confidence.lowest_of_finished(), 0.0);
}

TEST(Confidence, MeansOverAllTokens) {
  Confidence confidence(4);
  confidence.add(delta_of(2, -0.2));
  confidence.add(delta_of(2, -0.6));
  EXPECT_EQ(confidence.tokens(), 4U);
  EXPECT_DOUBLE_EQ(confidence.mean_logprob(), -0.2);
  EXPECT_DOUBLE_EQ(confidence.probability(), std::exp(-0.2));
}

TEST(Confidence, KeepsTheLowestFullGroup) {
  Confidence confidence(2);
  confidence.add(delta_of({-4.0F}));
  EXPECT_FALSE(confidence.lowest_group());
  EXPECT_DOUBLE_EQ(confidence.lowest_of_finished(), -4.0);
  confidence.add(delta_of({0.0F, -1.0F, -5.0F, 0.0F, 0.0F}));
  EXPECT_DOUBLE_EQ(*confidence.lowest_group(), -3.0);  // -1 and -5.
}

TEST(Confidence, SpreadsASumOverItsTokens) {
  Confidence confidence(2);
  confidence.add(delta_of(4, -8.0));
  EXPECT_DOUBLE_EQ(*confidence.lowest_group(), -2.0);
}

TEST(Percentile, Interpolates) {
  EXPECT_DOUBLE_EQ(percentile_of({3.0, 1.0, 2.0}, 0.5), 2.0);
  EXPECT_DOUBLE_EQ(percentile_of({-4.0, -3.0, -2.0, -1.0}, 0.1), -3.7);
  EXPECT_DOUBLE_EQ(percentile_of({5.0}, 0.1), 5.0);
  EXPECT_DOUBLE_EQ(percentile_of({1.0, 2.0}, 1.0), 2.0);
}

}  // namespace
}  // namespace ponder::modes
