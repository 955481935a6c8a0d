#include "llama/media_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "engine/media.h"

namespace ponder::llama {
namespace {

TEST(MediaTable, GivesEachRunItsOwnTokens) {
  MediaTable table;
  const auto first = *table.tokens_for("a", 3);
  const auto second = *table.tokens_for("b", 2);
  EXPECT_EQ(first, (std::vector<Token>{-1, -2, -3}));
  EXPECT_EQ(*table.tokens_for("a", 3), first);
  std::vector<Token> both = first;
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_FALSE(engine::cuts_media(both, 3));
  EXPECT_TRUE(engine::cuts_media(both, 2));
  EXPECT_TRUE(engine::cuts_media(both, 4));
}

TEST(MediaTable, ForgetsWhatNobodyHolds) {
  MediaTable table;
  auto media = std::make_shared<const Media>();
  table.put(-1, media);
  EXPECT_EQ(table.find(-1), media);
  EXPECT_EQ(table.find(-2), nullptr);
  media.reset();
  EXPECT_EQ(table.find(-1), nullptr);
}

TEST(MediaTable, ForgetsTheOldestNamesAndGivesThemOtherNumbers) {
  MediaTable table;
  const auto first = *table.tokens_for("a", 2);
  for (std::size_t i = 0; i < MediaTable::kKeysMax; ++i) {
    ASSERT_TRUE(table.tokens_for(std::to_string(i), 1));
  }
  const auto last = *table.tokens_for(std::to_string(MediaTable::kKeysMax - 1), 1);
  const auto again = *table.tokens_for("a", 2);
  EXPECT_NE(again, first);
  EXPECT_LT(again[0], last[0]) << "numbers are never used twice";
  EXPECT_EQ(*table.tokens_for(std::to_string(MediaTable::kKeysMax - 1), 1), last);
}

TEST(MediaTable, RunsOutOfNumbers) {
  MediaTable table(std::int64_t{std::numeric_limits<Token>::min()} + 10);
  ASSERT_TRUE(table.tokens_for("a", 5));
  const auto last = table.tokens_for("b", 5);
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(table.tokens_for("a", 5));  // What has numbers keeps them.
}

}  // namespace
}  // namespace ponder::llama
