#include "llama/slot_positions.h"

#include <gtest/gtest.h>

namespace ponder::llama {
namespace {

TEST(SlotPositions, CountCellsWhereThereAreNoPictures) {
  const SlotPositions positions(2);
  EXPECT_EQ(positions.position(0, 0), 0U);
  EXPECT_EQ(positions.position(1, 77), 77U);
}

// The picture of the header's drawing, and another one behind it.
TEST(SlotPositions, JumpBehindAPicture) {
  SlotPositions positions(3);
  positions.add(0, 3, 6, 3);
  EXPECT_EQ(positions.position(0, 2), 2U);
  EXPECT_EQ(positions.position(0, 3), 3U);
  EXPECT_EQ(positions.position(0, 9), 6U);
  EXPECT_EQ(positions.position(0, 10), 7U);
  positions.add(0, 10, 4, 2);
  EXPECT_EQ(positions.position(0, 10), 7U);
  EXPECT_EQ(positions.position(0, 14), 9U);
  EXPECT_EQ(positions.position(1, 14), 14U);
}

TEST(SlotPositions, AreSharedUpToTheEndThatIsShared) {
  SlotPositions positions(3);
  positions.add(0, 3, 6, 3);
  positions.add(0, 10, 4, 2);
  positions.share(0, 1, 10);
  EXPECT_EQ(positions.position(1, 10), 7U);
  EXPECT_EQ(positions.position(1, 14), 11U);
  positions.share(0, 2, 14);
  EXPECT_EQ(positions.position(2, 14), 9U);
}

TEST(SlotPositions, ForgetWhatIsDropped) {
  SlotPositions positions(1);
  positions.add(0, 3, 6, 3);
  positions.add(0, 10, 4, 2);
  positions.drop(0, 10);
  EXPECT_EQ(positions.position(0, 14), 11U);
  positions.drop(0, 0);
  EXPECT_EQ(positions.position(0, 14), 14U);
  positions.add(0, 1, 2, 1);
  EXPECT_EQ(positions.position(0, 3), 2U);
}

}  // namespace
}  // namespace ponder::llama
