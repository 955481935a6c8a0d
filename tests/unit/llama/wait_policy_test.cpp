#include "llama/wait_policy.h"

#include <gtest/gtest.h>

#include "llama/thread_team.h"

namespace ponder::llama {
namespace {

constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint32_t kThreads = 2;

// Steps of 50 ms whose threads wait for a core in `percent` of their time.
void run(WaitPolicy& policy, std::uint64_t total_ms, std::uint64_t percent) {
  for (std::uint64_t done = 0; done < total_ms; done += 50) {
    policy.step_done(50 * kMs, 50 * kMs * kThreads * percent / 100);
  }
}

TEST(WaitPolicy, SpinsOnACalmMachine) {
  WaitPolicy policy(kThreads);
  EXPECT_FALSE(policy.should_sleep());
  run(policy, 10'000, 0);
  EXPECT_FALSE(policy.should_sleep());
  run(policy, 10'000, 2);
  EXPECT_FALSE(policy.should_sleep());
}

TEST(WaitPolicy, SleepsSoonAfterACoreIsTaken) {
  WaitPolicy policy(kThreads);
  run(policy, 10'000, 0);
  run(policy, 200, 25);
  EXPECT_TRUE(policy.should_sleep());
}

TEST(WaitPolicy, OneLateStepAloneChangesNothing) {
  WaitPolicy policy(kThreads);
  run(policy, 50, 0);
  run(policy, 50, 6);
  EXPECT_FALSE(policy.should_sleep());
}

TEST(WaitPolicy, SpinsAgainOnlyAfterALongCalm) {
  WaitPolicy policy(kThreads);
  run(policy, 200, 25);
  run(policy, 1'500, 0);
  EXPECT_TRUE(policy.should_sleep());
  run(policy, 100, 2);  // Not calm: begins to count anew.
  run(policy, 1'500, 0);
  EXPECT_TRUE(policy.should_sleep());
  run(policy, 600, 0);
  EXPECT_FALSE(policy.should_sleep());
}

TEST(WaitPolicy, LongStepsAreJudgedAtOnce) {
  WaitPolicy policy(kThreads);
  policy.step_done(2'000 * kMs, 1'000 * kMs);
  EXPECT_TRUE(policy.should_sleep());
}

TEST(ThreadTeam, StepsOfAnySizeMayBeMeasured) {
  for (const std::uint32_t threads : {1U, 2U, 5U}) {
    ThreadTeam team(threads);
    for (int step = 0; step < 3; ++step) {
      team.before_step();
      team.after_step();
    }
  }
}

}  // namespace
}  // namespace ponder::llama
