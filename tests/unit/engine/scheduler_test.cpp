// Plans as text: what the scheduler decides in the situations that matter.
#include "engine/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace ponder::engine {
namespace {

BackendLimits limits_of(std::uint32_t cells, std::uint32_t slots) {
  BackendLimits limits;
  limits.cells = cells;
  limits.slots = slots;
  limits.context_tokens = cells;
  limits.prefill_us_per_token = 10'000;  // 150 cells in a step of their own, 48 as guests.
  return limits;
}

Sequence sequence_of(std::uint64_t id, std::uint32_t prompt, std::uint32_t tokens_new_max,
                     Token first = 0) {
  Sequence sequence;
  sequence.id = {id};
  sequence.group = id;
  sequence.tokens.resize(prompt);
  std::iota(sequence.tokens.begin(), sequence.tokens.end(), first);
  sequence.tokens_new_max = tokens_new_max;
  return sequence;
}

class SchedulerTest : public ::testing::Test {
 protected:
  void make(std::uint32_t cells, std::uint32_t slots) {
    limits = limits_of(cells, slots);
    scheduler.emplace(limits, SchedulerLimits{});
  }
  void add(Sequence sequence) { ASSERT_TRUE(scheduler->add({std::move(sequence)})); }
  // One step as a backend would do it; every sampled token is 7.
  std::string step(std::uint64_t duration_us = 0) {
    const Plan plan = scheduler->plan();
    EXPECT_EQ(to_string(plan), to_string(scheduler->plan())) << "equal calls give equal plans";
    Outcome outcome;
    outcome.duration_us = duration_us > 0 ? duration_us : plan.cells * 10'000;
    for (const Row& row : plan.rows) {
      if (!row.sample) continue;
      Outcome::Sampled sampled;
      sampled.sequence = row.sequence;
      sampled.token.token = 7;
      outcome.sampled.push_back(sampled);
    }
    scheduler->commit(plan, outcome);
    scheduler->check_invariants();
    return to_string(plan);
  }
  BackendLimits limits;
  std::optional<Scheduler> scheduler;
};

TEST_F(SchedulerTest, PrefillsInChunksThenDecodes) {
  make(1000, 4);
  add(sequence_of(1, 200, 5));
  EXPECT_EQ(step(), "prefill #1@s0 [0,144)");
  EXPECT_EQ(step(), "prefill #1@s0 [144,200) sample");
  EXPECT_EQ(step(), "decode #1@s0 200");
  EXPECT_EQ(step(), "decode #1@s0 201");
}

TEST_F(SchedulerTest, ForksShareThePrefixAndStartTogether) {
  make(1000, 8);
  add(sequence_of(1, 100, 0));
  Sequence a = sequence_of(2, 100, 9), b = sequence_of(3, 100, 9);
  for (Sequence* child : {&a, &b}) {
    child->parent = {1};
    child->group = 1;
    child->keep_cached = false;
    child->tokens.push_back(500);
  }
  b.tokens.push_back(501);
  ASSERT_TRUE(scheduler->add({a, b}));
  EXPECT_EQ(step(), "prefill #1@s0 [0,99)") << "children wait for the one prefill";
  EXPECT_EQ(step(),
            "share s0->s1 [0,99) | share s0->s2 [0,99) | prefill #2@s1 [99,101) sample | prefill "
            "#3@s2 [99,102) sample");
  EXPECT_EQ(step(), "decode #2@s1 101 | decode #3@s2 102");
  EXPECT_EQ(scheduler->ledger().used(), 99U + 3U + 4U) << "prefix once, then the suffixes";
}

TEST_F(SchedulerTest, AParentWhoseOwnerIsGoneWaitsForItsChildren) {
  make(1000, 8);
  add(sequence_of(1, 100, 0));
  Sequence child = sequence_of(2, 101, 9);
  child.parent = {1};
  add(child);
  scheduler->remove({1});
  EXPECT_EQ(step(), "prefill #1@s0 [0,99)");
  EXPECT_EQ(step(), "share s0->s1 [0,99) | prefill #2@s1 [99,101) sample");
  EXPECT_EQ(scheduler->find({1}), nullptr) << "released once its child is seated";
}

TEST_F(SchedulerTest, APromptThatIsBeingReadByAnotherIsReadOnce) {
  make(1000, 8);
  add(sequence_of(1, 200, 5));
  add(sequence_of(2, 200, 5));
  EXPECT_EQ(step(), "prefill #1@s0 [0,144)");
  EXPECT_EQ(step(), "prefill #1@s0 [144,200) sample");
  EXPECT_EQ(step(), "share s0->s1 [0,199) | decode #1@s0 200 | decode #2@s1 199");
}

TEST_F(SchedulerTest, AFinishedPromptIsFoundAgain) {
  make(1000, 2);
  add(sequence_of(1, 100, 3));
  step();
  step();
  scheduler->remove({1});
  EXPECT_EQ(scheduler->cells_only_cached(), 101U);
  add(sequence_of(2, 100, 3));
  EXPECT_EQ(step(), "share s0->s1 [0,99) | decode #2@s1 99");
  scheduler->remove({2});
  // The same beginning under another owner's key is never shared.
  Sequence foreign = sequence_of(3, 100, 3);
  foreign.cache_key = "somebody else";
  add(foreign);
  EXPECT_EQ(step(), "drop s0 [0,) | prefill #3@s0 [0,100) sample");
}

TEST_F(SchedulerTest, AConversationThatGoesOnTakesItsCachedSlotOver) {
  make(1000, 4);
  add(sequence_of(1, 100, 3));
  step();
  step();
  Sequence next = sequence_of(2, 100, 3);
  next.tokens.push_back(7);
  next.tokens.push_back(99);
  scheduler->remove({1});
  add(next);
  EXPECT_EQ(step(), "decode #2@s0 101");
  EXPECT_EQ(scheduler->find({2})->prompt_from_cache, 101U);
}

TEST_F(SchedulerTest, ACachedBeginningThatDoesNotFitBesideIsTakenOverUpToWhereTheyPart) {
  make(1000, 4);
  add(sequence_of(1, 800, 1));
  while (scheduler->find({1})->state != SequenceState::kDecode) step();
  scheduler->remove({1});
  Sequence next = sequence_of(2, 300, 1);
  std::fill(next.tokens.begin() + 20, next.tokens.end(), 5);
  add(next);
  EXPECT_EQ(step(), "drop s0 [20,) | prefill #2@s0 [20,164)");
  EXPECT_EQ(step(), "prefill #2@s0 [164,300) sample");
  EXPECT_EQ(scheduler->ledger().used(), 300U);
  EXPECT_EQ(scheduler->cells_only_cached(), 0U);
}

TEST_F(SchedulerTest, ACachedBeginningInTheOnlySlotIsTakenOver) {
  make(1000, 1);
  add(sequence_of(1, 100, 3));
  step();
  scheduler->remove({1});
  Sequence next = sequence_of(2, 100, 3);
  std::fill(next.tokens.begin() + 20, next.tokens.end(), 5);
  add(next);
  EXPECT_EQ(step(), "drop s0 [20,) | prefill #2@s0 [20,100) sample");
}

TEST_F(SchedulerTest, WithOneSlotAChildTakesItsParentsPlace) {
  make(1000, 1);
  add(sequence_of(1, 100, 0));
  EXPECT_EQ(step(), "prefill #1@s0 [0,99)");
  Sequence child = sequence_of(2, 120, 3);
  child.parent = {1};
  add(child);
  EXPECT_EQ(step(), "drop s0 [0,) | preempt #1 | prefill #2@s0 [0,120) sample");
}

TEST_F(SchedulerTest, InteractiveTalkLeadsAndAgentsArePaidByTime) {
  make(1000, 8);
  Sequence talk = sequence_of(1, 4, 500, 800);
  talk.priority = 0;
  add(talk);
  step();
  add(sequence_of(2, 4, 500));
  add(sequence_of(3, 4, 500, 300));
  step(50'000);
  int together = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string plan = step(scheduler->plan().guest_cells > 0 ? 250'000 : 50'000);
    EXPECT_NE(plan.find("decode #1@"), std::string::npos) << plan;
    together += plan.find("#3@") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(together, 4);
  EXPECT_LT(together, 10);
}

TEST_F(SchedulerTest, ALongPromptNeverStallsATalk) {
  make(10'000, 8);
  Sequence talk = sequence_of(1, 4, 500, 9000);
  talk.priority = 0;
  add(talk);
  step();
  Sequence prompt = sequence_of(2, 4000, 5);
  prompt.priority = 0;
  add(prompt);
  for (int i = 0; i < 200; ++i) {
    const Plan plan = scheduler->plan();
    EXPECT_LE(plan.cells, 49U) << to_string(plan);
    EXPECT_EQ(plan.rows.front().sequence.value, 1U);
    step();
  }
}

TEST_F(SchedulerTest, OutOfCellsThePrefixCacheGoesFirstThenTheYoungest) {
  make(100, 4);
  add(sequence_of(1, 30, 5));
  step();
  scheduler->remove({1});
  add(sequence_of(2, 40, 60, 200));
  add(sequence_of(3, 40, 60, 400));
  EXPECT_EQ(step(), "drop s0 [0,) | prefill #2@s1 [0,40) sample | prefill #3@s2 [0,40) sample");
  for (int i = 0; i < 10; ++i) step();
  EXPECT_EQ(scheduler->ledger().used(), 100U);
  EXPECT_EQ(step(), "drop s2 [0,) | preempt #3 | decode #2@s1 50");
  EXPECT_EQ(scheduler->find({3})->state, SequenceState::kWaiting);
  scheduler->remove({2});
  // It comes back with all that it had said.
  EXPECT_EQ(scheduler->find({3})->length(), 51U);
  step();
  EXPECT_EQ(scheduler->find({3})->length(), 52U);
}

TEST_F(SchedulerTest, TwoBigPrefixesWithWaitingChildrenDoNotLockEachOther) {
  make(100, 8);
  for (std::uint64_t id : {1U, 2U}) add(sequence_of(id, 49, 0, static_cast<Token>(id * 1000)));
  step();
  step();
  for (std::uint64_t id : {1U, 2U}) {
    Sequence child = sequence_of(id + 10, 49, 20, static_cast<Token>(id * 1000));
    child.parent = {id};
    for (Token t = 0; t < 20; ++t) child.tokens.push_back(t);
    add(child);
  }
  for (int i = 0; i < 60 && scheduler->has_work(); ++i) {
    ASSERT_FALSE(scheduler->plan().empty());
    step();
    for (std::uint64_t id : {11U, 12U}) {
      const Sequence* child = scheduler->find({id});
      if (child != nullptr && child->tokens_new() >= 5) {
        scheduler->remove({id});
        scheduler->remove({id - 10});
      }
    }
  }
  EXPECT_EQ(scheduler->size(), 0U);
}

TEST_F(SchedulerTest, SlotsAreALeasedResource) {
  make(1000, 2);
  for (std::uint64_t id : {1U, 2U, 3U}) add(sequence_of(id, 5, 5, static_cast<Token>(id * 100)));
  const std::string plan = step();
  EXPECT_EQ(plan.find("#3"), std::string::npos) << plan;
  scheduler->remove({1});
  EXPECT_NE(step().find("#3@s0"), std::string::npos);
}

TEST_F(SchedulerTest, MoreSequencesThanTheLimitAreRefusedWithBothNumbers) {
  limits = limits_of(100, 2);
  scheduler.emplace(limits, SchedulerLimits{.sequences_max = 1});
  add(sequence_of(1, 5, 5));
  const auto refused = scheduler->add({sequence_of(2, 5, 5)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  EXPECT_NE(refused.error().message.find("at most 1 "), std::string::npos);
  EXPECT_NE(refused.error().message.find("number 2"), std::string::npos);
}

TEST_F(SchedulerTest, ALostParentTakesNobodyWithIt) {
  make(1000, 8);
  add(sequence_of(1, 100, 0));
  Sequence child = sequence_of(2, 101, 9);
  child.parent = {1};
  add(child);
  const Plan plan = scheduler->plan();
  Outcome outcome;
  outcome.lost = {{1}};
  scheduler->commit(plan, outcome);
  scheduler->check_invariants();
  EXPECT_EQ(step(), "drop s0 [0,) | prefill #2@s0 [0,101) sample");
}

TEST_F(SchedulerTest, WithoutPartialRemovalOnlyWholeSequencesAreShared) {
  limits = limits_of(1000, 4);
  limits.partial_removal = false;
  scheduler.emplace(limits, SchedulerLimits{});
  add(sequence_of(1, 100, 3));
  step();
  step();
  scheduler->remove({1});
  add(sequence_of(2, 100, 3));
  EXPECT_EQ(step(), "prefill #2@s1 [0,100) sample") << "101 cells cannot be cut to 99";
}

}  // namespace
}  // namespace ponder::engine
