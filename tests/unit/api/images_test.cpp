// Pictures in the requests of all dialects.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "api/messages.h"
#include "api/openai_chat.h"
#include "api/responses.h"
#include "api/responses_items.h"
#include "base/base64.h"
#include "image/limits.h"
#include "support/fixture_file.h"

namespace ponder::api {
namespace {

std::string card() { return ponder::tests::fixture_file("images/card.png"); }

std::string card_url() { return "data:image/png;base64," + base64_encoded(card()); }

std::string chat_part(const std::string& url, const std::string& more = {}) {
  return R"({"type":"image_url","image_url":{"url":")" + url + R"("})" + more + "}";
}

Result<ChatCompletionCall> chat_of(const std::string& parts, const std::string& role = "user") {
  return parse_chat_completion(R"({"messages":[{"role":")" + role + R"(","content":[)" + parts +
                               "]}]}");
}

TEST(ChatImages, StandWhereTheyWereSent) {
  const auto call = chat_of(R"({"type":"text","text":"Left"},)" + chat_part(card_url()) +
                            R"(,{"type":"text","text":"right."},)" +
                            chat_part(card_url(), R"(,"ponder":{"reading":"E24"})"));
  ASSERT_TRUE(call) << call.error().message;
  const chat::Message& message = call->turn.messages.front();
  EXPECT_EQ(message.content, "Left\nright.");
  ASSERT_EQ(message.images.size(), 2U);
  EXPECT_EQ(message.images[0].at, 4U);
  EXPECT_EQ(*message.images[0].file, card());
  EXPECT_EQ(message.images[0].reading, std::nullopt);
  EXPECT_EQ(message.images[1].at, 11U);
  EXPECT_EQ(message.images[1].reading, "E24");
}

TEST(ChatImages, MayBeSaidToHaveNoText) {
  const auto call = chat_of(chat_part(card_url(), R"(,"ponder":{"reading":""})"));
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->turn.messages.front().images.front().reading, "");
}

TEST(ChatImages, MayComeAlone) {
  const auto call = chat_of(R"({"type":"image_url","image_url":")" + card_url() + R"("})");
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->turn.messages.front().content, "");
  EXPECT_EQ(call->turn.messages.front().images.size(), 1U);
}

TEST(ChatFiles, ArePdfsOnly) {
  const std::string pdf = "%PDF-1.4 x";
  const std::string url = "data:application/pdf;base64," + base64_encoded(pdf);
  const auto call =
      chat_of(R"({"type":"file","file":{"filename":"a.pdf","file_data":")" + url + R"("}})");
  ASSERT_TRUE(call) << call.error().message;
  const chat::Message& message = call->turn.messages.front();
  EXPECT_EQ(message.content, "a.pdf");
  ASSERT_EQ(message.images.size(), 1U);
  EXPECT_EQ(message.images[0].at, 5U);
  EXPECT_EQ(*message.images[0].file, pdf);
  const auto text =
      chat_of(R"({"type":"file","file":{"file_data":"data:text/plain;base64,aGk="}})");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().param, "messages[0].content[0].file.file_data");
  EXPECT_NE(text.error().message.find("PDF"), std::string::npos);
  EXPECT_FALSE(chat_of(R"({"type":"file","file":{"file_id":"f"}})"));
  EXPECT_FALSE(chat_of(chat_part(url))) << "a PDF is no picture";
}

struct Wrong {
  std::string parts, param, says;
};

TEST(ChatImages, AreRefusedByName) {
  const std::string where = "messages[0].content[0]";
  const std::vector<Wrong> cases = {
      {chat_part("https://example.com/a.png"), where + ".image_url.url", "nothing is fetched"},
      {chat_part("file:///etc/passwd"), where + ".image_url.url", "nothing is fetched"},
      {chat_part("data:image/png,abc"), where + ".image_url.url", "in base64"},
      {chat_part("data:image/png;base64,%%%"), where + ".image_url.url", "byte 0 is wrong"},
      {chat_part("data:image/png;base64,aGVsbG8="), where + ".image_url.url", "no picture"},
      {R"({"type":"image_url"})", where + ".image_url", "required"},
      {R"({"type":"image_url","image_url":{}})", where + ".image_url.url", "required"}};
  for (const Wrong& wrong : cases) {
    const auto call = chat_of(wrong.parts);
    ASSERT_FALSE(call) << wrong.parts;
    EXPECT_EQ(call.error().param, wrong.param) << wrong.parts;
    EXPECT_NE(call.error().message.find(wrong.says), std::string::npos) << call.error().message;
  }
}

TEST(ChatImages, AreForUserAndToolsOnly) {
  const auto call = chat_of(chat_part(card_url()), "system");
  ASSERT_FALSE(call);
  EXPECT_NE(call.error().message.find("system has one"), std::string::npos);
}

TEST(ChatImages, AreBounded) {
  std::string parts;
  for (std::size_t i = 0; i <= image::kImagesMax; ++i) {
    parts += (i == 0 ? "" : ",") + chat_part(card_url());
  }
  const auto call = chat_of(parts);
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().code, ErrorCode::kTooLong);
  EXPECT_NE(call.error().message.find("17 pictures; the limit is 16"), std::string::npos);
}

std::string block(const std::string& source) {
  return R"({"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":)" +
         source + "}]}]}";
}

TEST(MessagesImages, ComeInBlocksAndInToolResults) {
  const std::string source =
      R"({"type":"base64","media_type":"image/png","data":")" + base64_encoded(card()) + R"("})";
  const auto call = parse_messages(block(source));
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(*call->turn.messages.front().images.at(0).file, card());
  const auto tool = parse_messages(
      R"({"max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result",
      "tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"See"},
      {"type":"image","source":)" +
      source + "}]}]}]}");
  ASSERT_TRUE(tool) << tool.error().message;
  const chat::Message& message = tool->turn.messages.front();
  EXPECT_EQ(message.role, chat::Role::kTool);
  EXPECT_EQ(message.content, "Error: See");
  EXPECT_EQ(message.images.at(0).at, 10U);
}

TEST(MessagesFiles, ComeAsDocuments) {
  const auto of = [](const std::string& data) {
    return parse_messages(
        R"({"max_tokens":5,"messages":[{"role":"user","content":[{"type":"document","title":"T",
        "source":{"type":"base64","media_type":"application/pdf","data":")" +
        data + R"("}}]}]})");
  };
  const auto call = of(base64_encoded("%PDF-1.4"));
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->turn.messages.front().content, "T");
  EXPECT_EQ(*call->turn.messages.front().images.at(0).file, "%PDF-1.4");
  EXPECT_FALSE(of("aGVsbG8="));
}

TEST(MessagesImages, AreRefusedByName) {
  const auto url = parse_messages(block(R"({"type":"url","url":"https://example.com/a.png"})"));
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().param, "messages[0].content[0].source");
  EXPECT_NE(url.error().message.find("nothing is fetched"), std::string::npos);
  EXPECT_FALSE(parse_messages(block(R"({"type":"file","file_id":"f"})")));
  EXPECT_FALSE(parse_messages(block(R"({"type":"base64"})")));
}

std::vector<ResponseItem> items_of(const std::string& input) {
  auto call = parse_responses_call(R"({"input":)" + input + "}");
  EXPECT_TRUE(call) << (call ? "" : call.error().message);
  return call ? call->items : std::vector<ResponseItem>{};
}

// What was sent is what a later response goes on from.
TEST(ResponsesImages, SurviveBeingKept) {
  const std::string image = R"({"type":"input_image","detail":"low","image_url":")" + card_url() +
                            R"(","ponder":{"reading":"E24"}})";
  const auto items =
      items_of(R"([{"role":"user","content":[{"type":"input_text","text":"A\n"},)" + image + "," +
               image + R"(,{"type":"input_text","text":"\nB"},)" + image +
               R"(]},{"type":"function_call_output","call_id":"c","output":[)" + image + "]}]");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].text, "A\n\n\nB");
  EXPECT_EQ(items[0].images.size(), 3U);
  auto kept = parse_response_items(encode_response_items(items, "x"));
  ASSERT_TRUE(kept) << kept.error().message;
  for (ResponseItem& item : *kept) item.id.clear();
  EXPECT_EQ(*kept, items);
  const auto messages = messages_of("", items);
  EXPECT_EQ(messages.at(0).images, items[0].images);
  EXPECT_EQ(messages.at(1).role, chat::Role::kTool);
  EXPECT_EQ(messages.at(1).images.size(), 1U);
}

TEST(ResponsesImages, AreRefusedByName) {
  const auto other = parse_responses_call(
      R"({"input":[{"role":"user","content":[{"type":"input_image","image_url":"http://x/y"}]}]})");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().param, "input[0].content[0].image_url");
  const auto said = parse_responses_call(
      R"({"input":[{"role":"assistant","content":[{"type":"input_image","image_url":")" +
      card_url() + R"("}]}]})");
  ASSERT_FALSE(said);
  EXPECT_NE(said.error().message.find("the role is assistant"), std::string::npos);
}

}  // namespace
}  // namespace ponder::api
