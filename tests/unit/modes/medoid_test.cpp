#include "modes/medoid.h"

#include <gtest/gtest.h>

namespace ponder::modes {
namespace {

TEST(WordOverlap, CountsSharedWords) {
  EXPECT_DOUBLE_EQ(word_overlap("the red cat", "The CAT, red!"), 1.0);
  EXPECT_DOUBLE_EQ(word_overlap("a a b", "a c"), 0.4);
  EXPECT_DOUBLE_EQ(word_overlap("one", "two"), 0.0);
  EXPECT_DOUBLE_EQ(word_overlap("", ""), 1.0);
}

TEST(Medoid, IsTheTextMostLikeTheOthers) {
  EXPECT_EQ(medoid({"cars drive on roads", "the sea is blue", "the sea is deep and blue"}), 1U);
}

TEST(Medoid, IsTheFirstOfEquals) {
  EXPECT_EQ(medoid({"x"}), 0U);
  EXPECT_EQ(medoid({"one", "two"}), 0U);
  EXPECT_EQ(medoid({"same text", "same text", "same text"}), 0U);
}

}  // namespace
}  // namespace ponder::modes
