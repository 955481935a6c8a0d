// Displays of seven strokes a sign, drawn here: each sign, gaps, lean, and what is none.
#include "sight/segments.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "image/measure.h"
#include "unit/image/image_files.h"

namespace ponder::sight {
namespace {

const std::map<char, std::string> kStrokes = {
    {'0', "012345"}, {'1', "12"},     {'2', "01346"}, {'3', "01236"},   {'4', "1256"},
    {'5', "02356"},  {'6', "023456"}, {'7', "012"},   {'8', "0123456"}, {'9', "012356"},
    {'A', "012456"}, {'b', "23456"},  {'C', "0345"},  {'d', "12346"},   {'E', "03456"},
    {'F', "0456"},   {'H', "12456"},  {'L', "345"},   {'P', "01456"},   {'U', "12345"}};

constexpr std::uint32_t kSign = 60;  // Width; the height is twice that.
constexpr std::uint32_t kStep = 90;

void fill(image::Picture& picture, std::uint32_t left, std::uint32_t top, std::uint32_t right,
          std::uint32_t bottom, float lean) {
  for (std::uint32_t y = top; y < bottom; ++y) {
    const auto moved = static_cast<std::uint32_t>(lean * static_cast<float>(picture.height - y));
    for (std::uint32_t x = left + moved; x < right + moved; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        picture.rgb.at((std::size_t{y} * picture.width + x) * 3 + c) = 10;
      }
    }
  }
}

image::Picture display(const std::string& text, float lean = 0) {
  const std::uint32_t width = kStep * static_cast<std::uint32_t>(text.size()) + 120;
  image::Picture picture{width, 200, std::vector<std::uint8_t>(std::size_t{width} * 200 * 3, 240)};
  // Left, top, right and bottom of each stroke; there are two pixels between them.
  constexpr std::array<std::array<std::uint32_t, 4>, 7> kPlaces = {{{8, 0, 52, 14},
                                                                    {46, 8, 60, 58},
                                                                    {46, 62, 60, 112},
                                                                    {8, 106, 52, 120},
                                                                    {0, 62, 14, 112},
                                                                    {0, 8, 14, 58},
                                                                    {16, 53, 44, 67}}};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto x = 40 + kStep * static_cast<std::uint32_t>(i);
    for (const char stroke : kStrokes.at(text[i])) {
      const auto& place = kPlaces.at(static_cast<std::size_t>(stroke - '0'));
      fill(picture, x + place[0], 40 + place[1], x + place[2], 40 + place[3], lean);
    }
  }
  return picture;
}

std::string read(const image::Picture& picture) {
  const auto line = read_segments(image::for_reading(picture));
  return line ? line->text : "";
}

TEST(Segments, AreReadSignBySign) {
  for (const std::string text : {"E24", "F03", "H1", "L75", "U96", "A8", "bC", "dP", "10", "E11"}) {
    EXPECT_EQ(read(display(text)), text);
  }
}

TEST(Segments, MayLeanAndShine) {
  EXPECT_EQ(read(display("E24", 0.15F)), "E24");
  image::Picture shining = display("F08");
  for (std::uint8_t& level : shining.rgb) level = static_cast<std::uint8_t>(255 - level);
  EXPECT_EQ(read(shining), "F08");
}

TEST(Segments, HaveAPlaceInThePicture) {
  const auto line = read_segments(image::for_reading(display("E24")));
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->box.left, 40, 4);
  EXPECT_NEAR(line->box.top, 40, 4);
  EXPECT_NEAR(line->box.width, 2 * kStep + kSign, 8);
  EXPECT_NEAR(line->box.height, 120, 8);
  EXPECT_GT(line->confidence, 0.6F);
}

TEST(Segments, AreNotSeenInWritingAndInNothing) {
  EXPECT_EQ(read(*image::decode(image::fixture("error.png"))), "");
  EXPECT_EQ(read(*image::decode(image::fixture("card.png"))), "");
  EXPECT_EQ(read(display("8")), "") << "one sign is none";
  EXPECT_EQ(read({3, 2, std::vector<std::uint8_t>(18, 255)}), "");
}

}  // namespace
}  // namespace ponder::sight
