#include "eval/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eval/report_page.h"

namespace ponder::eval {
namespace {

using testing::HasSubstr;
using testing::Not;

Outcome outcome(std::uint64_t problem, const std::string& way, bool right, double wall_ms,
                double agreement = 0.0) {
  Outcome out;
  out.problem = problem;
  out.way = way;
  out.right = right;
  out.wall_ms = wall_ms;
  out.agreement = agreement;
  out.agents_used = agreement > 0.0 ? 4 : 1;
  return out;
}

std::vector<Outcome> some_outcomes() {
  std::vector<Outcome> all;
  for (std::uint64_t i = 0; i < 20; ++i) {
    all.push_back(outcome(i, "greedy", i < 8, 1000.0));
    all.push_back(outcome(i, "contemplating", i < 12, 2500.0, i < 12 ? 1.0 : 0.5));
  }
  return all;
}

TEST(Outcomes, ComeBackAsTheyWereWritten) {
  Outcome full = outcome(3, "contemplating:8", true, 1234.5, 0.75);
  full.answer = "a \"quoted\" answer";
  full.tokens = 100;
  full.tokens_saved = 20;
  full.agents_started = 8;
  full.error = "it failed";
  const auto back = decode_outcome(encode_outcome(full));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, full);
  EXPECT_THAT(decode_outcome("{\"problem\": -1}").error().message, HasSubstr("problem"));
  EXPECT_FALSE(decode_outcome("[]"));
}

TEST(AnswerIn, FindsTheAnswerOfAText) {
  const std::string steps(300, 's');
  EXPECT_EQ(answer_in("42"), "42");
  EXPECT_EQ(answer_in("so \\boxed{41} or rather \\boxed{42}, I think"), "42");
  EXPECT_EQ(answer_in(steps + "\nThe total is 42."), "The total is 42.");
  EXPECT_EQ(answer_in(steps + " it is 1,234\nHope this helps"), "1,234");
  EXPECT_EQ(answer_in(steps + "\nNothing"), "Nothing");
  EXPECT_EQ(answer_in(""), "");
}

TEST(Summaries, PairEachWayWithTheBaseline) {
  const auto summaries = summarise(some_outcomes());
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].pairs, 0U);
  EXPECT_NEAR(summaries[0].accuracy, 0.4, 1e-12);
  EXPECT_EQ(summaries[1].pairs, 20U);
  EXPECT_NEAR(summaries[1].gain.mean, 0.2, 1e-12);
  EXPECT_EQ(summaries[1].only_this, 4U);
  EXPECT_EQ(summaries[1].only_baseline, 0U);
  EXPECT_NEAR(summaries[1].p_value, 0.125, 1e-12);
  EXPECT_NEAR(summaries[1].time_ratio.mean, 2.5, 1e-12);
  EXPECT_NEAR(summaries[1].agreement, 0.8, 1e-12);
}

TEST(Summaries, CompareOnlyWhatBothHave) {
  auto outcomes = some_outcomes();
  outcomes.erase(outcomes.begin());  // The baseline's first one.
  const auto summaries = summarise(outcomes);
  const auto& compared = summaries[0].way == "greedy" ? summaries[1] : summaries[0];
  EXPECT_EQ(compared.pairs, 19U);
}

TEST(Summaries, TakeTheFirstWayWhereThereIsNoBaseline) {
  const auto summaries = summarise({outcome(1, "a", true, 1.0), outcome(1, "b", true, 2.0)});
  EXPECT_EQ(summaries[0].pairs, 0U);
  EXPECT_EQ(summaries[1].pairs, 1U);
  EXPECT_TRUE(summarise({}).empty());
}

TEST(Calibrations, AreFittedOnOneHalfAndJudgedOnTheOther) {
  std::vector<Outcome> outcomes;
  for (std::uint64_t i = 0; i < 40; ++i) {  // Full agreement is right half of the time.
    outcomes.push_back(outcome(i, "vote", i % 4 < 2, 1.0, 1.0));
  }
  const Calibration calibration = calibrate(outcomes, "vote");
  ASSERT_EQ(calibration.steps.size(), 1U);
  EXPECT_NEAR(calibration.steps[0].probability, 0.5, 1e-9);
  EXPECT_NEAR(calibration.brier_shown, 0.5, 1e-9);
  EXPECT_NEAR(calibration.brier_calibrated, 0.25, 1e-9);
  EXPECT_EQ(calibration.judged.size(), 20U);
  EXPECT_TRUE(calibrate(outcomes, "nobody").steps.empty());
}

TEST(ReportPage, ShowsEachWayAndItsReliability) {
  const std::string page = report_page({"tiny", "data.jsonl", "live"}, some_outcomes());
  EXPECT_THAT(page, HasSubstr("<title>tiny on data.jsonl</title>"));
  EXPECT_THAT(page, HasSubstr("<td>greedy</td>"));
  EXPECT_THAT(page, HasSubstr("+20.0 ("));
  EXPECT_THAT(page, HasSubstr("Agreement of contemplating"));
  EXPECT_THAT(page, Not(HasSubstr("Agreement of greedy")));
  EXPECT_THAT(page, Not(HasSubstr("http")));  // It loads nothing.
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(ReportPage, EscapesNames) {
  const std::string page =
      report_page({"<b>", "a&b", "x"}, {outcome(1, "<script>", true, 0.0, 1.0)});
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt; on a&amp;b"));
}

}  // namespace
}  // namespace ponder::eval
