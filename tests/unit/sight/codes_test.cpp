// Barcodes and QR codes, read by zbar in its sandbox: drawn flat, and on a label in something like
// a photograph of a room.
#include "sight/codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "image/image.h"
#include "image/skew.h"
#include "sandbox/sandbox.h"
#include "unit/sight/code_pictures.h"

namespace ponder::sight {
namespace {

const Code kArticle{"EAN-13", "4006381333931"};
const Code kAddress{"QR-Code", "https://example.org/plate"};

// What kAddress says, as a QR code with error correction M.
const std::vector<std::string> kModules = {
    "1111111001001100001111111", "1000001011101100101000001", "1011101010010000101011101",
    "1011101010001101101011101", "1011101001000000101011101", "1000001000000110001000001",
    "1111111010101010101111111", "0000000011011011100000000", "1000001010100100011001110",
    "0001010111000111110111110", "1011111001001111100101011", "1101000011110010101101001",
    "1011001010101001101100001", "1100100101001011100100010", "1000101000101001001111011",
    "1011100101001010011101101", "1001011100101110111110100", "0000000011101100100010000",
    "1111111001010100101010001", "1000001001100001100010011", "1011101001001111111110100",
    "1011101001010010111000011", "1011101000001001000001101", "1000001000100011110110001",
    "1111111010010000101001001"};

// A wall with light from the left, a cupboard, and a label with both codes on its door.
image::Picture room() {
  constexpr std::uint32_t kWidth = 1280, kHeight = 960;
  constexpr std::uint8_t kInk = 45;
  image::Picture picture = white(kWidth, kHeight);
  for (std::uint32_t x = 0; x < kWidth; ++x) {
    fill(picture, {x, 0, 1, kHeight}, static_cast<std::uint8_t>(190 - x / 16));
  }
  fill(picture, {160, 90, 960, 800}, 120);
  fill(picture, {170, 100, 940, 780}, 140);
  fill(picture, {330, 270, 620, 370}, 225);
  draw(picture, {bars_of(kArticle.text)}, {360, 380, 3, 140}, kInk);
  draw(picture, kModules, {740, 370, 6, 6}, kInk);
  return picture;
}

// As a camera sees it that is held askew: out of focus a little, grainy, as a JPEG.
image::Picture photograph(const image::Picture& seen, float degrees) {
  constexpr int kGrain = 10;
  constexpr int kQuality = 85;
  image::Picture picture = image::smoothed(image::smoothed(image::turned_by(seen, degrees)));
  std::mt19937 random(1);
  for (std::uint8_t& level : picture.rgb) {
    const int grain = static_cast<int>(random() % (2 * kGrain + 1)) - kGrain;
    level = static_cast<std::uint8_t>(std::clamp(level + grain, 0, 255));
  }
  return *image::decode(image::encode_jpeg(picture, kQuality));
}

class ReadCodes : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox::find_program("zbarimg")) GTEST_SKIP() << "zbar is not installed";
  }
};

TEST_F(ReadCodes, FindsABarcodeAndWhereThereIsNoneSaysNothing) {
  image::Picture flat = white(360, 90);
  const auto none = read_codes(flat);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->empty());
  draw(flat, {bars_of(kArticle.text)}, {36, 10, 3, 70}, 0);
  const auto codes = read_codes(flat);
  ASSERT_TRUE(codes) << codes.error().message;
  EXPECT_EQ(*codes, std::vector<Code>{kArticle});
}

class ReadCodesInPhotographs : public ReadCodes, public ::testing::WithParamInterface<float> {};

TEST_P(ReadCodesInPhotographs, FindsBoth) {
  const auto codes = read_codes(photograph(room(), GetParam()));
  ASSERT_TRUE(codes) << codes.error().message;
  EXPECT_EQ(codes->size(), 2U);
  EXPECT_NE(std::ranges::find(*codes, kArticle), codes->end());
  EXPECT_NE(std::ranges::find(*codes, kAddress), codes->end());
}

INSTANTIATE_TEST_SUITE_P(Askew, ReadCodesInPhotographs,
                         ::testing::Values(-9.0F, -3.0F, 0.0F, 6.0F, 12.0F));

}  // namespace
}  // namespace ponder::sight
