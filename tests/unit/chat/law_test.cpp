// The grammar of a turn's events: what it takes and what it complains about.
#include "chat/law.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "turn_fixture.h"

namespace ponder::chat {
namespace {

using ::testing::HasSubstr;

// The first complaint, or nothing.
std::optional<std::string> complaint(const std::vector<Event>& events) {
  EventLaw law;
  for (const Event& event : events) {
    if (auto found = law.accept(event)) return found;
  }
  return std::nullopt;
}

class LawOfFixtures : public ::testing::TestWithParam<TurnFixture> {};
INSTANTIATE_TEST_SUITE_P(All, LawOfFixtures, ::testing::ValuesIn(all_fixtures()), fixture_name);

TEST_P(LawOfFixtures, HoldsWhereTheFileSaysSo) {
  EXPECT_EQ(complaint(GetParam().events) == std::nullopt, GetParam().lawful)
      << complaint(GetParam().events).value_or("");
}

TEST(EventLaw, KnowsWhenATurnIsOver) {
  EventLaw law;
  EXPECT_FALSE(law.finished());
  law.accept(TurnStarted{});
  EXPECT_FALSE(law.finished());
  law.accept(TurnFinished{});
  EXPECT_TRUE(law.finished());
}

struct Case {
  std::string message;
  std::vector<Event> events;  // After TurnStarted, but for the first two cases.
};

TEST(EventLaw, NamesWhatIsWrong) {
  const PartStarted text1{1, 0, PartKind::kText, "", ""};
  const BranchStarted agent1{1, 0, "r"};
  const std::vector<Case> cases = {
      {"second TurnStarted", {TurnStarted{}}},
      {"after the turn's end", {TurnFinished{}, VoteChanged{}}},
      {"after the turn's end", {TurnFailed{}, TurnFinished{}}},
      {"branch started twice", {agent1, agent1}},
      {"branch started twice", {BranchStarted{0, 0, ""}}},
      {"unknown parent branch", {BranchStarted{2, 1, ""}}},
      {"part 1 started twice", {text1, PartFinished{1}, text1}},
      {"branch 1 is not open", {PartStarted{1, 1, PartKind::kText, "", ""}}},
      {"branch 1 is not open", {AnswerFound{1, "a", "a", 1.0F}}},
      {"branch 1 is not open", {agent1, BranchFinished{1, {}, {}}, AnswerFound{1, "", "", 0.0F}}},
      {"empty delta", {text1, TextDelta{1, "", {}}}},
      {"a part that is not open", {TextDelta{1, "a", {}}}},
      {"a part that is not open", {text1, PartFinished{1}, TextDelta{1, "a", {}}}},
      {"a part that is not open", {PartFinished{1}}},
      {"a part that is not open", {text1, PartFinished{1}, PartFinished{1}}},
      {"result for an unknown part", {ToolFinished{1, "", false}}},
      {"branch 0 has no BranchFinished", {BranchFinished{0, {}, {}}}},
      {"finish of a closed branch", {BranchFinished{1, {}, {}}}},
      {"finish of a closed branch", {agent1, BranchFinished{1, {}, {}}, BranchFinished{1, {}, {}}}},
      {"branch ends with part 1 open",
       {agent1, PartStarted{1, 1, PartKind::kText, "", ""}, BranchFinished{1, {}, {}}}},
      {"part 1 never finished", {text1, TurnFinished{}}},
      {"branch 1 never finished", {agent1, TurnFinished{}}},
  };
  for (const Case& wrong : cases) {
    std::vector<Event> events = {TurnStarted{}};
    events.insert(events.end(), wrong.events.begin(), wrong.events.end());
    const auto last = events.back();
    events.pop_back();
    EXPECT_EQ(complaint(events), std::nullopt) << "before: " << wrong.message;
    events.push_back(last);
    EXPECT_THAT(complaint(events).value_or("no complaint"), HasSubstr(wrong.message));
  }
}

TEST(EventLaw, BeginsWithTurnStarted) {
  EXPECT_EQ(complaint({VoteChanged{}}), "turn does not begin with TurnStarted");
  EXPECT_EQ(complaint({TurnFailed{}}), "turn does not begin with TurnStarted");
}

TEST(EventLaw, AFailureClosesWhatIsOpen) {
  EXPECT_EQ(complaint({TurnStarted{}, BranchStarted{1, 0, ""},
                       PartStarted{1, 1, PartKind::kText, "", ""}, TurnFailed{}}),
            std::nullopt);
}

}  // namespace
}  // namespace ponder::chat
