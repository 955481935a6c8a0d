// What readers of text are given: contrast, and letters that are large enough.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "image/image.h"
#include "image/measure.h"

namespace ponder::image {
namespace {

// A hundred pixels on a side, of one level.
Picture ground(std::uint8_t level) {
  constexpr std::uint32_t kSide = 100;
  return {kSide, kSide, std::vector<std::uint8_t>(std::size_t{3} * kSide * kSide, level)};
}

void put(Picture& picture, std::size_t from, std::size_t count, std::uint8_t level) {
  for (std::size_t i = 3 * from; i < 3 * (from + count); ++i) picture.rgb[i] = level;
}

TEST(ForReading, PaleInkBecomesBlackOnWhite) {
  Picture picture = ground(160);
  put(picture, 0, 2000, 120);
  const Picture read = for_reading(picture);
  EXPECT_EQ(read.rgb.front(), 0);
  EXPECT_EQ(read.rgb.back(), 255);
}

TEST(ForReading, LightInkOnDarkGroundIsTurnedRound) {
  Picture picture = ground(20);
  put(picture, 0, 2000, 230);
  const Picture read = for_reading(picture);
  EXPECT_EQ(read.rgb.front(), 0);
  EXPECT_EQ(read.rgb.back(), 255);
}

TEST(ForReading, AWordThatIsSmallInItsPictureIsInkAllTheSame) {
  Picture picture = ground(20);
  put(picture, 0, 100, 30);  // Grain.
  put(picture, 500, 30, 230);
  const Picture read = for_reading(picture);
  EXPECT_EQ(read.rgb[1500], 0);
  EXPECT_GT(read.rgb.front(), 200) << "grain stays grain";
}

TEST(Enlarged, PixelsStayWhereTheyAreAndShadeIntoEachOther) {
  const Picture pair{2, 1, {0, 0, 0, 200, 200, 200}};
  const Picture large = enlarged(pair, 2);
  ASSERT_EQ(large.width, 4U);
  ASSERT_EQ(large.height, 2U);
  const std::vector<std::uint8_t> row = {0, 0, 0, 50, 50, 50, 150, 150, 150, 200, 200, 200};
  EXPECT_EQ(std::vector<std::uint8_t>(large.rgb.begin(), large.rgb.begin() + 12), row);
  EXPECT_EQ(enlarged(pair, 1), pair);
  EXPECT_EQ(enlarged(ground(90), 3).rgb, std::vector<std::uint8_t>(270'000, 90));
}

}  // namespace
}  // namespace ponder::image
