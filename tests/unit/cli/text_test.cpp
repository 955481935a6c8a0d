// Sizes, columns and cutting.
#include "cli/text.h"

#include <gtest/gtest.h>

namespace ponder::cli {
namespace {

TEST(Text, WritesSizesCountsAndTimesForPeople) {
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(98'362'432), "98 MB");
  EXPECT_EQ(format_bytes(999'600'000), "1.0 GB");
  EXPECT_EQ(format_bytes(1'117'320'768), "1.1 GB");
  EXPECT_EQ(format_bytes(15'900'000'000), "15.9 GB");
  EXPECT_EQ(format_count(7), "7");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_seconds(3.24), "3.2 s");
  EXPECT_EQ(format_seconds(125.0), "2 min 5 s");
}

TEST(Text, CountsColumnsNotBytes) {
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("\u00e4\u00f6"), 2U);
  EXPECT_EQ(columns_of("\u4e2d\u6587"), 4U);
  EXPECT_EQ(columns_of("e\u0301"), 1U);
  EXPECT_EQ(columns_of("\xff"), 1U);
}

TEST(Text, CutsAtWholeCharacters) {
  EXPECT_EQ(first_columns("a\u4e2db", 2), "a");
  EXPECT_EQ(first_columns("a\u4e2db", 3), "a\u4e2d");
  EXPECT_EQ(last_columns("a\u4e2db", 2), "b");
  EXPECT_EQ(last_columns("abc", 10), "abc");
  EXPECT_EQ(padded("abc", 5), "abc  ");
  EXPECT_EQ(padded("abcdef", 3), "abc");
  EXPECT_EQ(padded("\u4e2d\u6587", 3), "\u4e2d ");
}

TEST(Text, DropsWhatDrivesATerminal) {
  EXPECT_EQ(printable("a\x1b[31mb\x07\r\n\tc\x7f"), "a[31mb\n\tc");
  EXPECT_EQ(printable("\u009b"
                      "2J\u00e4"),
            "2J\u00e4");
  EXPECT_EQ(one_line("  a\n\n b\tc "), "a b c ");
}

TEST(Text, AlignsTables) {
  EXPECT_EQ(table({{"A", "LONG", "C"}, {"aaa", "b", "c"}}), "A    LONG  C\naaa  b     c\n");
  EXPECT_EQ(table({{"x", ""}, {"y", ""}}), "x\ny\n");
}

}  // namespace
}  // namespace ponder::cli
