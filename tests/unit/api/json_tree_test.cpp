// Bounds, order and exactness of the JSON reader.
#include "api/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace ponder::api {
namespace {

using ::testing::HasSubstr;

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

Error error_of(const std::string& text) {
  const Result<JsonValue> parsed = parse_json(text, "the body");
  EXPECT_FALSE(parsed.has_value()) << text.substr(0, 80);
  return parsed ? Error{} : parsed.error();
}

TEST(JsonTree, KeepsOrderOfMembersAndDigitsOfNumbers) {
  const std::string text = R"({"z":1,"a":[true,null,-5,1.50,1e3],"m":{"b":"x\n","a":""}})";
  const Result<JsonValue> parsed = parse_json(text, "the body");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(json_text(*parsed), text);
}

TEST(JsonTree, KeepsTheWholeRangeOfIntegers) {
  const std::string text = "[9223372036854775807,-9223372036854775808,18446744073709551615]";
  const Result<JsonValue> parsed = parse_json(text, "the body");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(json_text(*parsed), text);
}

TEST(JsonTree, FindsTheLastOfMembersWithOneName) {
  const Result<JsonValue> parsed = parse_json(R"({"a":1,"a":2})", "the body");
  ASSERT_TRUE(parsed.has_value());
  const JsonValue* found = parsed->find("a");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(std::get<std::int64_t>(found->data), 2);
  EXPECT_EQ(parsed->find("b"), nullptr);
  EXPECT_EQ(found->find("a"), nullptr);
}

TEST(JsonTree, RefusesAnEmptyBody) {
  EXPECT_THAT(error_of("").message, HasSubstr("the body is empty"));
  EXPECT_THAT(error_of(" \n").message, HasSubstr("the body is empty"));
}

TEST(JsonTree, SaysWhereTheSyntaxIsWrong) {
  const Error error = error_of("{\"a\": 1,\n \"b\" 2}");
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr("the body is not valid JSON"));
  EXPECT_THAT(error.message, HasSubstr("line 2, column 6"));
}

TEST(JsonTree, RefusesWhatIsNotJson) {
  for (const char* text :
       {"{", "[1,]", "{\"a\":}", "tru", "1 2", "'a'", "{\"a\":1}x", "\"\\ud800\"", "\"\\x\"", "NaN",
        "01", "1e400", "\"\x01\"", "// note\n1"}) {
    EXPECT_EQ(error_of(text).code, ErrorCode::kInvalid) << text;
  }
}

TEST(JsonTree, NamesTheOffsetOfInvalidUtf8) {
  const Error error = error_of("{\"a\":\"\xC3(\"}");
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr("not valid UTF-8 at byte offset 6"));
}

TEST(JsonTree, KeepsItsMessageShortWhateverTheBody) {
  EXPECT_LT(error_of("[\"" + std::string(100000, 'a') + "\" x]").message.size(), 400U);
  EXPECT_LT(error_of("[\"" + std::string(100000, 'a')).message.size(), 400U);
}

TEST(JsonTree, BoundsTheDepth) {
  const std::size_t most = limits::kJsonDepthMax;
  EXPECT_TRUE(parse_json(repeated("[", most) + repeated("]", most), "the body").has_value());
  const Error error = error_of(repeated("[", most + 1) + repeated("]", most + 1));
  EXPECT_EQ(error.code, ErrorCode::kTooLong);
  EXPECT_THAT(error.message, HasSubstr("nested deeper than 64 levels"));
  EXPECT_EQ(error_of(repeated("{\"a\":", 1000000)).code, ErrorCode::kTooLong);
}

TEST(JsonTree, BoundsTheMembersOfAnObject) {
  std::string members;
  for (std::size_t i = 0; i < limits::kJsonMembersMax; ++i) {
    members += "\"" + std::to_string(i) + "\":0,";
  }
  EXPECT_EQ(error_of("{" + members + "\"last\":0}").code, ErrorCode::kTooLong);
  members.pop_back();
  EXPECT_TRUE(parse_json("{" + members + "}", "the body").has_value());
}

TEST(JsonTree, BoundsTheNumberOfValues) {
  const std::size_t inside = limits::kJsonValuesMax - 1;
  EXPECT_TRUE(parse_json("[" + repeated("0,", inside - 1) + "0]", "the body").has_value());
  const Error error = error_of("[" + repeated("0,", inside) + "0]");
  EXPECT_EQ(error.code, ErrorCode::kTooLong);
  EXPECT_THAT(error.message, HasSubstr("more than 262144 JSON values"));
}

TEST(JsonTree, BoundsTheBytes) {
  const Error error = error_of("\"" + std::string(limits::kBodyBytesMax, 'a') + "\"");
  EXPECT_EQ(error.code, ErrorCode::kTooLarge);
  EXPECT_THAT(error.message, HasSubstr("has 8388610 bytes; the limit is 8388608"));
}

}  // namespace
}  // namespace ponder::api
