#include "eval/statistics.h"

#include <gtest/gtest.h>

#include <vector>

namespace ponder::eval {
namespace {

TEST(Wilson, AgreesWithPublishedValues) {
  const Interval half = wilson(5, 10);
  EXPECT_NEAR(half.low, 0.2366, 1e-4);
  EXPECT_NEAR(half.high, 0.7634, 1e-4);
  const Interval some = wilson(81, 263);
  EXPECT_NEAR(some.low, 0.2553, 1e-4);
  EXPECT_NEAR(some.high, 0.3662, 1e-4);
}

TEST(Wilson, StaysInsideZeroToOne) {
  EXPECT_EQ(wilson(0, 0), (Interval{0.0, 1.0}));
  EXPECT_NEAR(wilson(0, 20).low, 0.0, 1e-12);
  EXPECT_NEAR(wilson(20, 20).high, 1.0, 1e-12);
  EXPECT_LT(wilson(20, 20).low, 1.0);
}

TEST(PairedDifference, CountsPairsAndIsDeterminedByTheSeed) {
  std::vector<double> a(40, 0.0);
  std::vector<double> b(40, 0.0);
  for (std::size_t i = 0; i < 20; ++i) a[i] = 1.0;
  for (std::size_t i = 0; i < 10; ++i) b[i] = 1.0;
  const PairedDifference one = paired_difference(a, b, 1);
  EXPECT_NEAR(one.mean, 0.25, 1e-12);
  EXPECT_GT(one.interval.low, 0.05);
  EXPECT_LT(one.interval.high, 0.45);
  EXPECT_EQ(one.interval, paired_difference(a, b, 1).interval);
}

TEST(PairedDifference, OfNothingIsNothing) {
  EXPECT_EQ(paired_difference({}, {}, 1).interval, (Interval{0.0, 0.0}));
  EXPECT_EQ(paired_ratio({1.0}, {0.0}, 1).mean, 0.0);
}

TEST(PairedRatio, IsTheRatioOfSums) {
  const PairedDifference ratio = paired_ratio({30.0, 10.0}, {10.0, 10.0}, 3);
  EXPECT_NEAR(ratio.mean, 2.0, 1e-12);
  EXPECT_GE(ratio.interval.low, 1.0);
  EXPECT_LE(ratio.interval.high, 3.0);
}

TEST(McNemar, IsTheExactBinomialTest) {
  EXPECT_NEAR(mcnemar(0, 0), 1.0, 1e-12);
  EXPECT_NEAR(mcnemar(5, 5), 1.0, 1e-12);
  EXPECT_NEAR(mcnemar(0, 6), 0.03125, 1e-9);
  EXPECT_NEAR(mcnemar(10, 2), 0.03857, 1e-5);
  EXPECT_EQ(mcnemar(10, 2), mcnemar(2, 10));
}

TEST(Brier, IsTheMeanSquaredError) {
  EXPECT_NEAR(brier({{1.0, true}, {0.5, false}}), 0.125, 1e-12);
  EXPECT_EQ(brier({}), 0.0);
}

TEST(Isotonic, NeverFallsAndPoolsWhatViolates) {
  std::vector<Forecast> forecasts;
  for (int i = 0; i < 10; ++i) {
    forecasts.push_back({0.2, i < 3});
    forecasts.push_back({0.4, i < 2});  // Worse than the one below: pooled with it.
    forecasts.push_back({0.9, i < 9});
  }
  const auto steps = isotonic(forecasts);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].from, 0.2);
  EXPECT_EQ(steps[0].count, 20U);
  EXPECT_NEAR(steps[0].probability, 6.0 / 22.0, 1e-12);
  EXPECT_EQ(steps[1].from, 0.9);
  EXPECT_NEAR(steps[1].probability, 10.0 / 12.0, 1e-12);
  EXPECT_EQ(calibrated(steps, 0.1), steps[0].probability);
  EXPECT_EQ(calibrated(steps, 0.89), steps[0].probability);
  EXPECT_EQ(calibrated(steps, 1.0), steps[1].probability);
}

TEST(Isotonic, ClaimsNoCertainty) {
  const auto steps = isotonic({{0.5, true}});
  EXPECT_NEAR(steps.front().probability, 2.0 / 3.0, 1e-12);
}

TEST(Isotonic, CountsTriesOfOneProblemAsOne) {
  const auto once = isotonic({{0.5, true}});
  const auto tries = isotonic({{0.5, true, 0.25}, {0.5, true, 0.25}, {0.5, true, 0.5}});
  EXPECT_NEAR(tries.front().probability, once.front().probability, 1e-12);
  EXPECT_EQ(tries.front().count, 3U);
}

TEST(Isotonic, JoinsFewTrialsWithTheirNeighbour) {
  std::vector<Forecast> forecasts = {{0.1, false}, {0.2, false}, {0.95, true}};
  for (int i = 0; i < 10; ++i) forecasts.push_back({0.5, i < 5});
  const auto steps = isotonic(forecasts);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].from, 0.1);
  EXPECT_EQ(steps[0].count, 13U);
  EXPECT_NEAR(steps[0].probability, 7.0 / 15.0, 1e-12);
}

TEST(Isotonic, TakesEqualForecastsTogetherInAnyOrder) {
  const auto mixed = isotonic({{0.5, true}, {0.5, false}, {0.5, true}, {0.5, false}});
  ASSERT_EQ(mixed.size(), 1U);
  EXPECT_EQ(mixed.front().count, 4U);
}

TEST(Reliability, FillsBinsAndLeavesOutEmptyOnes) {
  const auto bins = reliability({{0.0, false}, {0.1, true}, {1.0, true}}, 4);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].count, 2U);
  EXPECT_EQ(bins[0].came_true, 1U);
  EXPECT_NEAR(bins[0].mean_forecast, 0.05, 1e-12);
  EXPECT_EQ(bins[1].count, 1U);
}

TEST(Median, IsTheMiddle) {
  EXPECT_EQ(median_of({3.0, 1.0, 2.0}), 2.0);
  EXPECT_EQ(median_of({4.0, 1.0, 2.0, 3.0}), 2.5);
  EXPECT_EQ(median_of({}), 0.0);
}

}  // namespace
}  // namespace ponder::eval
