// Lines that run askew are found and made level.
#include "image/skew.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

#include "image/measure.h"
#include "unit/image/image_files.h"

namespace ponder::image {
namespace {

// Six dark lines on white, like text.
Picture lines() {
  Picture picture{600, 400, std::vector<std::uint8_t>(std::size_t{600} * 400 * 3, 255)};
  for (std::uint32_t line = 0; line < 6; ++line) {
    for (std::uint32_t y = 100 + line * 34; y < 112 + line * 34; ++y) {
      for (std::uint32_t x = 100; x < 500; ++x) {
        if (x % 20 < 6) continue;
        for (std::size_t c = 0; c < 3; ++c) picture.rgb[(std::size_t{y} * 600 + x) * 3 + c] = 0;
      }
    }
  }
  return picture;
}

TEST(Skew, IsWhatUndoesATurn) {
  for (const float degrees : {-12.0F, -5.0F, 0.0F, 3.0F, 11.0F}) {
    EXPECT_NEAR(skew_of(turned_by(lines(), degrees)), -degrees, 0.8F);
  }
}

TEST(Skew, IsNoneWhereNothingIsWritten) {
  EXPECT_EQ(skew_of({40, 30, std::vector<std::uint8_t>(3600, 255)}), 0.0F);
  EXPECT_EQ(skew_of({1, 1, {0, 0, 0}}), 0.0F);
}

TEST(TurnedBy, TurnsToTheRightAroundTheMiddle) {
  Picture picture{101, 101, std::vector<std::uint8_t>(std::size_t{101} * 101 * 3, 255)};
  for (std::size_t c = 0; c < 3; ++c) picture.rgb[(50 * 101 + 90) * 3 + c] = 0;
  const Picture turned = turned_by(picture, 90);
  EXPECT_LT(at(turned, 50, 90)[0], 20) << "what was on the right is below";
  EXPECT_EQ(at(turned, 90, 50)[0], 255);
  EXPECT_EQ(turned_by(picture, 0), picture);
}

TEST(Smoothed, SpreadsAPointAndKeepsItsSum) {
  Picture picture{9, 9, std::vector<std::uint8_t>(243, 0)};
  for (std::size_t c = 0; c < 3; ++c) picture.rgb[(4 * 9 + 4) * 3 + c] = 160;
  const Picture smooth = smoothed(picture);
  EXPECT_EQ(at(smooth, 4, 4)[0], 40);
  EXPECT_EQ(at(smooth, 3, 4)[0], 20);
  EXPECT_EQ(at(smooth, 5, 5)[0], 10);
  EXPECT_EQ(at(smooth, 6, 4)[0], 0);
}

}  // namespace
}  // namespace ponder::image
