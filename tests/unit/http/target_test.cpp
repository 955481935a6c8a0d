#include "http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ponder::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(Target, DecodesPathAndQuery) {
  const auto target = parse_target("GET", "/a%20b/%C3%A4+c?x=1+2&y=%26%3d&flag&x=9&=e&&z=a=b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/\xC3\xA4+c");
  EXPECT_FALSE(target->authority);
  EXPECT_THAT(target->query, ElementsAre(Pair("", "e"), Pair("flag", ""), Pair("x", "1 2"),
                                         Pair("y", "&="), Pair("z", "a=b")));
}

TEST(Target, TakesTheAbsoluteFormApart) {
  const auto target = parse_target("GET", "http://localhost:8080/a?b=c");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->authority, "localhost:8080");
  EXPECT_EQ(target->path, "/a");
  EXPECT_THAT(target->query, ElementsAre(Pair("b", "c")));

  const auto root = parse_target("GET", "https://example.org?b=c");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->authority, "example.org");
  EXPECT_EQ(root->path, "/");
  EXPECT_THAT(root->query, ElementsAre(Pair("b", "c")));
}

TEST(Target, DropsTheFragment) {
  const auto target = parse_target("GET", "/a?b=c#d?e");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a");
  EXPECT_THAT(target->query, ElementsAre(Pair("b", "c")));
}

TEST(Target, TheStarIsForOptionsOnly) {
  EXPECT_TRUE(parse_target("OPTIONS", "*"));
  EXPECT_FALSE(parse_target("GET", "*"));
}

class BadTarget : public ::testing::TestWithParam<const char*> {};

TEST_P(BadTarget, IsInvalid) {
  const auto target = parse_target("GET", GetParam());
  ASSERT_FALSE(target) << target->path;
  EXPECT_EQ(target.error().code, ErrorCode::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(All, BadTarget,
                         ::testing::Values("", "a", "localhost:80", "/%", "/%2", "/%zz", "/a%2",
                                           "/?x=%g0", "/?%=1", "/..", "/../etc", "/a/../b", "/a/..",
                                           "/%2e%2E/b", "/a%2f../b", "/..%2fb", "/a%00b", "/a%0ab",
                                           "/a%7f", "/%ff", "/%c3", "/?x=%ff", "/?x=%00", "/?%c3=1",
                                           "ftp://localhost/a"));

TEST(Target, DotsInsideNamesAreFine) {
  for (const char* path : {"/a..b", "/...", "/.well-known/x", "/a/.", "/..a"}) {
    EXPECT_TRUE(parse_target("GET", path)) << path;
  }
}

TEST(Target, ABadEscapeIsNamed) {
  const auto target = parse_target("GET", "/a%zzb");
  ASSERT_FALSE(target);
  EXPECT_THAT(target.error().message, HasSubstr("'%zz'"));
}

}  // namespace
}  // namespace ponder::http
