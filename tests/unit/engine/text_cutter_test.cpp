#include "engine/text_cutter.h"

#include <gtest/gtest.h>

namespace ponder::engine {
namespace {

// Feeds `text` in pieces that end at the given positions.
std::string all_of(TextCutter cutter, std::string_view text, std::size_t cut_a, std::size_t cut_b) {
  std::string out = cutter.push(text.substr(0, cut_a));
  out += cutter.push(text.substr(cut_a, cut_b - cut_a));
  out += cutter.push(text.substr(cut_b));
  return out + cutter.finish();
}

TEST(TextCutter, SameResultWhereverTheTextIsCut) {
  const std::string text = "na\xC3\xAFve \xF0\x9F\x98\x80 END of it";
  for (std::size_t a = 0; a <= text.size(); ++a) {
    for (std::size_t b = a; b <= text.size(); ++b) {
      EXPECT_EQ(all_of(TextCutter({"END"}), text, a, b), "na\xC3\xAFve \xF0\x9F\x98\x80 ");
      EXPECT_EQ(all_of(TextCutter({}), text, a, b), text);
    }
  }
}

TEST(TextCutter, ShowsNoHalfCharacter) {
  TextCutter cutter({});
  EXPECT_EQ(cutter.push("a\xE2\x82"), "a");
  EXPECT_EQ(cutter.push("\xAC"), "\xE2\x82\xAC");
}

TEST(TextCutter, HoldsBackWhatMayBecomeAStopString) {
  TextCutter cutter({"\n\n", "stop!"});
  EXPECT_EQ(cutter.push("a\n"), "a");
  EXPECT_EQ(cutter.push("b st"), "\nb ");
  EXPECT_EQ(cutter.push("ay"), "stay");
  EXPECT_EQ(cutter.push(" stop"), " ");
  EXPECT_FALSE(cutter.stopped());
  EXPECT_EQ(cutter.push("! more"), "");
  EXPECT_TRUE(cutter.stopped());
  EXPECT_EQ(cutter.push("more"), "");
  EXPECT_EQ(cutter.finish(), "");
}

TEST(TextCutter, TheEarliestStopStringWins) {
  TextCutter cutter({"later", "cut"});
  EXPECT_EQ(cutter.push("a cut and later"), "a ");
}

TEST(TextCutter, WhatWasHeldBackComesAtTheEnd) {
  TextCutter cutter({"END"});
  EXPECT_EQ(cutter.push("the EN"), "the ");
  EXPECT_EQ(cutter.finish(), "EN");
}

TEST(TextCutter, InvalidBytesAreReplaced) {
  TextCutter cutter({});
  EXPECT_EQ(cutter.push("a\xFF"
                        "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(cutter.push("\xE2\x82"), "");
  EXPECT_EQ(cutter.finish(), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace ponder::engine
