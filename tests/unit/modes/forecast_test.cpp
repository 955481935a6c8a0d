#include "modes/forecast.h"

#include <gtest/gtest.h>

#include "modes/vote.h"
#include "turn_harness.h"

namespace ponder::modes {
namespace {

using test::milliseconds;

ForecastInput running(std::vector<std::uint64_t> tokens) {
  ForecastInput input;
  input.now_ms = 1000;
  input.running = std::move(tokens);
  input.ms_per_token = 10.0;
  input.tokens_new_max = 500;
  return input;
}

TEST(Forecast, KnowsOnlyTheLatestEndBeforeAnAnswerIsThere) {
  const chat::Forecast told = forecast(running({100, 20}));
  EXPECT_EQ(told.expected_ms, 0U);
  EXPECT_EQ(told.latest_ms, 1000U + 4800U);
}

TEST(Forecast, ExpectsThoseThatRunToBecomeAsLongAsThoseThatAreDone) {
  ForecastInput input = running({100, 150});
  input.complete = {180, 220};
  EXPECT_EQ(forecast(input).expected_ms, 1000U + 1000U);
  input.votes_needed = 1;
  EXPECT_EQ(forecast(input).expected_ms, 1000U + 500U);
  input.waves_expected = input.waves_max = 1;
  EXPECT_EQ(forecast(input).expected_ms, 1000U + 500U + 2000U);
  EXPECT_EQ(forecast(input).latest_ms, 1000U + 4000U + 5000U);
}

TEST(Forecast, ExpectsALittleMoreOfWhatIsAlreadyLonger) {
  ForecastInput input = running({400});
  input.complete = {200};
  EXPECT_EQ(forecast(input).expected_ms, 1000U + 200U);
}

TEST(Forecast, EndsWithTheBudget) {
  ForecastInput input = running({100});
  input.complete = {300};
  input.budget_ms = 1500;
  EXPECT_EQ(forecast(input).expected_ms, 1500U);
  EXPECT_EQ(forecast(input).latest_ms, 1500U);
}

TEST(VotesNeeded, AreThoseThatCloseTheVote) {
  Cluster leader;
  leader.form.key = "7";
  leader.ballots = {0, 1};
  leader.weight = 2.0;
  EXPECT_EQ(votes_needed({leader}, 2, 6, 0.95), 2U);
  EXPECT_EQ(votes_needed({leader}, 1, 6, 0.95), 0U);
  EXPECT_EQ(votes_needed({}, 4, 8, 0.95), 4U);
}

// Told while it runs: once a second, and more exactly as answers come.
TEST(Forecast, IsToldOnceASecondWhileATurnRuns) {
  test::TurnHarness turn(chat::Mode::kContemplating, 4);
  turn.request.tokens_new_max = 1000;
  turn.generator.scripts = {test::answering("1", 150), test::answering("2", 300),
                            test::answering("3", 300), test::answering("4", 350)};
  turn.run();
  const auto told = turn.all<chat::Forecast>();
  ASSERT_GE(told.size(), 3U);
  EXPECT_LE(told.size(), 4U);
  EXPECT_EQ(told.front().expected_ms, 0U);
  EXPECT_GT(told.front().latest_ms, 9000U);
  const std::uint64_t end_ms = turn.report().wall_ms;
  EXPECT_NEAR(static_cast<double>(told.back().expected_ms), static_cast<double>(end_ms), 500.0);
}

TEST(Forecast, OfASingleAnswerIsTheLatestEnd) {
  test::TurnHarness turn(chat::Mode::kThinking);
  turn.request.tokens_new_max = 1000;
  turn.generator.scripts = {test::answering("1", 250)};
  turn.run();
  const auto told = turn.all<chat::Forecast>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told.back().expected_ms, 0U);
  EXPECT_NEAR(static_cast<double>(told.back().latest_ms), 10'000.0, 200.0);
}

}  // namespace
}  // namespace ponder::modes
