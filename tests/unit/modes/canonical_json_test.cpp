#include "modes/canonical_json.h"

#include <gtest/gtest.h>

#include <string>

namespace ponder::modes {
namespace {

TEST(CanonicalJson, WritesEqualValuesTheSameWay) {
  EXPECT_EQ(canonical_json(R"( { "b" : [ 1.0, 2e3 ], "a":{"y":null,"x":true} } )"),
            R"({"a":{"x":true,"y":null},"b":[1,2000]})");
  EXPECT_EQ(canonical_json("{}"), "{}");
  EXPECT_EQ(canonical_json("[ ]"), "[]");
}

TEST(CanonicalJson, LeavesStringsAlone) {
  EXPECT_EQ(canonical_json(R"({"q": "a  b, \"c\": 1.0 "})"), R"({"q":"a  b, \"c\": 1.0 "})");
}

TEST(CanonicalJson, KeepsOrderInArrays) {
  EXPECT_NE(canonical_json("[1,2]"), canonical_json("[2,1]"));
}

TEST(CanonicalJson, TrimsWhatIsNoJson) {
  for (const char* text : {"{\"a\":1", "{a:1}", "[1,]", "{\"a\" 1}", "1 2", "\"open", "nul", "-"}) {
    EXPECT_EQ(canonical_json(" " + std::string(text) + "\n"), text);
  }
}

TEST(CanonicalJson, StopsAtTheNestingLimit) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(canonical_json(" " + deep), deep);
  const std::string fits = std::string(60, '[') + " " + std::string(60, ']');
  EXPECT_EQ(canonical_json(fits), std::string(60, '[') + std::string(60, ']'));
}

}  // namespace
}  // namespace ponder::modes
