#include "llama/thread_policy.h"

#include <gtest/gtest.h>

#include "llama/thread_team.h"

namespace ponder::llama {
namespace {

constexpr std::uint64_t kMs = 1'000'000;

// Steps of 50 ms with so many hundredths of a thread waiting and of a core idle.
void run(ThreadPolicy& policy, std::uint64_t total_ms, std::uint64_t waiting, std::uint64_t idle) {
  for (std::uint64_t done = 0; done < total_ms; done += 50) {
    policy.step_done({50 * kMs, 50 * kMs * waiting / 100, 50 * kMs * idle / 100});
  }
}

TEST(ThreadPolicy, UsesAllThreadsOnACalmMachine) {
  ThreadPolicy policy(8);
  EXPECT_EQ(policy.threads(), 8U);
  run(policy, 60'000, 5, 0);
  EXPECT_EQ(policy.threads(), 8U);
}

TEST(ThreadPolicy, GivesACoreAwaySoonAfterItIsTaken) {
  ThreadPolicy policy(2);
  run(policy, 10'000, 0, 0);
  run(policy, 400, 50, 0);
  EXPECT_EQ(policy.threads(), 1U);
  run(policy, 10'000, 90, 0);
  EXPECT_EQ(policy.threads(), 1U);
}

TEST(ThreadPolicy, GivesAsManyAwayAsAreTaken) {
  ThreadPolicy policy(8);
  run(policy, 300, 240, 0);
  EXPECT_EQ(policy.threads(), 5U);
  ThreadPolicy crowded(2);
  run(crowded, 300, 180, 0);
  EXPECT_EQ(crowded.threads(), 1U);
}

// One thread of two is half of the speed, one of eight an eighth.
TEST(ThreadPolicy, BearsMoreWaitingWhereAThreadIsWorthMore) {
  ThreadPolicy two(2);
  run(two, 60'000, 30, 0);
  EXPECT_EQ(two.threads(), 2U);
  ThreadPolicy eight(8);
  run(eight, 300, 30, 0);
  EXPECT_EQ(eight.threads(), 7U);
}

TEST(ThreadPolicy, TakesAHalfIdleCoreBackWhereAThreadIsWorthMore) {
  ThreadPolicy two(2);
  run(two, 300, 60, 0);
  ASSERT_EQ(two.threads(), 1U);
  run(two, 1'000, 0, 50);
  EXPECT_EQ(two.threads(), 2U);
  ThreadPolicy eight(8);
  run(eight, 300, 60, 0);
  ASSERT_EQ(eight.threads(), 7U);
  run(eight, 5'000, 0, 50);
  EXPECT_EQ(eight.threads(), 7U);
}

TEST(ThreadPolicy, WaitingForAMomentChangesNothing) {
  ThreadPolicy policy(2);
  for (int again = 0; again < 100; ++again) {
    run(policy, 200, 90, 0);
    run(policy, 100, 0, 0);
    ASSERT_EQ(policy.threads(), 2U);
  }
}

TEST(ThreadPolicy, LongStepsAreJudgedAtOnce) {
  ThreadPolicy policy(2);
  policy.step_done({2'000 * kMs, 1'000 * kMs, std::nullopt});
  EXPECT_EQ(policy.threads(), 1U);
}

TEST(ThreadPolicy, TakesTheCoreBackWhenItHasBeenIdle) {
  ThreadPolicy policy(4);
  run(policy, 300, 150, 0);
  const auto fewer = policy.threads();
  EXPECT_EQ(fewer, 2U);
  run(policy, 5'100, 0, 30);
  EXPECT_EQ(policy.threads(), fewer);
  run(policy, 200, 0, 100);
  EXPECT_EQ(policy.threads(), fewer);
  run(policy, 100, 0, 100);
  EXPECT_EQ(policy.threads(), fewer + 1);
}

// Where nobody says how idle the cores are, it tries, each time later.
TEST(ThreadPolicy, TriesLessAndLessOftenWhereIdleCoresAreNotKnown) {
  ThreadPolicy policy(2);
  const auto until_raised = [&] {
    while (policy.threads() == 2) {  // The core is still taken.
      policy.step_done({100 * kMs, 60 * kMs, std::nullopt});
    }
    std::uint64_t waited_ms = 0;
    while (policy.threads() == 1 && waited_ms < 100'000) {
      policy.step_done({100 * kMs, 0, std::nullopt});
      waited_ms += 100;
    }
    return waited_ms;
  };
  EXPECT_EQ(until_raised(), 300U);
  EXPECT_EQ(until_raised(), 600U);
  EXPECT_EQ(until_raised(), 1'200U);
  for (int i = 0; i < 5; ++i) until_raised();
  EXPECT_EQ(until_raised(), 32'000U);
  run(policy, 4'000, 0, 0);  // It proved right at last.
  EXPECT_EQ(until_raised(), 300U);
}

TEST(ThreadTeam, StepsOfAnySizeCanBeMeasured) {
  for (const std::uint32_t threads : {1U, 2U, 5U}) {
    ThreadTeam team(threads);
    for (int step = 0; step < 3; ++step) {
      const std::uint32_t with = team.before_step(step == 2 ? 512 : 1);
      if (step == 2) EXPECT_EQ(with, threads);
      EXPECT_GE(with, 1U);
      EXPECT_LE(with, threads);
      team.after_step();
    }
  }
}

}  // namespace
}  // namespace ponder::llama
