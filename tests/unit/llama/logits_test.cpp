#include "llama/logits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ponder::llama {
namespace {

std::vector<float> random_logits(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 4.0F);
  std::vector<float> logits(count);
  for (float& logit : logits) logit = normal(random);
  return logits;
}

class LogitsOfSize : public testing::TestWithParam<std::size_t> {};

TEST_P(LogitsOfSize, ArgmaxIsTheFirstLargest) {
  auto logits = random_logits(GetParam(), 7);
  const auto expected = std::ranges::max_element(logits) - logits.begin();
  EXPECT_EQ(argmax(logits), expected);
  logits.push_back(*std::ranges::max_element(logits));
  EXPECT_EQ(argmax(logits), expected);
}

TEST_P(LogitsOfSize, TopCandidatesAreASortedPrefix) {
  auto logits = random_logits(GetParam(), 8);
  for (std::size_t i = 0; i < logits.size(); i += 3) logits[i] = std::round(logits[i]);  // Ties.
  std::vector<Candidate> expected;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    expected.push_back({static_cast<Token>(i), logits[i]});
  }
  std::ranges::sort(expected, [](const Candidate& a, const Candidate& b) {
    return a.logit > b.logit || (a.logit == b.logit && a.token < b.token);
  });
  std::vector<Candidate> found;
  for (const std::size_t count : {std::size_t{1}, std::size_t{40}, logits.size() + 5}) {
    top_candidates(logits, count, found);
    ASSERT_EQ(found.size(), std::min(count, logits.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i].token, expected[i].token) << "place " << i << " of " << count;
    }
  }
}

TEST_P(LogitsOfSize, LogSumExpIsExactEnough) {
  const auto logits = random_logits(GetParam(), 9);
  const double highest = *std::ranges::max_element(logits);
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  EXPECT_NEAR(log_sum_exp(logits), highest + std::log(sum), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Sizes, LogitsOfSize,
                         testing::Values(1, 2, 63, 64, 65, 261, 1000, 151'936));

TEST(Logits, ForbiddenTokensWeighNothing) {
  std::vector<float> logits(200, -std::numeric_limits<float>::infinity());
  logits[150] = 3.0F;
  EXPECT_EQ(argmax(logits), 150);
  EXPECT_NEAR(log_sum_exp(logits), 3.0, 1e-5);
}

TEST(Logits, NoCandidatesWhereNoneAreAskedFor) {
  std::vector<Candidate> found{{1, 1.0F}};
  top_candidates(random_logits(100, 1), 0, found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace ponder::llama
