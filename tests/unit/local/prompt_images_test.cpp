#include "local/prompt_images.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/media.h"
#include "local/fake_backend.h"
#include "support/await.h"

namespace ponder::local {
namespace {

using testing::await;

// Sees each byte of the file as a cell.
class ByteEyes : public Eyes {
 public:
  Task<Result<SeenImage>> look(std::shared_ptr<const std::string> file) override {
    if (file->empty()) co_return invalid("is empty");
    SeenImage seen;
    for (const char byte : *file) seen.tokens.push_back(-static_cast<Token>(byte));
    seen.lease = file;
    co_return seen;
  }
};

chat::Image image(std::size_t at, std::string bytes) {
  return {at, std::make_shared<const std::string>(std::move(bytes)), {}};
}

std::vector<chat::Message> conversation() {
  std::vector<chat::Message> messages(2);
  messages[0].content = "ab";
  messages[0].images = {image(1, "X"), image(1, "YZ")};
  messages[1].content = "c";
  messages[1].images = {image(1, "X")};
  return messages;
}

std::vector<Token> text(const std::string& bytes) { return {bytes.begin(), bytes.end()}; }

TEST(PromptImages, StandWhereTheirMarksStood) {
  ByteEyes eyes;
  auto messages = conversation();
  const auto images = await(PromptImages::take(messages, &eyes));
  ASSERT_TRUE(images) << images.error().message;
  EXPECT_FALSE(images->empty());
  EXPECT_NE(images->lease(), nullptr);
  EXPECT_TRUE(messages[0].images.empty());
  EXPECT_TRUE(messages[0].content.starts_with("a<|picture_"));
  EXPECT_TRUE(messages[0].content.ends_with("|>b"));
  const auto tokens =
      images->tokenize(FakeVocabulary(), messages[0].content + "|" + messages[1].content + "!");
  ASSERT_TRUE(tokens) << tokens.error().message;
  std::vector<Token> wanted = text("a");
  wanted.insert(wanted.end(), {-'X', -'Y', -'Z', 'b', '|', 'c', -'X', '!'});
  EXPECT_EQ(*tokens, wanted);
}

TEST(PromptImages, CostNothingWhereThereAreNone) {
  std::vector<chat::Message> messages(1);
  messages[0].content = "a";
  const auto images = await(PromptImages::take(messages, nullptr));
  ASSERT_TRUE(images);
  EXPECT_TRUE(images->empty());
  EXPECT_EQ(*images->tokenize(FakeVocabulary(), "a<|picture_0|>"), text("a<|picture_0|>"));
}

TEST(PromptImages, NeedEyes) {
  auto messages = conversation();
  const auto blind = await(PromptImages::take(messages, nullptr));
  ASSERT_FALSE(blind);
  EXPECT_EQ(blind.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(blind.error().param, "messages");
}

TEST(PromptImages, PassOnWhatTheEyesSay) {
  ByteEyes eyes;
  std::vector<chat::Message> messages(1);
  messages[0].images = {image(0, "")};
  const auto failed = await(PromptImages::take(messages, &eyes));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "is empty");
}

TEST(PromptImages, NoticeATemplateThatLosesOrRepeatsThem) {
  ByteEyes eyes;
  auto messages = conversation();
  const auto images = await(PromptImages::take(messages, &eyes));
  ASSERT_TRUE(images);
  const std::string first = messages[0].content;
  const std::string second = messages[1].content;
  EXPECT_FALSE(images->tokenize(FakeVocabulary(), first));
  EXPECT_FALSE(images->tokenize(FakeVocabulary(), second + first));
  EXPECT_FALSE(images->tokenize(FakeVocabulary(), first + second + second));
  EXPECT_TRUE(images->tokenize(FakeVocabulary(), first + second));
}

}  // namespace
}  // namespace ponder::local
