#include "eval/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "eval/costs.h"
#include "recorded.h"
#include "support/scratch_folder.h"

namespace ponder::eval {
namespace {

using testing::HasSubstr;

// 1 ms a prompt token; 10 ms a step of one, 20 ms a step of four, 40 ms a step of eight.
Costs simple_costs() { return {1.0, {{1, 10.0}, {4, 20.0}, {8, 40.0}}}; }

Way way(const std::string& name) {
  auto parsed = parse_way(name);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return *parsed;
}

std::vector<Outcome> play(const Recording& recording, const std::vector<Way>& ways,
                          const ReplayOptions& options = {}) {
  const auto outcomes = replay(recording, simple_costs(), ways, options);
  EXPECT_TRUE(outcomes) << outcomes.error().message;
  return *outcomes;
}

TEST(Costs, LieOnLinesBetweenMeasurements) {
  const Costs costs = simple_costs();
  EXPECT_EQ(costs.step_ms(1), 10.0);
  EXPECT_NEAR(costs.step_ms(2), 10.0 + 10.0 / 3.0, 1e-9);
  EXPECT_EQ(costs.step_ms(6), 30.0);
  EXPECT_EQ(costs.step_ms(16), 80.0);
}

TEST(Costs, AreReadFromWhatBenchPrints) {
  const test::ScratchFolder scratch;
  const std::string prefill = "{\"bench\":\"prefill\",\"sequences\":1,\"tokens_per_second\":50}\n";
  const std::string decode =
      "{\"bench\":\"decode\",\"sequences\":4,\"tokens_per_second\":40.0}\n"
      "{\"bench\":\"decode\",\"sequences\":1,\"tokens_per_second\":20}\n"
      "{\"bench\":\"fork\",\"branches\":8}\n";
  const auto costs = read_costs(scratch.file("c", prefill + decode));
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(costs->prompt_ms, 20.0);
  EXPECT_EQ(costs->step_ms(1), 50.0);
  EXPECT_EQ(costs->step_ms(4), 100.0);
  EXPECT_THAT(read_costs(scratch.file("d", decode)).error().message, HasSubstr("\"prefill\""));
  EXPECT_THAT(read_costs(scratch.file("e", "{\n")).error().message, HasSubstr("e:1: "));
}

TEST(Replay, PlaysTheGreedyTraceInItsTime) {
  const Recording recording{test::header_of(4),
                            {test::recorded(1, "7", "7", {"1", "2", "3", "4"})}};
  const auto outcomes = play(recording, {way("greedy")});
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].right);
  EXPECT_EQ(outcomes[0].answer, "7");
  EXPECT_EQ(outcomes[0].tokens, 40U);
  EXPECT_NEAR(outcomes[0].first_token_ms, 120.0, 1.0);  // 110 of the prompt, one step.
  EXPECT_NEAR(outcomes[0].wall_ms, 110.0 + 400.0, 1.0);
}

TEST(Replay, VotesAndStopsWhereTheVoteIsDecided) {
  const Recording recording{
      test::header_of(8), {test::recorded(1, "7", "5", {"7", "7", "7", "7", "5", "5", "5", "5"})}};
  const auto outcomes = play(recording, {way("standard")});
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].right);
  EXPECT_EQ(outcomes[0].agents_started, 4U);
  EXPECT_EQ(outcomes[0].agents_used, 4U);
  EXPECT_EQ(outcomes[0].agreement, 1.0);
  EXPECT_EQ(outcomes[0].tokens, 40U + 48U + 56U + 64U);
  EXPECT_GT(outcomes[0].tokens_saved, 0U);
}

TEST(Replay, CountsWhatAPolicyChanges) {
  const Recording recording{
      test::header_of(8), {test::recorded(1, "7", "5", {"5", "7", "7", "7", "7", "7", "5", "5"})}};
  const auto outcomes = play(recording, {way("standard,quorum=0.5"), way("standard,quorum=0.95")});
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].agents_used, 1U);
  EXPECT_FALSE(outcomes[0].right);
  EXPECT_GT(outcomes[1].agents_used, 4U);
  EXPECT_TRUE(outcomes[1].right);
  EXPECT_LT(outcomes[0].wall_ms, outcomes[1].wall_ms);
}

TEST(Replay, EndsWithTheBudget) {
  const Recording recording{test::header_of(4),
                            {test::recorded(1, "7", "7", {"7", "8", "9", "1"})}};
  const auto outcomes = play(recording, {way("quick,budget_ms=1000")});
  EXPECT_NEAR(outcomes[0].wall_ms, 1000.0, 1.0);
  EXPECT_EQ(outcomes[0].agents_used, 1U);
  EXPECT_TRUE(outcomes[0].right);
}

TEST(Replay, TakesTracesThatNeverAnswer) {
  Recording recording{test::header_of(4), {test::recorded(1, "7", "7", {"7", "7", "7", "7"})}};
  for (Trace& trace : recording.problems[0].agents) trace = test::cut_trace(50);
  const auto outcomes = play(recording, {way("quick")});
  EXPECT_FALSE(outcomes[0].right);
  EXPECT_EQ(outcomes[0].agreement, 0.0);
  EXPECT_EQ(outcomes[0].error, "");
}

TEST(Replay, DrawsOtherOrdersButKeepsTheFirstAgent) {
  const Recording recording{
      test::header_of(8), {test::recorded(1, "7", "7", {"1", "2", "3", "4", "5", "6", "7", "8"})}};
  ReplayOptions options;
  options.draws = 20;
  const auto outcomes = play(recording, {way("standard,agents=2,first=2")}, options);
  ASSERT_EQ(outcomes.size(), 20U);
  EXPECT_EQ(outcomes[0].tokens, 40U + 48U);
  std::set<std::uint64_t> tokens;
  for (const Outcome& outcome : outcomes) tokens.insert(outcome.tokens);
  EXPECT_GT(tokens.size(), 2U);
  EXPECT_EQ(play(recording, {way("standard,agents=2,first=2")}, options), outcomes);
  const auto summary = summarise(outcomes);
  EXPECT_EQ(summary.front().problems, 1U);
}

TEST(Replay, PlaysOneHalf) {
  Recording recording{test::header_of(4), {}};
  for (std::uint64_t i = 0; i < 6; ++i) {
    recording.problems.push_back(test::recorded(i, "7", "7", {"7", "7", "7", "7"}));
  }
  ReplayOptions options;
  options.half = Half::kOdd;
  for (const Outcome& outcome : play(recording, {way("greedy")}, options)) {
    EXPECT_EQ(outcome.problem % 2, 1U);
  }
}

TEST(Replay, RefusesWhatTheRecordingDoesNotHold) {
  const Recording recording{test::header_of(4),
                            {test::recorded(1, "7", "7", {"7", "7", "7", "7"})}};
  const auto refused = [&](const std::string& name) {
    return replay(recording, simple_costs(), {way(name)}, {}).error().message;
  };
  EXPECT_THAT(refused("instant"), HasSubstr("cannot play \"instant\""));
  EXPECT_THAT(refused("standard"), HasSubstr("up to 8 agents; the recording has 4"));
}

TEST(Ways, AreReadFromTheirNames) {
  EXPECT_EQ(way("greedy").temperature, 0.0F);
  EXPECT_EQ(way("instant").mode, chat::Mode::kInstant);
  EXPECT_TRUE(way("plain").is_plain);
  EXPECT_EQ(way("contemplating:12").agents, 12U);
  const Way tuned = way("deep,agents=12,first=6,next=3,quorum=0.9,unsure=0.2,window=16,drafts=2");
  EXPECT_EQ(tuned.agents, 12U);
  ASSERT_NE(tuned.strategy, nullptr);
  EXPECT_EQ(tuned.strategy->wave_first, 6U);
  EXPECT_EQ(tuned.strategy->wave_next, 3U);
  EXPECT_EQ(tuned.strategy->quorum, 0.9);
  EXPECT_EQ(tuned.strategy->window_small, 16U);
}

TEST(Ways, NameWhatIsWrong) {
  const auto complaint = [](const std::string& name) { return parse_way(name).error().message; };
  EXPECT_THAT(complaint("pondering"), HasSubstr("\"pondering\" is no way of answering"));
  EXPECT_THAT(complaint(""), HasSubstr("no way of answering"));
  EXPECT_THAT(complaint("contemplating:1"), HasSubstr("2 to 16"));
  EXPECT_THAT(complaint("contemplating:many"), HasSubstr("2 to 16"));
  EXPECT_THAT(complaint("quick,speed=3"), HasSubstr("sets nothing that a policy has"));
  EXPECT_THAT(complaint("quick,quorum"), HasSubstr("name=value"));
  EXPECT_THAT(complaint("quick,agents=99"), HasSubstr("agents is a number of"));
}

}  // namespace
}  // namespace ponder::eval
