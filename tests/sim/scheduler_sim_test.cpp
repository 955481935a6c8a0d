// A seeded simulation of the scheduler against the fake backend: random arrivals, forks, cancels,
// finished answers, "no room" and lost sequences. After every step the books balance; at the end
// everybody is gone and all cells are free. PONDER_SIM_SEED=N repeats one run, PONDER_SIM_RUNS=N
// makes more of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engine/scheduler.h"
#include "local/fake_backend.h"

namespace ponder::engine {
namespace {

class Simulation {
 public:
  explicit Simulation(unsigned seed)
      : random_(seed),
        backend_(script(seed)),
        scheduler_(backend_.limits(), {.sequences_max = 64}) {}

  void run() {
    for (int step = 0; step < 400; ++step) {
      if (step < 300) act();
      advance();
    }
    for (const auto& [id, one] : living_) scheduler_.remove(id);
    for (int i = 0; i < 200 && scheduler_.has_work(); ++i) advance();
    ASSERT_EQ(scheduler_.size(), 0U);
    // What is left belongs to the prefix cache; without it nothing is.
    EXPECT_EQ(scheduler_.ledger().used(), scheduler_.cells_only_cached());
    EXPECT_GT(finished_, 0);
  }

 private:
  struct One {
    bool prefix = false;
    std::vector<Token> prompt;
    std::uint32_t wanted = 0;
  };

  static local::FakeScript script(unsigned seed) {
    local::FakeScript made;
    // With few seeds, a cached beginning and who wants to share it do not fit together.
    made.cells = 120 + seed % 8 * 45;
    made.context_tokens = 120;
    made.slots = 1 + seed % 11;
    made.fallback = std::string(200, 'x');
    return made;
  }

  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }

  void submit(Sequence sequence) {
    const SequenceId id = sequence.id;
    One one{sequence.is_prefix(), sequence.tokens, sequence.tokens_new_max};
    if (!one.prefix) ASSERT_TRUE(backend_.open_sampler(id, {}, sequence.tokens));
    if (scheduler_.add({std::move(sequence)})) {
      living_[id] = std::move(one);
    } else {
      EXPECT_EQ(scheduler_.size(), 64U);
    }
  }

  Sequence fresh(std::uint32_t length_min, std::uint32_t length_max) {
    Sequence sequence;
    sequence.id = {next_id_++};
    sequence.group = sequence.id.value;
    sequence.priority = static_cast<std::uint8_t>(pick(3));
    sequence.cache_key = pick(4) == 0 ? "b" : "a";
    sequence.keep_cached = pick(2) == 0;
    // A vocabulary of two, so that beginnings are often the same.
    const std::uint32_t length = length_min + pick(length_max - length_min);
    for (std::uint32_t i = 0; i < length; ++i) {
      sequence.tokens.push_back(pick(10) == 0 ? 'b' : 'a');
    }
    return sequence;
  }

  void act() {
    switch (pick(6)) {
      case 0:
      case 1: {
        Sequence sequence = fresh(1, 60);
        sequence.tokens_new_max = 1 + pick(40);
        submit(std::move(sequence));
        break;
      }
      case 2: {
        Sequence prefix = fresh(2, 60);
        submit(std::move(prefix));
        break;
      }
      case 3:
        fork();
        break;
      case 4:
        cancel_one();
        break;
      default:
        break;
    }
  }

  void fork() {
    for (const auto& [id, one] : living_) {
      if (!one.prefix || pick(2) == 0) continue;
      const SequenceId parent = id;
      const std::vector<Token> prompt = one.prompt;
      const Sequence* of = scheduler_.find(parent);
      if (of == nullptr) return;
      const std::string key = of->cache_key;
      const std::uint8_t priority = of->priority;
      const unsigned children = 1 + pick(4);
      for (unsigned i = 0; i < children; ++i) {
        Sequence child = fresh(1, 8);
        child.tokens.insert(child.tokens.begin(), prompt.begin(), prompt.end());
        child.parent = parent;
        child.group = parent.value;
        child.cache_key = key;
        child.priority = priority;
        child.keep_cached = false;
        child.tokens_new_max = 1 + pick(30);
        submit(std::move(child));
      }
      return;
    }
  }

  void cancel_one() {
    if (living_.empty()) return;
    auto victim = living_.begin();
    std::advance(victim, pick(static_cast<unsigned>(living_.size())));
    leave(victim->first);
  }

  void leave(SequenceId id) {
    scheduler_.remove(id);
    backend_.close_sampler(id);
    living_.erase(id);
  }

  void advance() {
    if (!scheduler_.has_work()) return;
    const Plan plan = scheduler_.plan();
    ASSERT_FALSE(plan.empty()) << "work but no plan: somebody would wait for ever";
    ASSERT_EQ(to_string(plan), to_string(scheduler_.plan()));
    if (pick(40) == 0) return no_space(plan);
    Result<Outcome> outcome = backend_.execute(plan);
    ASSERT_TRUE(outcome);
    outcome->duration_us = plan.cells * 1000;
    lose_some(plan, *outcome);
    scheduler_.commit(plan, *outcome);
    scheduler_.check_invariants();
    for (const SequenceId id : outcome->lost) leave(id);
    for (const Outcome::Sampled& sampled : outcome->sampled) maybe_finish(sampled.sequence);
    scheduler_.check_invariants();
  }

  // The backend applied the plan's kv_ops and computed nothing.
  void no_space(Plan plan) {
    Plan only_ops = plan;
    only_ops.rows.clear();
    ASSERT_TRUE(backend_.execute(only_ops));
    scheduler_.make_room(plan);
    scheduler_.check_invariants();
  }

  void lose_some(const Plan& plan, Outcome& outcome) {
    if (plan.rows.empty() || pick(50) != 0) return;
    const SequenceId id = plan.rows[pick(static_cast<unsigned>(plan.rows.size()))].sequence;
    std::erase_if(outcome.sampled, [id](const auto& sampled) { return sampled.sequence == id; });
    outcome.lost.push_back(id);
  }

  void maybe_finish(SequenceId id) {
    const Sequence* sequence = scheduler_.find(id);
    ASSERT_NE(sequence, nullptr);
    // Whatever happened to it meanwhile, its tokens are its prompt and then what was decoded.
    const std::vector<Token>& prompt = living_.at(id).prompt;
    ASSERT_TRUE(std::equal(prompt.begin(), prompt.end(), sequence->tokens.begin()));
    for (std::size_t i = prompt.size(); i < sequence->tokens.size(); ++i) {
      ASSERT_EQ(sequence->tokens[i], 'x');
    }
    if (sequence->tokens_new() < sequence->tokens_new_max) return;
    ++finished_;
    leave(id);
  }

  std::mt19937 random_;
  local::FakeBackend backend_;
  Scheduler scheduler_;
  std::map<SequenceId, One> living_;
  std::uint64_t next_id_ = 1;
  int finished_ = 0;
};

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

TEST(SchedulerSim, BooksBalanceWhateverHappens) {
  const unsigned only = from_environment("PONDER_SIM_SEED", 0);
  const unsigned runs = from_environment("PONDER_SIM_RUNS", 150);
  for (unsigned seed = only > 0 ? only : 1; seed <= (only > 0 ? only : runs); ++seed) {
    SCOPED_TRACE("PONDER_SIM_SEED=" + std::to_string(seed));
    Simulation(seed).run();
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ponder::engine
