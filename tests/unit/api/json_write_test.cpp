// What the writer puts on the wire is JSON, whatever it is given.
#include "api/json_write.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace ponder::api {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_json_escaped(out, text);
  return out;
}

TEST(JsonWrite, EveryByteComesBackOrIsRepaired) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "a" + std::string(1, static_cast<char>(byte)) + "b";
    const auto read = nlohmann::json::parse("\"" + escaped(text) + "\"").get<std::string>();
    EXPECT_EQ(read, byte < 128 ? text
                               : "a\xEF\xBF\xBD"
                                 "b")
        << byte;
  }
}

TEST(JsonWrite, UsesTheShortEscapes) {
  EXPECT_EQ(escaped("\"\\\b\f\n\r\t/"), R"(\"\\\b\f\n\r\t/)");
  EXPECT_EQ(escaped(std::string_view("\0\x1F\x7F", 3)), "\\u0000\\u001f\x7F");
}

TEST(JsonWrite, LeavesWholeCharactersAlone) {
  const std::string text = "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x99\x82";
  EXPECT_EQ(escaped(text), text);
}

TEST(JsonWrite, PutsCommasBetweenValuesOnly) {
  JsonWriter out;
  out.begin_object().key("a").begin_list().end_list();
  out.key("b").begin_list().value(1).value("x").begin_object().end_object().null().end_list();
  out.field("c", true).field_raw("d", "[1]").end_object();
  EXPECT_EQ(out.take(), R"({"a":[],"b":[1,"x",{},null],"c":true,"d":[1]})");
}

TEST(JsonWrite, FloatsReadBackAsThemselves) {
  for (const float number : {0.1F, -0.0F, 1e-30F, 3.4e38F, 16777217.0F, 0.333333343F}) {
    const std::string text = JsonWriter().value(number).take();
    EXPECT_EQ(nlohmann::json::parse(text).get<float>(), number) << text;
  }
  EXPECT_EQ(JsonWriter().value(0.1F).take(), "0.1");
}

TEST(JsonWrite, NumbersThatJsonDoesNotKnowAreReplaced) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(JsonWriter().value(-kInfinity).take(), "-9999");
  EXPECT_EQ(JsonWriter().value(kInfinity).take(), "9999");
  EXPECT_EQ(JsonWriter().value(std::nan("")).take(), "0");
}

TEST(JsonWrite, WritesNullForWhatIsNotThere) {
  JsonWriter out;
  out.begin_object().field_or_null("a", "").field_or_null("b", "x").field("c", nullptr);
  EXPECT_EQ(out.end_object().take(), R"({"a":null,"b":"x","c":null})");
}

}  // namespace
}  // namespace ponder::api
