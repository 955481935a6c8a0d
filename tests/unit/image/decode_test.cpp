// Every kind of file that is read, every orientation, and what comes of damaged files.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "image/image.h"
#include "sandbox/sandbox.h"
#include "unit/image/image_files.h"

namespace ponder::image {
namespace {

struct Case {
  std::string file;
  Format format;
  int tolerance;  // In levels of 255: lossy kinds.
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.file; }

class Kinds : public testing::TestWithParam<Case> {};

TEST_P(Kinds, ShowTheCard) {
  const std::string bytes = fixture(GetParam().file);
  const auto header = inspect(bytes);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->format, GetParam().format);
  const auto picture = decode(bytes);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_TRUE(shows_card(*picture, GetParam().tolerance));
}

INSTANTIATE_TEST_SUITE_P(
    Image, Kinds,
    testing::Values(Case{"card.png", Format::kPng, 0}, Case{"clear.png", Format::kPng, 0},
                    Case{"palette.png", Format::kPng, 4}, Case{"card.jpg", Format::kJpeg, 8},
                    Case{"progressive.jpg", Format::kJpeg, 8}, Case{"cmyk.jpg", Format::kJpeg, 12},
                    Case{"card.webp", Format::kWebp, 0}, Case{"lossy.webp", Format::kWebp, 16},
                    Case{"clear.webp", Format::kWebp, 0}, Case{"card.gif", Format::kGif, 4},
                    Case{"interlaced.gif", Format::kGif, 4}, Case{"clear.gif", Format::kGif, 4},
                    Case{"animated.gif", Format::kGif, 4}, Case{"animated.webp", Format::kWebp, 0},
                    Case{"turned1.jpg", Format::kJpeg, 8}, Case{"turned2.jpg", Format::kJpeg, 8},
                    Case{"turned3.jpg", Format::kJpeg, 8}, Case{"turned4.jpg", Format::kJpeg, 8},
                    Case{"turned5.jpg", Format::kJpeg, 8}, Case{"turned6.jpg", Format::kJpeg, 8},
                    Case{"turned7.jpg", Format::kJpeg, 8}, Case{"turned8.jpg", Format::kJpeg, 8},
                    Case{"turned6.png", Format::kPng, 0}, Case{"turned6.webp", Format::kWebp, 0}));

TEST(Decode, MakesGreyOfGrey) {
  for (const char* file : {"grey.png", "grey.jpg"}) {
    const auto picture = decode(fixture(file));
    ASSERT_TRUE(picture) << file;
    const Colour red = at(*picture, 4, 3);
    EXPECT_EQ(red[0], red[1]);
    EXPECT_EQ(red[1], red[2]);
    EXPECT_LT(red[0], 100);
    EXPECT_TRUE(near(at(*picture, 27, 12), {255, 255, 255}, 2));
  }
}

TEST(Decode, SaysThatAFileMoves) {
  EXPECT_TRUE(inspect(fixture("animated.gif"))->animated);
  EXPECT_TRUE(inspect(fixture("animated.webp"))->animated);
  EXPECT_FALSE(inspect(fixture("card.gif"))->animated);
}

TEST(Decode, KeepsNothingButPixels) {
  const std::string bytes = fixture("turned6.jpg");
  ASSERT_NE(bytes.find("A maker's name"), std::string::npos);
  const auto picture = decode(bytes);
  ASSERT_TRUE(picture);
  for (const std::string& file : {encode_png(*picture), encode_jpeg(*picture, 90)}) {
    EXPECT_EQ(file.find("maker"), std::string::npos);
    EXPECT_EQ(file.find("Exif"), std::string::npos);
    EXPECT_EQ(inspect(file)->orientation, Orientation::kUpright);
  }
}

TEST(Decode, GivesBackWhatWasEncoded) {
  const Picture picture = gradient(61, 43);
  const auto png = decode(encode_png(picture));
  ASSERT_TRUE(png);
  EXPECT_EQ(*png, picture);
  const auto jpeg = decode(encode_jpeg(Picture{8, 8, std::vector<std::uint8_t>(192, 77)}, 95));
  ASSERT_TRUE(jpeg);
  EXPECT_TRUE(near(at(*jpeg, 3, 3), {77, 77, 77}, 2));
  EXPECT_EQ(encode_ppm(Picture{1, 1, {65, 66, 67}}), "P6\n1 1\n255\nABC");
}

// A cut anywhere is an error or, where only what follows the pixels is missing, the picture.
TEST(Decode, NeverShowsHalfAPicture) {
  for (const char* file : {"card.png", "card.jpg", "progressive.jpg", "card.webp", "lossy.webp",
                           "card.gif", "animated.webp", "turned6.jpg"}) {
    const std::string bytes = fixture(file);
    const auto whole = decode(bytes);
    ASSERT_TRUE(whole);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto part = decode(bytes.substr(0, size));
      if (part) {
        EXPECT_EQ(*part, *whole) << file << " cut to " << size;
      } else {
        EXPECT_EQ(part.error().code, ErrorCode::kInvalid) << file << " cut to " << size;
      }
    }
    EXPECT_FALSE(decode(bytes.substr(0, bytes.size() / 2))) << file;
  }
}

TEST(Decode, IgnoresWhatFollowsThePicture) {
  const std::string bytes = fixture("card.png") + "PK\x03\x04<script>alert(1)</script>";
  const auto picture = decode(bytes);
  ASSERT_TRUE(picture);
  EXPECT_TRUE(shows_card(*picture, 0));
}

// A box of the container that HEIC is.
std::string box(const std::string& kind, const std::string& inside) {
  const auto size = static_cast<char>(8 + inside.size());
  return std::string("\0\0\0", 3) + size + kind + inside;
}

TEST(DecodeHeic, LooksAtTheSizeOfTheWholePictureFirst) {
  const auto size = [](char width, char height) {
    return box("ispe", std::string(7, '\0') + width + std::string(3, '\0') + height);
  };
  const std::string file =
      box("ftyp", "heic" + std::string(8, '\0')) +
      box("meta", std::string(4, '\0') +
                      box("iprp", box("ipco", size(32, 16) + size(64, 48) + size(10, 10))));
  const auto header = inspect(file);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(*header, (Header{Format::kHeic, 64, 48}));
  EXPECT_EQ(inspect(file, {.side_max = 63}).error().code, ErrorCode::kTooLarge);
}

TEST(DecodeHeic, ThroughTheProgramThatIsInstalled) {
  if (!sandbox::find_program("heif-thumbnailer")) GTEST_SKIP() << "it is not installed";
  const std::string file = fixture("card.heic");
  const auto picture = decode(file);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_TRUE(shows_card(*picture, 40));
  const auto small = decode(file, 16);
  ASSERT_TRUE(small);
  EXPECT_EQ(small->width, 16U);
  for (const std::size_t bytes : {file.size() / 2, file.size() - 20}) {
    const auto cut = decode(file.substr(0, bytes));
    ASSERT_FALSE(cut) << bytes;
    EXPECT_EQ(cut.error().code, ErrorCode::kInvalid);
  }
}

TEST(Decode, NamesWhatItCannotRead) {
  EXPECT_NE(decode("").error().message.find("empty"), std::string::npos);
  EXPECT_NE(decode("hello").error().message.find("PNG, JPEG, WebP, HEIC or GIF"),
            std::string::npos);
  const std::string heic = std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(20, '\0');
  EXPECT_NE(decode(heic).error().message.find("HEIC"), std::string::npos);
  EXPECT_NE(decode("%PDF-1.7").error().message.find("PDF"), std::string::npos);
  EXPECT_NE(decode("<svg></svg>").error().message.find("SVG"), std::string::npos);
}

}  // namespace
}  // namespace ponder::image
