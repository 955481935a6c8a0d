// The ledger against a naive model: a set of cell numbers for each slot.
#include "engine/kv_ledger.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ponder::engine {
namespace {

TEST(KvLedger, CountsSharedCellsOnce) {
  KvLedger ledger(100, 4);
  ledger.append(0, 40);
  ledger.share(0, 1, 30);
  EXPECT_EQ(ledger.used(), 40U);
  EXPECT_EQ(ledger.length(1), 30U);
  ledger.append(1, 5);
  EXPECT_EQ(ledger.used(), 45U);
  EXPECT_EQ(ledger.exclusive(0), 10U);
  ledger.drop(0, 0);
  EXPECT_EQ(ledger.used(), 35U) << "the shared beginning lives on in slot 1";
  ledger.drop(1, 32);
  EXPECT_EQ(ledger.length(1), 32U);
  EXPECT_EQ(ledger.free(), 68U);
  ledger.check();
}

TEST(KvLedger, AppendAfterShareDoesNotGrowTheOther) {
  KvLedger ledger(100, 2);
  ledger.append(0, 10);
  ledger.share(0, 1, 10);
  ledger.append(0, 3);
  EXPECT_EQ(ledger.length(0), 13U);
  EXPECT_EQ(ledger.length(1), 10U);
  ledger.check();
}

class NaiveLedger {
 public:
  void append(int slot, unsigned count) {
    for (unsigned i = 0; i < count; ++i) chains[slot].push_back(next++);
  }
  void share(int from, int to, unsigned end) {
    chains[to].assign(chains[from].begin(), chains[from].begin() + end);
  }
  void drop(int slot, unsigned begin) {
    if (begin < chains[slot].size()) chains[slot].resize(begin);
  }
  std::size_t used() const {
    std::set<int> cells;
    for (const auto& [slot, chain] : chains) cells.insert(chain.begin(), chain.end());
    return cells.size();
  }
  std::map<int, std::vector<int>> chains;
  int next = 0;
};

TEST(KvLedger, AgreesWithANaiveModel) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
    KvLedger ledger(200, 6);
    NaiveLedger naive;
    for (int step = 0; step < 300; ++step) {
      const int slot = static_cast<int>(pick(6));
      const unsigned length = ledger.length(slot);
      switch (pick(4)) {
        case 0:
        case 1: {
          const unsigned count = std::min(pick(20), ledger.free());
          ledger.append(slot, count);
          naive.append(slot, count);
          break;
        }
        case 2: {
          const int to = static_cast<int>(pick(6));
          if (to == slot || ledger.length(to) != 0) break;
          const unsigned end = length == 0 ? 0 : pick(length + 1);
          ledger.share(slot, to, end);
          naive.share(slot, to, end);
          break;
        }
        default: {
          const unsigned begin = pick(length + 2);
          ledger.drop(slot, begin);
          naive.drop(slot, begin);
        }
      }
      ledger.check();
      ASSERT_EQ(ledger.used(), naive.used()) << "seed " << seed << " step " << step;
      for (int s = 0; s < 6; ++s) ASSERT_EQ(ledger.length(s), naive.chains[s].size());
    }
  }
}

}  // namespace
}  // namespace ponder::engine
