// The pace of one agent alone, from steps in simulated time.
#include "modes/solo_rate.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "turn_harness.h"

namespace ponder::modes {
namespace {

// Decodes agents together: a step gives each of them a token.
class Steps {
 public:
  explicit Steps(std::function<double(std::size_t)> step_ms) : step_ms_(std::move(step_ms)) {}

  void start(std::size_t agents) {
    for (std::size_t i = 0; i < agents; ++i) {
      rate.start(++last_);
      running_.push_back(last_);
    }
  }
  void decode(int steps) {
    for (int i = 0; i < steps; ++i) {
      pause(step_ms_(running_.size()));
      for (const chat::BranchId agent : running_) rate.see(agent, 1, now_);
    }
  }
  void end_one() {
    rate.end(running_.back());
    running_.pop_back();
  }
  void pause(double ms) {
    now_ += std::chrono::duration_cast<TimePoint::duration>(
        std::chrono::duration<double, std::milli>(ms));
  }
  double alone() const { return rate.ms_per_token().value_or(0.0); }

  SoloRate rate;

 private:
  std::function<double(std::size_t)> step_ms_;
  TimePoint now_{};
  chat::BranchId last_ = 0;
  std::vector<chat::BranchId> running_;
};

double line(std::size_t agents) { return 20.0 + 8.0 * static_cast<double>(agents); }

TEST(SoloRate, IsNotKnownBeforeAnything) { EXPECT_FALSE(SoloRate().ms_per_token()); }

TEST(SoloRate, TakesWhatWasSeenAloneBeforeAnyLine) {
  Steps steps([](std::size_t agents) { return agents == 1 ? 50.0 : line(agents); });
  steps.start(3);
  steps.decode(20);
  steps.end_one();
  steps.decode(20);
  steps.end_one();
  steps.decode(8);
  EXPECT_NEAR(steps.alone(), 28.0, 1e-6);  // Seven steps lie between eight.
  steps.decode(1);
  EXPECT_NEAR(steps.alone(), 50.0, 1e-6);
}

TEST(SoloRate, FollowsTheLineToOne) {
  Steps steps(line);
  steps.start(8);
  steps.decode(20);
  EXPECT_FALSE(steps.rate.ms_per_token());  // One number of agents is no line.
  steps.end_one();
  steps.end_one();
  steps.decode(8);
  EXPECT_FALSE(steps.rate.ms_per_token());
  steps.decode(1);
  EXPECT_NEAR(steps.alone(), 28.0, 1e-6);
}

TEST(SoloRate, IsNearWhatWasMeasuredOnTwoCores) {
  std::map<std::size_t, double> measured = {{4, 46.0}, {8, 72.0}, {16, 127.0}};
  Steps steps([&](std::size_t agents) { return measured.at(agents); });
  steps.start(16);
  for (const std::size_t next : {8U, 4U, 0U}) {
    steps.decode(30);
    for (std::size_t agents = next == 0 ? 4 : 2 * next; agents > next; --agents) steps.end_one();
  }
  EXPECT_NEAR(steps.alone(), 29.0, 5.0);  // 29 ms were measured of one.
}

TEST(SoloRate, LeavesOutTheTimeInWhichAWaveReadsItsPrompt) {
  Steps steps(line);
  steps.start(2);
  steps.decode(10);
  steps.start(2);  // Both go on slowly beside the others' prompts.
  for (int i = 0; i < 20; ++i) {
    steps.pause(900.0);
    for (const chat::BranchId agent : {1U, 2U}) steps.rate.see(agent, 1, TimePoint{});
  }
  steps.pause(5000.0);
  steps.decode(20);
  EXPECT_NEAR(steps.alone(), 28.0, 1e-6);
}

TEST(SoloRate, LeavesOutThePauseBetweenAgentsThatRunOneAfterAnother) {
  Steps steps(line);
  for (int agent = 0; agent < 4; ++agent) {
    steps.start(1);
    steps.pause(3000.0);
    steps.decode(4);
    steps.end_one();
  }
  EXPECT_NEAR(steps.alone(), 28.0, 1e-6);
}

TEST(SoloRate, LeavesOutWhatOthersLoseWhenOneEnds) {
  Steps steps(line);
  steps.start(3);
  steps.decode(20);
  steps.end_one();
  steps.pause(4000.0);
  steps.decode(20);
  EXPECT_NEAR(steps.alone(), 28.0, 1e-6);
}

double alone_of(const std::map<std::size_t, double>& step_ms,
                const std::map<std::size_t, int>& count) {
  Steps steps([&](std::size_t agents) { return step_ms.at(agents); });
  const std::size_t most = step_ms.rbegin()->first;
  steps.start(most);
  for (std::size_t agents = most; agents > 0; --agents) {
    if (step_ms.contains(agents)) steps.decode(count.at(agents) + 1);
    steps.end_one();
  }
  return steps.alone();
}

TEST(SoloRate, DoesNotBelieveALineThatCannotBe) {
  const std::map<std::size_t, int> even = {{2, 20}, {4, 20}};
  EXPECT_NEAR(alone_of({{2, 30.0}, {4, 40.0}}, even), 25.0, 1e-3);
  EXPECT_EQ(alone_of({{2, 40.0}, {4, 30.0}}, even), 0.0);  // More agents in less time.
  EXPECT_EQ(alone_of({{2, 20.0}, {4, 50.0}}, even), 0.0);  // Worse than one after another.
}

TEST(SoloRate, IsAtMostTheShortestStepThatWasSeen) {
  EXPECT_NEAR(alone_of({{2, 20.0}, {3, 40.0}, {4, 41.0}}, {{2, 8}, {3, 100}, {4, 100}}), 20.0,
              1e-3);
}

TEST(SoloRate, WeighsByWhatWasSeen) {
  // Eight steps that were held up do not bend the line of hundreds.
  const double held_up = alone_of({{2, 50.0}, {3, 44.0}, {4, 52.0}}, {{2, 8}, {3, 300}, {4, 300}});
  EXPECT_NEAR(held_up, 28.0, 3.0);
}

// Two agree while the third still writes: nobody ever runs alone.
TEST(SoloRate, IsInTheReportOfATurnWhereNobodyRanAlone) {
  test::TurnHarness turn(chat::Mode::kContemplating, 3);
  const auto agent = [](int beside_two, int beside_one) {
    test::Script script;
    const auto write = [&script](int tokens, int step_ms) {
      for (int i = 0; i < tokens; ++i) {
        script.say("step " + std::to_string(i) + " ", 1, -0.1, std::chrono::milliseconds{step_ms});
      }
    };
    write(beside_two, 44);
    write(beside_one, 36);
    return script.say("\nAnswer: 5", 0, -0.1, std::chrono::milliseconds{0}).finish();
  };
  turn.generator.scripts = {agent(20, 0), agent(20, 20), agent(20, 200)};
  turn.run();
  EXPECT_EQ(turn.answer(), "5");
  EXPECT_EQ(turn.report().agents_stopped_early, 1U);
  // 28 ms for each of the 40 tokens of the longer complete trace.
  EXPECT_EQ(turn.report().first_token_ms, 44U);
  EXPECT_NEAR(static_cast<double>(turn.report().single_pass_ms), 44.0 + 40 * 28.0, 40.0);
}

}  // namespace
}  // namespace ponder::modes
