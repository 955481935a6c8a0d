#include "auth/rate_limits.h"

#include <gtest/gtest.h>

namespace ponder::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const RateLimits::Time kStart = RateLimits::Time() + std::chrono::hours(1);

TEST(RateLimits, WithoutLimitsNothingIsKept) {
  RateLimits limits;
  for (int i = 0; i < 1000; ++i) {
    const Admission admission = limits.admit("a", {}, kStart);
    EXPECT_TRUE(admission.admitted);
    EXPECT_EQ(admission.requests.limit, 0U);
  }
}

TEST(RateLimits, AllowsAMinutesRequestsAtOnceAndThenAsTimeGoesBy) {
  RateLimits limits;
  const Rates rates{.requests_per_minute = 6};
  for (unsigned left = 6; left > 0; --left) {
    const Admission admission = limits.admit("a", rates, kStart);
    EXPECT_TRUE(admission.admitted);
    EXPECT_EQ(admission.requests.remaining, left - 1);
    EXPECT_EQ(admission.requests.full_in, seconds(10) * (7 - left));
  }
  const Admission refused = limits.admit("a", rates, kStart + seconds(4));
  EXPECT_FALSE(refused.admitted);
  EXPECT_FALSE(refused.tokens_ran_out);
  EXPECT_EQ(refused.retry_after, seconds(6));
  EXPECT_TRUE(limits.admit("b", rates, kStart).admitted) << "another caller has its own bucket";
  EXPECT_TRUE(limits.admit("a", rates, kStart + seconds(10)).admitted);
  EXPECT_FALSE(limits.admit("a", rates, kStart + seconds(10)).admitted);
  const Admission later = limits.admit("a", rates, kStart + seconds(1000));
  EXPECT_EQ(later.requests.remaining, 5U) << "no more than a minute's worth is saved up";
}

TEST(RateLimits, TokensMayLeaveADebtThatHasToBeWaitedOff) {
  RateLimits limits;
  const Rates rates{.tokens_per_minute = 600};
  EXPECT_TRUE(limits.admit("a", rates, kStart).admitted);
  limits.spend("a", 700, kStart);
  const Admission refused = limits.admit("a", rates, kStart);
  EXPECT_FALSE(refused.admitted);
  EXPECT_TRUE(refused.tokens_ran_out);
  EXPECT_EQ(refused.tokens.remaining, 0U);
  EXPECT_EQ(refused.retry_after, milliseconds(10'100));
  EXPECT_FALSE(limits.admit("a", rates, kStart + seconds(9)).admitted);
  EXPECT_TRUE(limits.admit("a", rates, kStart + milliseconds(10'100)).admitted);
}

TEST(RateLimits, ARefusedRequestCostsNothing) {
  RateLimits limits;
  const Rates rates{.requests_per_minute = 10, .tokens_per_minute = 60};
  EXPECT_TRUE(limits.admit("a", rates, kStart).admitted);
  limits.spend("a", 60, kStart);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(limits.admit("a", rates, kStart).admitted);
  EXPECT_EQ(limits.admit("a", rates, kStart).requests.remaining, 9U);
}

TEST(RateLimits, AChangedLimitKeepsTheShareThatIsLeft) {
  RateLimits limits;
  for (int i = 0; i < 5; ++i) limits.admit("a", {.requests_per_minute = 10}, kStart);
  EXPECT_EQ(limits.admit("a", {.requests_per_minute = 100}, kStart).requests.remaining, 49U);
  EXPECT_EQ(limits.admit("a", {}, kStart).requests.limit, 0U);
}

TEST(RateLimits, TimeThatGoesBackwardsGivesNothing) {
  RateLimits limits;
  const Rates rates{.requests_per_minute = 1};
  EXPECT_TRUE(limits.admit("a", rates, kStart).admitted);
  EXPECT_FALSE(limits.admit("a", rates, kStart - seconds(600)).admitted);
  EXPECT_FALSE(limits.admit("a", rates, kStart).admitted);
}

}  // namespace
}  // namespace ponder::auth
