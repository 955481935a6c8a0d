#include "engine/fairness.h"

#include <gtest/gtest.h>

namespace ponder::engine {
namespace {

// A talk (one row, 50 ms a step) beside eight agents (325 ms a step alone, 365 ms together).
TEST(Fairness, LeadsKeepMoreThanHalfAndGuestsMoreThanAThirdOfTheirSpeed) {
  FairnessAccount account;
  std::uint64_t time_us = 0, lead_steps = 0, guest_steps = 0;
  for (int step = 0; step < 10'000; ++step) {
    const bool together = account.guests_may_join();
    const std::uint64_t took = together ? 365'000 : 50'000;
    account.charge(1, 1, together ? 8 : 0, took);
    time_us += took;
    ++lead_steps;
    guest_steps += together ? 1 : 0;
  }
  const double lead_ratio = static_cast<double>(lead_steps) * 50'000 / static_cast<double>(time_us);
  const double guest_ratio =
      static_cast<double>(guest_steps) * 325'000 / static_cast<double>(time_us);
  EXPECT_GE(lead_ratio, 0.55);
  EXPECT_GE(guest_ratio, 0.36);
}

TEST(Fairness, WhereABatchCostsNothingGuestsAreInEveryStep) {
  FairnessAccount account;
  int joined = 0;
  for (int step = 0; step < 100; ++step) {
    const bool together = account.guests_may_join();
    joined += together ? 1 : 0;
    account.charge(1, 1, together ? 8 : 0, 10'000);
  }
  EXPECT_GE(joined, 95);
}

TEST(Fairness, DebtHasABoundAndIsForgivenWithoutCompetition) {
  FairnessAccount account;
  account.charge(1, 1, 500, 3'600'000'000);
  EXPECT_EQ(account.debt_us(), FairnessAccount::kDebtMaxUs);
  EXPECT_FALSE(account.guests_may_join());
  account.settle();
  EXPECT_TRUE(account.guests_may_join());
}

TEST(PrefillRate, ChunksFollowTheMeasuredSpeed) {
  PrefillRate rate(0);
  EXPECT_EQ(rate.cells_within(1'000'000), PrefillRate::kCellsUnknown);
  for (int i = 0; i < 20; ++i) rate.learn(64, 64 * 20'000);
  EXPECT_EQ(rate.cells_within(1'000'000), 48U);
  EXPECT_EQ(rate.cells_within(1), PrefillRate::kCellsMin);
  rate.learn(1, 1);  // A step of decoding says nothing.
  EXPECT_EQ(rate.us_per_cell(), 20'000U);
}

}  // namespace
}  // namespace ponder::engine
