#include "http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ponder::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

Handler nothing() {
  return [](std::shared_ptr<Request>) -> Task<Answer> { co_return Response{}; };
}

Router routes() {
  Router router;
  router.add("GET", "/", nothing());
  router.add("GET", "/api/turns", nothing());
  router.add("POST", "/api/turns", nothing());
  router.add("GET", "/api/turns/{id}", nothing());
  router.add("GET", "/api/turns/{id}/events", nothing());
  router.add("DELETE", "/api/turns/latest", nothing());
  router.add("GET", "/files/{rest...}", nothing());
  return router;
}

TEST(Router, MatchesLiterals) {
  const Router router = routes();
  EXPECT_NE(router.match("GET", "/").handler, nullptr);
  EXPECT_NE(router.match("POST", "/api/turns").handler, nullptr);
  EXPECT_EQ(router.match("GET", "/api/turn").handler, nullptr);
  EXPECT_EQ(router.match("GET", "/api/turns/").handler, nullptr);
  EXPECT_EQ(router.match("GET", "/api").handler, nullptr);
}

TEST(Router, TakesParams) {
  const Router router = routes();
  const auto match = router.match("GET", "/api/turns/t 1/events");
  EXPECT_NE(match.handler, nullptr);
  EXPECT_THAT(match.params, ElementsAre(Pair("id", "t 1")));
  EXPECT_EQ(router.match("GET", "/api/turns//events").handler, nullptr);
}

TEST(Router, RestTakesEverythingAndNothing) {
  const Router router = routes();
  EXPECT_THAT(router.match("GET", "/files/a/b.js").params, ElementsAre(Pair("rest", "a/b.js")));
  EXPECT_THAT(router.match("GET", "/files/").params, ElementsAre(Pair("rest", "")));
  EXPECT_THAT(router.match("GET", "/files//x/").params, ElementsAre(Pair("rest", "/x/")));
  EXPECT_EQ(router.match("GET", "/files").handler, nullptr);
}

TEST(Router, TheMoreLiteralPatternWinsInAnyOrder) {
  for (const bool literal_first : {true, false}) {
    Router router;
    if (literal_first) {
      router.add("GET", "/a/list", nothing());
    }
    router.add("GET", "/{rest...}", nothing());
    router.add("GET", "/a/{id}", nothing());
    if (!literal_first) {
      router.add("GET", "/a/list", nothing());
    }
    EXPECT_THAT(router.match("GET", "/a/list").params, IsEmpty());
    EXPECT_THAT(router.match("GET", "/a/7").params, ElementsAre(Pair("id", "7")));
    EXPECT_THAT(router.match("GET", "/a/7/b").params, ElementsAre(Pair("rest", "a/7/b")));
  }
}

TEST(Router, NamesTheMethodsOfAPath) {
  const Router router = routes();
  const auto match = router.match("PUT", "/api/turns");
  EXPECT_EQ(match.handler, nullptr);
  EXPECT_THAT(match.allowed_methods, UnorderedElementsAre("GET", "HEAD", "POST"));
  EXPECT_THAT(router.match("PUT", "/api/turns/latest").allowed_methods,
              UnorderedElementsAre("GET", "HEAD", "DELETE"));
  EXPECT_THAT(router.match("GET", "/none").allowed_methods, IsEmpty());
  EXPECT_THAT(router.methods(), UnorderedElementsAre("GET", "HEAD", "POST", "DELETE"));
}

TEST(Router, HeadFallsBackToGet) {
  Router router = routes();
  EXPECT_EQ(router.match("HEAD", "/api/turns").handler, router.match("GET", "/api/turns").handler);
  router.add("HEAD", "/api/turns", nothing());
  EXPECT_NE(router.match("HEAD", "/api/turns").handler, router.match("GET", "/api/turns").handler);
}

TEST(RouterDeathTest, AddingTwiceIsADefect) {
  Router router = routes();
  EXPECT_DEATH(router.add("GET", "/api/turns", nothing()), "check failed");
  EXPECT_DEATH(router.add("GET", "no-slash", nothing()), "check failed");
  EXPECT_DEATH(router.add("GET", "/{rest...}/more", nothing()), "check failed");
}

}  // namespace
}  // namespace ponder::http
