// Pictures among tokens are never cut: not by chunks, not by sharing.
#include "engine/media.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/scheduler.h"

namespace ponder::engine {
namespace {

using Tokens = std::vector<Token>;

// Two words, a picture of 4 cells, one of 3 right behind it, two words.
const Tokens kPrompt = {1, 2, -1, -2, -3, -4, -6, -7, -8, 3, 4};

TEST(Media, IsCutOnlyInside) {
  Tokens cuts;
  for (std::uint32_t i = 0; i <= kPrompt.size(); ++i) {
    if (cuts_media(kPrompt, i)) cuts.push_back(static_cast<Token>(i));
  }
  EXPECT_EQ(cuts, (Tokens{3, 4, 5, 7, 8}));
  EXPECT_EQ(uncut_before(kPrompt, 5), 2U);
  EXPECT_EQ(uncut_before(kPrompt, 6), 6U);
  EXPECT_EQ(uncut_before(kPrompt, 8), 6U);
}

TEST(Media, GoesWholeOrNotAtAll) {
  EXPECT_EQ(uncut_length(kPrompt, 0, 4), 2U);  // What stands before the picture.
  EXPECT_EQ(uncut_length(kPrompt, 2, 1), 4U);  // All of it, though less was asked for.
  EXPECT_EQ(uncut_length(kPrompt, 2, 5), 4U);
  EXPECT_EQ(uncut_length(kPrompt, 6, 99), 99U);  // Past the end cuts nothing.
  EXPECT_EQ(uncut_length(kPrompt, 0, 0), 0U);
}

Sequence sequence(std::uint64_t id, Tokens tokens, std::uint32_t tokens_new_max = 4) {
  Sequence made;
  made.id = SequenceId{id};
  made.group = id;
  made.tokens = std::move(tokens);
  made.tokens_new_max = tokens_new_max;
  made.cache_key = "k";
  return made;
}

BackendLimits small_limits() {
  BackendLimits limits;
  limits.cells = 64;
  limits.slots = 4;
  limits.context_tokens = 64;
  limits.rows_per_step = 5;
  limits.partial_removal = true;
  return limits;
}

// Runs until there is nothing to prefill; the rows' borders.
std::vector<std::pair<std::uint32_t, std::uint32_t>> rows_of(Scheduler& scheduler,
                                                             std::uint64_t id) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;
  for (int step = 0; step < 20; ++step) {
    const Plan plan = scheduler.plan();
    if (plan.empty()) break;
    Outcome outcome;
    bool ended = false;
    for (const Row& row : plan.rows) {
      if (row.sequence.value == id) rows.emplace_back(row.begin, row.end());
      ended |= row.sample;
    }
    if (ended) {
      scheduler.commit(plan, outcome);
      break;
    }
    scheduler.commit(plan, outcome);
    scheduler.check_invariants();
  }
  return rows;
}

TEST(Media, IsPlannedInOneRow) {
  Scheduler scheduler(small_limits(), {});
  ASSERT_TRUE(scheduler.add({sequence(1, kPrompt)}));
  const auto rows = rows_of(scheduler, 1);
  for (const auto& [begin, end] : rows) {
    EXPECT_FALSE(cuts_media(kPrompt, begin)) << begin;
    EXPECT_FALSE(cuts_media(kPrompt, end)) << end;
  }
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.front().first, 0U);
  EXPECT_EQ(rows.back().second, kPrompt.size());
}

TEST(Media, LargerThanAStepStillGoesWhole) {
  Tokens prompt = {1};
  for (Token cell = -1; cell >= -30; --cell) prompt.push_back(cell);
  prompt.push_back(2);
  Scheduler scheduler(small_limits(), {});
  ASSERT_TRUE(scheduler.add({sequence(1, prompt)}));
  const auto rows = rows_of(scheduler, 1);
  ASSERT_GE(rows.size(), 2U);
  EXPECT_EQ(rows[0], std::pair(0U, 1U));
  EXPECT_EQ(rows[1], std::pair(1U, 31U));
}

// A prefix that ends in a picture leaves all of it to its children.
TEST(Media, AtTheEndOfAPrefixIsLeftToTheChildren) {
  const Sequence prefix = sequence(1, {1, 2, -1, -2, -3}, 0);
  EXPECT_EQ(prefix.prefill_end(), 2U);
  EXPECT_EQ(sequence(1, {1, 2, -1, -2, -3, 4}, 0).prefill_end(), 5U);
}

// Equal pictures are found in the prefix cache, and no cell of one is taken without the others.
TEST(Media, IsSharedWhole) {
  const auto reused = [](Tokens second) {
    Scheduler scheduler(small_limits(), {});
    EXPECT_TRUE(scheduler.add({sequence(1, kPrompt)}));
    rows_of(scheduler, 1);
    scheduler.remove(SequenceId{1});
    EXPECT_TRUE(scheduler.add({sequence(2, std::move(second))}));
    const Plan plan = scheduler.plan();
    return plan.rows.empty() ? 99U : plan.rows[0].begin;
  };
  Tokens other_words = kPrompt;
  other_words.back() = 77;
  EXPECT_EQ(reused(other_words), 10U);
  // One token is always left to compute: here that would cut the second picture.
  EXPECT_EQ(reused({1, 2, -1, -2, -3, -4, -6, -7, -8}), 6U);
  Tokens other_picture = kPrompt;
  for (std::size_t i = 6; i < 9; ++i) other_picture[i] -= 10;
  EXPECT_EQ(reused(other_picture), 6U);
}

}  // namespace
}  // namespace ponder::engine
