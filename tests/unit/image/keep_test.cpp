// What is kept of a picture: its pixels, upright, and nothing that the file says besides.
#include "image/keep.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "unit/image/image_files.h"

namespace ponder::image {
namespace {

TEST(Keep, TurnsAPhotographAndForgetsItsCamera) {
  const std::string file = fixture("turned6.jpg");
  ASSERT_NE(file.find("maker"), std::string::npos) << "the fixture has EXIF";
  const auto kept = keep(file);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->format, Format::kJpeg);
  EXPECT_EQ(kept->file.find("maker"), std::string::npos);
  EXPECT_EQ(kept->file.find("Exif"), std::string::npos);
  const auto header = inspect(kept->file);
  ASSERT_TRUE(header);
  EXPECT_EQ(*header, (Header{Format::kJpeg, 32, 16, Orientation::kUpright, false}));
  EXPECT_TRUE(shows_card(*decode(kept->file), 24));
  EXPECT_EQ(keep(file)->file, kept->file) << "the same bytes give the same file";
}

TEST(Keep, LeavesDrawingsSharpWhereTheyAreSmall) {
  const auto kept = keep(fixture("card.png"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->format, Format::kPng);
  EXPECT_EQ(*decode(kept->file), *decode(fixture("card.png")));
}

TEST(Keep, MakesJpegsOfPngsThatAreLarge) {
  Picture noise{1500, 1000, std::vector<std::uint8_t>(4'500'000)};
  std::uint32_t state = 1;
  for (std::uint8_t& level : noise.rgb) {
    state = state * 1664525U + 1013904223U;
    level = static_cast<std::uint8_t>(state >> 24U);
  }
  const std::string file = encode_png(noise);
  ASSERT_GT(file.size(), kKeptPngBytesMax);
  const auto kept = keep(file);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->format, Format::kJpeg);
}

TEST(Keep, MakesLargePicturesSmaller) {
  const auto kept = keep(encode_jpeg({3000, 1500, std::vector<std::uint8_t>(13'500'000, 9)}, 80));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->width, kModelSideMax);
  EXPECT_EQ(kept->height, kModelSideMax / 2);
}

TEST(Keep, RefusesWhatIsNoPicture) {
  EXPECT_EQ(keep("hello").error().code, ErrorCode::kInvalid);
  const std::string whole = fixture("card.png");
  EXPECT_EQ(keep(whole.substr(0, whole.size() / 2)).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace ponder::image
