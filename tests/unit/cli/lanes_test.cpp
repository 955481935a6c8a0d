// The agents as lines of a terminal, and the one line that reports a turn.
#include "cli/lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/report_line.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Three agents: one has answered with the leader, one otherwise, one is at work.
chat::TurnState three_agents() {
  chat::TurnState state;
  const auto apply = [&](chat::Event event) { chat::reduce(state, event); };
  apply(chat::TurnStarted{"turn_1", chat::Mode::kContemplating, "m"});
  for (chat::BranchId branch = 1; branch <= 3; ++branch) {
    apply(chat::BranchStarted{branch, 0, "agent " + std::to_string(branch)});
    apply(chat::PartStarted{branch, branch, chat::PartKind::kReasoning, "", ""});
    apply(chat::TextDelta{
        branch, "Some thoughts\nof agent " + std::to_string(branch) + " \u4e2d", {}});
  }
  apply(chat::AnswerFound{1, "42", "42", 0.9F});
  apply(chat::AnswerFound{2, "a very long answer that fits no chip", "x", 0.5F});
  apply(chat::VoteChanged{{{"42", "42", {1}, 0.6F}, {"long", "x", {2}, 0.4F}}, true});
  return state;
}

TEST(Lanes, AreAbsentWithoutAgents) {
  chat::TurnState state;
  chat::reduce(state, chat::TurnStarted{"turn_1", chat::Mode::kInstant, "m"});
  EXPECT_TRUE(lane_lines(state, {}).empty());
}

TEST(Lanes, ShowEachAgentAndTheVote) {
  const auto lines = lane_lines(three_agents(), {});
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[0], HasSubstr("[42]"));
  EXPECT_THAT(lines[0], HasSubstr("agent 1"));
  EXPECT_THAT(lines[1], HasSubstr("[a very long "));
  EXPECT_THAT(lines[2], HasSubstr("| agent 3"));
  EXPECT_THAT(lines[2], HasSubstr("Some thoughts of agent 3"));
  EXPECT_THAT(lines[2], Not(HasSubstr("[")));
  EXPECT_THAT(lines[3], HasSubstr("42 ######---- 1"));
  EXPECT_THAT(lines[3], HasSubstr("decided"));
}

TEST(Lanes, TellTheExpectedEndWhileTheVoteIsOpen) {
  chat::TurnState state = three_agents();
  chat::reduce(state, chat::VoteChanged{state.tallies, false});
  chat::reduce(state, chat::Forecast{0, 90'000});
  EXPECT_THAT(lane_lines(state, {})[3], Not(HasSubstr(" s in all")));
  chat::reduce(state, chat::Forecast{12'100, 90'000});
  EXPECT_THAT(lane_lines(state, {})[3], HasSubstr("about 13 s in all"));
  chat::reduce(state, chat::VoteChanged{state.tallies, true});
  EXPECT_THAT(lane_lines(state, {})[3], Not(HasSubstr(" s in all")));
}

TEST(Lanes, FitIntoAnyTerminal) {
  for (std::size_t columns = 20; columns < 130; ++columns) {
    for (const bool unicode : {false, true}) {
      for (const auto& line : lane_lines(three_agents(), {columns, unicode, Style(false), 3})) {
        EXPECT_LE(columns_of(line), columns) << line;
        EXPECT_THAT(line, Not(HasSubstr("\n")));
      }
    }
  }
}

TEST(Lanes, TurnTheSpinner) {
  const auto state = three_agents();
  EXPECT_NE(lane_lines(state, {80, false, Style(false), 0})[2],
            lane_lines(state, {80, false, Style(false), 1})[2]);
}

chat::TurnState finished(chat::Report report, chat::FinishReason reason, std::uint32_t tokens) {
  chat::TurnState state;
  state.finish = reason;
  state.report = std::move(report);
  state.usage.tokens_new = tokens;
  return state;
}

TEST(ReportLine, SaysWhatAContemplatingTurnGainedAndCost) {
  chat::Report report;
  report.agents_started = 8;
  report.agents_used = 8;
  report.tallies = {{"42", "42", {1, 2, 4, 5, 6, 8}, 0.75F}, {"41", "41", {3, 7}, 0.25F}};
  report.tokens_spent = 590;
  report.tokens_saved = 410;
  report.wall_ms = 3200;
  EXPECT_EQ(report_line(finished(report, chat::FinishReason::kStop, 590)),
            "6 of 8 agree, 41 % of tokens saved, 3.2 s");
  report.probability = 0.715F;
  EXPECT_EQ(
      report_line(finished(report, chat::FinishReason::kStop, 590)),
      "6 of 8 agree (right so often in school arithmetic: 72 %), 41 % of tokens saved, 3.2 s");
  report.probability = 0.0F;
  report.tokens_saved = 0;
  EXPECT_EQ(report_line(finished(report, chat::FinishReason::kStoppedByUser, 590)),
            "stopped, 6 of 8 agree, 3.2 s");
  report.agents_used = 0;
  EXPECT_EQ(report_line(finished(report, chat::FinishReason::kBudget, 590)),
            "out of time, 8 agents, no vote, 3.2 s");
}

TEST(ReportLine, GivesTheSpeedOfASingleAnswer) {
  chat::Report report;
  report.wall_ms = 2500;
  report.first_token_ms = 500;
  EXPECT_EQ(report_line(finished(report, chat::FinishReason::kStop, 21)),
            "21 tokens, 10.0 tokens/s, 2.5 s");
  EXPECT_EQ(report_line(finished(report, chat::FinishReason::kStop, 1)), "1 token, 2.5 s");
  EXPECT_THAT(report_line(finished(report, chat::FinishReason::kLength, 21)),
              testing::StartsWith("cut off: no room for more"));
}

TEST(RoomLine, SaysWhatTheContextHadNoRoomFor) {
  chat::Report report;
  EXPECT_EQ(room_line(report), "");
  report.agents_fit = 3;
  report.agents_wanted = 8;
  EXPECT_EQ(room_line(report),
            "The context had room for 3 agents at once instead of 8 (--context)");
  report.agents_fit = 1;
  EXPECT_EQ(room_line(report), "The context had room for 1 agent at once instead of 8 (--context)");
}

TEST(CalculationLine, CountsWhatHoldsAndNamesWhatDoesNot) {
  EXPECT_EQ(calculation_line({}), "");
  EXPECT_EQ(calculation_line({3, 3, {}}), "Calculator: 3 of 3 equations hold");
  EXPECT_EQ(calculation_line({1, 1, {}}), "Calculator: 1 of 1 equation holds");
  const chat::Calculation wrong{5,
                                2,
                                {{"3 m * 4 m", "12 m", chat::EquationFault::kUnits},
                                 {"5 *\n8", "45", chat::EquationFault::kValue}}};
  EXPECT_EQ(
      calculation_line(wrong),
      "Calculator: 2 of 5 equations hold; 3 m * 4 m = 12 m: the units differ; 5 * 8 = 45: the "
      "result differs; and 1 more");
}

}  // namespace
}  // namespace ponder::cli
