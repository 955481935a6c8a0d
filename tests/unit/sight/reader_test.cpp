// Reading pictures whole, with the programs that are installed, and telling models about them.
#include "sight/reader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "image/transform.h"
#include "sandbox/sandbox.h"
#include "sight/prepare.h"
#include "support/await.h"
#include "unit/image/image_files.h"

namespace ponder::sight {
namespace {

// "ERROR E24" in black on white.
image::Picture display() { return *image::decode(image::fixture("error.png")); }

std::shared_ptr<const std::string> file_of(const image::Picture& picture) {
  return std::make_shared<const std::string>(image::encode_png(picture));
}

bool has_letter(const Reading& reading, const std::string& text) {
  return text_of(reading).find(text) != std::string::npos;
}

class ReadPicture : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox::find_program("tesseract")) GTEST_SKIP() << "Tesseract is not installed";
  }
};

TEST_F(ReadPicture, ReadsText) {
  const auto reading = read_picture(*file_of(display()));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_TRUE(has_letter(*reading, "E24")) << text_of(*reading);
  ASSERT_FALSE(reading->lines.empty());
  EXPECT_GT(reading->lines[0].confidence, 0.5F);
  const Box& box = reading->lines[0].box;
  EXPECT_GT(box.width, 50U);
  EXPECT_LE(box.left + box.width, reading->measures.width);
  EXPECT_EQ(reading->measures.colours.at(0).name, "white");
}

TEST_F(ReadPicture, ReadsLightTextOnDarkGround) {
  image::Picture dark = display();
  for (std::uint8_t& level : dark.rgb) level = static_cast<std::uint8_t>(255 - level);
  const auto reading = read_picture(*file_of(dark));
  ASSERT_TRUE(reading);
  EXPECT_TRUE(has_letter(*reading, "E24")) << text_of(*reading);
}

TEST_F(ReadPicture, FindsOutHowItIsTurned) {
  const auto reading =
      read_picture(*file_of(image::turned(display(), image::Orientation::kUpsideDown)));
  ASSERT_TRUE(reading);
  EXPECT_TRUE(has_letter(*reading, "E24")) << text_of(*reading);
  EXPECT_EQ(reading->turned, 180U);
}

TEST(ReadPictureAlways, NamesWhatIsNoPicture) {
  const auto refused = read_picture("hello");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST(ReadPictureAlways, MeasuresWithoutAnyProgram) {
  const auto reading = read_picture(image::encode_png({2, 1, {255, 0, 0, 255, 0, 0}}));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->measures.colours.at(0).name, "red");
  EXPECT_EQ(reading->measures.shape, "landscape");
}

chat::TurnRequest asking(std::vector<chat::Image> images, const std::string& text) {
  chat::TurnRequest request;
  request.messages.emplace_back().content = text;
  request.messages.back().images = std::move(images);
  return request;
}

TEST(Prepare, LeavesPicturesToWhoSees) {
  const auto file = file_of(display());
  generate::Capabilities sees;
  sees.vision = true;
  const auto prepared =
      testing::await(prepare(asking({{1, file, {}}}, "ab"), sees, std::make_shared<Reader>()));
  ASSERT_TRUE(prepared);
  EXPECT_EQ(prepared->messages[0].images.size(), 1U);
  ASSERT_EQ(prepared->image_uses.size(), 1U);
  EXPECT_EQ(prepared->image_uses[0].how, chat::ImageUse::kSeen);
}

TEST(Prepare, TellsOthersInWords) {
  const auto file = file_of(display());
  const auto prepared = testing::await(prepare(
      asking({{5, file, "E24"}, {5, file, "E25"}}, "Left:right"), {}, std::make_shared<Reader>()));
  ASSERT_TRUE(prepared) << prepared.error().message;
  const chat::Message& message = prepared->messages[0];
  EXPECT_TRUE(message.images.empty());
  EXPECT_TRUE(message.content.starts_with("Left:\n[Picture 1 of 2.")) << message.content;
  EXPECT_TRUE(message.content.ends_with("]\nright")) << message.content;
  EXPECT_LT(message.content.find("\nE24"), message.content.find("\nE25"));
  ASSERT_EQ(prepared->image_uses.size(), 2U);
  EXPECT_EQ(prepared->image_uses[1].how, chat::ImageUse::kRead);
  EXPECT_NE(prepared->image_uses[1].told.find("E25"), std::string::npos);
}

TEST(Prepare, ReadsNoMoreOnceItIsGivenUp) {
  std::atomic<int> reads = 0;
  const auto reader = std::make_shared<Reader>([&reads](const std::string&) -> Result<Reading> {
    ++reads;
    return Reading{};
  });
  const auto one = std::make_shared<const std::string>("one");
  const auto two = std::make_shared<const std::string>("two");
  GivenUp after_the_first = [&reads] { return reads == 1; };
  const auto prepared = testing::await(
      prepare(asking({{0, one, {}}, {0, two, {}}}, "a"), {}, reader, after_the_first));
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(reads, 1);
}

TEST(Prepare, NamesThePictureThatIsDamaged) {
  std::string bytes = *file_of(display());
  bytes.resize(bytes.size() / 2);
  const auto prepared =
      testing::await(prepare(asking({{0, std::make_shared<const std::string>(bytes), {}}}, "a"), {},
                             std::make_shared<Reader>()));
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(prepared.error().param, "messages");
}

}  // namespace
}  // namespace ponder::sight
