// Which of two readings of a line counts.
#include "sight/look_again.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::sight {
namespace {

Line line(const std::vector<Word>& words) {
  Line made{"", 0, {1, 2, 30, 40}, 3, words};
  float weight = 0;
  for (const Word& word : words) {
    made.text += (made.text.empty() ? "" : " ") + word.text;
    made.confidence += word.confidence * static_cast<float>(word.text.size());
    weight += static_cast<float>(word.text.size());
  }
  made.confidence /= weight;
  return made;
}

TEST(SurerOf, TakesEachWordFromWhoIsSurerOfIt) {
  const Line best =
      surer_of(line({{"ERROR", 0.9F}, {"EZ4", 0.4F}}), line({{"ERR0R", 0.5F}, {"E24", 0.8F}}));
  EXPECT_EQ(best, line({{"ERROR", 0.9F}, {"E24", 0.8F}}));
}

TEST(SurerOf, TakesTheSurerLineWhereItHasOtherWords) {
  const Line split = line({{"E", 0.7F}, {"24", 0.7F}});
  const Line whole = line({{"E24", 0.8F}});
  EXPECT_EQ(surer_of(split, whole), whole);
  EXPECT_EQ(surer_of(whole, split), whole);
}

}  // namespace
}  // namespace ponder::sight
