// The bounds are checked in the header, before anything is decoded.
#include <gtest/gtest.h>

#include <string>

#include "image/header.h"
#include "image/image.h"
#include "unit/image/image_files.h"

namespace ponder::image {
namespace {

std::string big_endian_text(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((value >> shift) & 0xFFU);
  return text;
}

// The beginning of a PNG that claims this size; there is nothing behind it.
std::string png_claiming(std::uint32_t width, std::uint32_t height) {
  return fixture("card.png").substr(0, 16) + big_endian_text(width) + big_endian_text(height) +
         std::string("\x08\x02\0\0\0", 5) + big_endian_text(0);
}

TEST(Bounds, RefusesManyBytes) {
  const auto refused = decode(std::string(kFileBytesMax + 1, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(refused.error().message.find("20971521 bytes; at most 20971520"), std::string::npos);
}

TEST(Bounds, RefusesALongSide) {
  EXPECT_TRUE(inspect(png_claiming(kSideMax, 10)));
  for (const std::string& file : {png_claiming(kSideMax + 1, 1), png_claiming(1, kSideMax + 1)}) {
    const auto refused = decode(file);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    EXPECT_NE(refused.error().message.find("at most 16384"), std::string::npos);
    EXPECT_NE(refused.error().message.find("16385"), std::string::npos);
  }
}

TEST(Bounds, RefusesManyPixels) {
  EXPECT_TRUE(inspect(png_claiming(5000, 10000)));
  const auto refused = decode(png_claiming(5000, 10001));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(refused.error().message.find("50005000; at most 50000000"), std::string::npos);
}

TEST(Bounds, RefusesNoPixels) {
  for (const std::string& file : {png_claiming(0, 5), png_claiming(5, 0)}) {
    ASSERT_FALSE(inspect(file));
    EXPECT_NE(inspect(file).error().message.find("no pixels"), std::string::npos);
  }
}

TEST(Bounds, CanBeTighter) {
  const std::string card = fixture("card.jpg");
  EXPECT_TRUE(decode(card, 0, {.side_max = 32, .pixels_max = 512}));
  EXPECT_EQ(decode(card, 0, {.side_max = 31}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(decode(card, 0, {.pixels_max = 511}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(decode(card, 0, {.bytes_max = 100}).error().code, ErrorCode::kTooLarge);
}

// A scan of a progressive file costs all of the picture: an empty one repeated is a bomb.
TEST(Bounds, RefusesManyScans) {
  const std::string bytes = fixture("progressive.jpg");
  const std::size_t last = bytes.rfind("\xff\xda");
  const std::size_t end = bytes.rfind("\xff\xd9");
  ASSERT_LT(last, end);
  const std::string scan = bytes.substr(last, end - last);
  std::string bomb = bytes.substr(0, end);
  for (int i = 0; i < kScansMax; ++i) bomb += scan;
  const auto refused = decode(bomb + bytes.substr(end));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(refused.error().message.find("64"), std::string::npos);
}

// A frame may not be larger than the picture, whose size was checked.
TEST(Bounds, RefusesAGifFrameOutside) {
  std::string bytes = fixture("card.gif");
  bytes[6] = 8;  // The screen's width.
  const auto refused = decode(bytes);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("not inside"), std::string::npos);
}

TEST(Exif, ReadsTheOrientationOnly) {
  const std::string entry("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 12);
  const std::string block = std::string("MM\0*\0\0\0\x08\0\x01", 10) + entry;
  EXPECT_EQ(exif_orientation(block), Orientation::kNeedsRight);
  for (std::size_t size = 0; size < block.size(); ++size) {
    EXPECT_EQ(exif_orientation(block.substr(0, size)), Orientation::kUpright) << size;
  }
  std::string wrong = block;
  wrong[19] = 9;
  EXPECT_EQ(exif_orientation(wrong), Orientation::kUpright);
  EXPECT_EQ(exif_orientation(std::string("MM\0*\xff\xff\xff\xff", 8)), Orientation::kUpright);
}

}  // namespace
}  // namespace ponder::image
