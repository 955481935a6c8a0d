// Where the KV cells do not hold all agents: fewer run at once, none is left out, and the report
// says so.
#include "modes/room.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

using chat::Mode;
using modes::kAgentTokensExpected;

constexpr std::uint32_t kTrunk = 100;  // Of the scripted generator.
constexpr std::uint32_t kSuffix = modes::kReasonThenBox.size() / 3;
constexpr std::uint32_t kAgent = kSuffix + kAgentTokensExpected;

// A turn whose cells hold `cells` beside the trunk.
struct CrowdedTurn : TurnHarness {
  explicit CrowdedTurn(std::uint32_t cells, std::uint32_t agents = 8)
      : TurnHarness(Mode::kContemplating, agents) {
    generator.caps.cells = kTrunk + cells;
  }

  // Branches that were alive at one time.
  std::size_t most_at_once() const {
    std::size_t most = 0;
    for (const BranchRecord& one : generator.branches) {
      const auto beside = std::ranges::count_if(generator.branches, [&](const BranchRecord& other) {
        return other.started <= one.started && *other.destroyed > one.started;
      });
      most = std::max(most, static_cast<std::size_t>(beside));
    }
    return most;
  }
};

TEST(Room, IsForAllWhereTheCellsAreNotKnown) {
  CrowdedTurn turn(0);
  turn.generator.caps.cells = 0;
  turn.generator.scripts = answers({"1", "2", "1", "2", "1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks.front(), 4U);
  EXPECT_EQ(turn.report().agents_fit, 0U);
  EXPECT_EQ(turn.report().agents_wanted, 0U);
}

TEST(Room, IsNotSpokenOfWhereAllFit) {
  CrowdedTurn turn(4 * kAgent);
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
  EXPECT_EQ(turn.report().agents_wanted, 0U);
}

TEST(Room, BoundsHowManyRunAtOnce) {
  CrowdedTurn turn(4 * kAgent - 1);
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{3, 1}));
  EXPECT_EQ(turn.most_at_once(), 3U);
  EXPECT_EQ(turn.generator.branches[3].started, *turn.generator.branches[0].destroyed);
  EXPECT_EQ(turn.report().agents_fit, 3U);
  EXPECT_EQ(turn.report().agents_wanted, 4U);
  EXPECT_EQ(turn.answer(), "1");
}

TEST(Room, ForOneLetsAgentsThinkOneAfterAnother) {
  CrowdedTurn turn(0);
  turn.generator.scripts.assign(8, answering("42", 9));  // 10 tokens each.
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{1, 1, 1, 1}));
  EXPECT_EQ(turn.most_at_once(), 1U);
  EXPECT_EQ(turn.answer(), "42");
  EXPECT_EQ(turn.report().agreement, 1.0F);
  EXPECT_EQ(turn.report().agents_fit, 1U);
  EXPECT_EQ(turn.report().agents_wanted, 4U);
  // The other four would have had their turn.
  EXPECT_EQ(turn.report().tokens_saved, 40U);
}

TEST(Room, OfTheFirstWaveComesAlsoWhereNobodyHasAnswered) {
  CrowdedTurn turn(0);
  turn.generator.scripts.assign(8, answering("7"));
  turn.generator.scripts[0] = Script{}.say("so").finish(chat::FinishReason::kLength);
  turn.generator.scripts[1] = Script{}.fail({ErrorCode::kBackend, "lost"});
  turn.run();
  EXPECT_EQ(turn.answer(), "7");
  EXPECT_EQ(turn.report().agents_used, 4U);
  EXPECT_EQ(turn.most_at_once(), 1U);
}

TEST(Room, LetsFurtherWavesComeAsAgentsFinish) {
  CrowdedTurn turn(2 * kAgent);
  turn.generator.scripts = answers({"1", "2", "3", "4", "1", "2", "3", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.branches.size(), 8U);
  EXPECT_EQ(turn.most_at_once(), 2U);
  EXPECT_EQ(turn.report().agents_used, 8U);
  EXPECT_EQ(turn.report().agents_fit, 2U);
  EXPECT_GT(turn.report().agents_wanted, 4U);  // The next wave beside one that runs.
}

TEST(Room, CountsNoMoreThanAnAgentMayWrite) {
  CrowdedTurn turn(4 * (kSuffix + 16));
  turn.request.tokens_new_max = 16;
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
}

TEST(Room, CountsNoMoreThanTheContextLeaves) {
  CrowdedTurn turn(4 * (kSuffix + 20));
  turn.generator.caps.context_tokens = kTrunk + 20;
  turn.generator.scripts = answers({"1", "1", "1", "1"});
  turn.run();
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{4}));
}

TEST(Room, LearnsFromTracesThatAreLonger) {
  CrowdedTurn turn(4 * kAgent);
  for (const char* answer : {"1", "2", "3", "4", "1", "1", "1", "1"}) {
    turn.generator.scripts.push_back(
        Script{}.say("Hm.", 1000).say(std::string("\nAnswer: ") + answer, 0).finish());
  }
  turn.run();
  EXPECT_EQ(turn.generator.forks.front(), 4U);
  EXPECT_EQ(turn.report().agents_fit, 2U);
}

TEST(Room, OfTextsIsUsedForAllDrafts) {
  CrowdedTurn turn(0);
  for (const char* end : {"rests", "sleeps", "ends", "stops"}) {
    const std::string sea = "The sea is wide and blue and deep and so far as I know it never ";
    turn.generator.scripts.push_back(Script{}.say(sea + end + ".", 20).finish());
  }
  turn.run();
  EXPECT_EQ(turn.report().agents_used, 3U);
  EXPECT_EQ(turn.generator.forks, (std::vector<std::size_t>{1, 1, 1}));
  // The fourth of the first wave is spared; a second wave of drafts is never started.
  EXPECT_EQ(turn.report().tokens_saved, 20U);
}

TEST(Room, IsLessBesideThoseThatHaveWrittenMore) {
  generate::Capabilities capabilities;
  capabilities.cells = 2000;
  const modes::Room room(capabilities, 500, 4096);
  EXPECT_EQ(room.cells_of(30), 10U + kAgentTokensExpected);
  EXPECT_EQ(room.cells_of(30, 900), 910U);
  EXPECT_EQ(room.fitting(8, 500, 0), 3U);
  EXPECT_EQ(room.fitting(8, 500, 600), 1U);
  EXPECT_EQ(room.fitting(8, 500, 1600), 0U);
  EXPECT_EQ(room.fitting(8, 5000, 0), 1U);
  EXPECT_EQ(room.fitting(0, 500, 0), 0U);
}

}  // namespace
}  // namespace ponder::test
