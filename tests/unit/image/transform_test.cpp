#include "image/transform.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "image/image.h"
#include "unit/image/image_files.h"

namespace ponder::image {
namespace {

// 3 x 2, its reds are 1 2 3 / 4 5 6.
Picture six() {
  Picture picture{3, 2, {}};
  for (std::uint8_t i = 1; i <= 6; ++i) picture.rgb.insert(picture.rgb.end(), {i, 0, 0});
  return picture;
}

std::vector<int> reds(const Picture& picture) {
  std::vector<int> result;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) result.push_back(picture.rgb[i]);
  return result;
}

TEST(Turned, FollowsEachOrientation) {
  using Reds = std::vector<int>;
  EXPECT_EQ(reds(turned(six(), Orientation::kUpright)), (Reds{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(reds(turned(six(), Orientation::kMirrored)), (Reds{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(reds(turned(six(), Orientation::kUpsideDown)), (Reds{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(reds(turned(six(), Orientation::kFlipped)), (Reds{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(reds(turned(six(), Orientation::kTransposed)), (Reds{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(reds(turned(six(), Orientation::kNeedsRight)), (Reds{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(reds(turned(six(), Orientation::kTransversed)), (Reds{6, 3, 5, 2, 4, 1}));
  EXPECT_EQ(reds(turned(six(), Orientation::kNeedsLeft)), (Reds{3, 6, 2, 5, 1, 4}));
  EXPECT_EQ(turned(six(), Orientation::kNeedsLeft).width, 2U);
}

TEST(WithinSide, TakesTheMeanOfWhatAPixelCovers) {
  Picture picture{4, 2, {}};
  for (std::uint8_t red = 0; red < 80; red += 10) {
    picture.rgb.insert(picture.rgb.end(), {red, 200, 255});
  }
  const Picture half = within_side(picture, 2);
  EXPECT_EQ(half.width, 2U);
  EXPECT_EQ(half.height, 1U);
  EXPECT_EQ(half.rgb, (std::vector<std::uint8_t>{25, 200, 255, 45, 200, 255}));
}

TEST(WithinSide, KeepsTheShapeAndEveryLevel) {
  for (const std::uint32_t side : {1U, 2U, 3U, 7U, 50U, 99U}) {
    Picture white = within_side(Picture{100, 60, std::vector<std::uint8_t>(18000, 255)}, side);
    EXPECT_EQ(white.width, side);
    EXPECT_EQ(white.height, std::max(1U, (side * 60 + 50) / 100));
    EXPECT_EQ(white.rgb, std::vector<std::uint8_t>(std::size_t{3} * side * white.height, 255));
  }
  EXPECT_EQ(within_side(gradient(20, 10), 20), gradient(20, 10));
  EXPECT_EQ(within_side(gradient(20, 10), 0), gradient(20, 10));
  const Picture line = within_side(Picture{1, 9000, std::vector<std::uint8_t>(27000, 9)}, 90);
  EXPECT_EQ(line.width, 1U);
  EXPECT_EQ(line.height, 90U);
}

// JPEG is decoded at a half or a quarter where that is enough; the picture stays the same one.
TEST(WithinSide, HoldsForDecodedFiles) {
  const std::string file = encode_jpeg(gradient(400, 200), 95);
  for (const std::uint32_t side : {400U, 200U, 150U, 100U, 33U}) {
    const auto picture = decode(file, side);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->width, side);
    EXPECT_EQ(picture->height, (side * 200 + 200) / 400);
  }
  const auto small = decode(fixture("turned6.jpg"), 16);
  ASSERT_TRUE(small);
  EXPECT_EQ(small->width, 16U);
  EXPECT_TRUE(near(at(*small, 2, 2), {220, 20, 20}, 8));
  EXPECT_TRUE(near(at(*small, 13, 2), {20, 160, 20}, 8));
}

TEST(Cropped, StaysInside) {
  EXPECT_EQ(reds(cropped(six(), 1, 0, 2, 2)), (std::vector<int>{2, 3, 5, 6}));
  EXPECT_EQ(reds(cropped(six(), 9, 9, 9, 9)), (std::vector<int>{6}));
  EXPECT_EQ(reds(cropped(six(), 0, 0, 0, 0)), (std::vector<int>{1}));
}

}  // namespace
}  // namespace ponder::image
