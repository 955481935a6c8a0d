// A shared conversation: a copy that anybody with the link may read, and nobody else.
#include <gmock/gmock.h>

#include "app_fixture.h"
#include "base/html.h"
#include "server/markdown.h"

namespace ponder::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AppShare : public AppTest {
 protected:
  std::string shared(const Json& started) {
    const RawResponse made = ask("POST", path_of(started) + "/share");
    EXPECT_EQ(made.status, 201) << made.body;
    const Json body = Json::parse(made.body);
    EXPECT_EQ(body["path"], "/shared/" + body["share"].get<std::string>());
    return body["share"];
  }
};

TEST_F(AppShare, IsACopyOfWhatIsShownUntilItIsSharedAgainOrWithdrawn) {
  start();
  script_->say("An answer.");
  script_->finish();
  const Json first = turn({{"input", "one"}});
  turn({{"input", "hidden"}, {"conversation", first["conversation"]}});
  turn({{"input", "two"}, {"conversation", first["conversation"]}, {"parent", first["turn"]}});
  const std::string token = shared(first);
  EXPECT_GE(token.size(), 32U);
  EXPECT_EQ(ask_json("GET", path_of(first))["share"], token);

  const Json copy = ask_json("GET", "/api/shares/" + token);
  EXPECT_EQ(copy["title"], "one");
  ASSERT_EQ(copy["turns"].size(), 2U);
  EXPECT_EQ(copy["turns"][1]["input"], "two");
  EXPECT_EQ(copy["turns"][1]["answer"], "An answer.");

  turn({{"input", "three"}, {"conversation", first["conversation"]}});
  EXPECT_EQ(ask_json("GET", "/api/shares/" + token), copy);
  EXPECT_EQ(shared(first), token) << "the link stays";
  EXPECT_EQ(ask_json("GET", "/api/shares/" + token)["turns"].size(), 3U);

  EXPECT_EQ(ask("DELETE", path_of(first) + "/share").status, 204);
  EXPECT_EQ(ask("GET", "/api/shares/" + token).status, 404);
  EXPECT_EQ(ask("GET", "/shared/" + token).status, 404);
  EXPECT_EQ(ask("DELETE", path_of(first) + "/share").status, 404);
  EXPECT_EQ(ask_json("GET", path_of(first))["share"], nullptr);
  EXPECT_NE(shared(first), token) << "a withdrawn link does not come back";
}

TEST_F(AppShare, GoesWithItsConversation) {
  start();
  script_->finish();
  const Json first = turn({{"input", "one"}});
  const std::string token = shared(first);
  ask("DELETE", path_of(first));
  EXPECT_EQ(ask("GET", "/shared/" + token).status, 404);
}

TEST_F(AppShare, ThePageRunsNothingAndAsksNobody) {
  start();
  script_->say(
      "**Bold** <script>alert(1)</script> ![spy](https://spy.example/x.png) "
      "[click](javascript:alert(1)) | https://example.org\n\n| a | b |\n|-|-|\n| 1 | 2 |");
  script_->finish();
  const std::string token = shared(turn({{"input", "<img src=x onerror=alert(1)> & \"more\""}}));
  const RawResponse page = ask("GET", "/shared/" + token);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.header("content-type"), HasSubstr("text/html"));
  EXPECT_THAT(page.header("content-security-policy"),
              AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("script"))));
  EXPECT_THAT(page.header("x-robots-tag"), HasSubstr("noindex"));
  EXPECT_EQ(page.header("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.header("cache-control"), "no-store");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("<strong>Bold</strong>"), HasSubstr("<td>1</td>"), HasSubstr("spy"),
                    HasSubstr("&lt;img src=x onerror=alert(1)&gt;"), HasSubstr("noindex")));
  EXPECT_THAT(page.body, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")),
                               Not(HasSubstr("javascript:")), Not(HasSubstr("spy.example"))));
}

TEST_F(AppShare, IsReadWithoutAKeyFromElsewhereButNotMade) {
  start();
  script_->finish();
  const Json first = turn({{"input", "one"}});
  const std::string token = shared(first);
  const std::string elsewhere = "X-Forwarded-For: 10.0.0.7\r\n";
  EXPECT_EQ(ask("GET", "/shared/" + token, "", elsewhere).status, 200);
  EXPECT_EQ(ask("GET", "/api/shares/" + token, "", elsewhere).status, 200);
  EXPECT_EQ(ask("POST", path_of(first) + "/share", "", elsewhere).status, 401);
  EXPECT_EQ(ask("GET", path_of(first), "", elsewhere).status, 401);
  const RawResponse missing = ask("GET", "/shared/guess", "", elsewhere);
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(missing.body, HasSubstr("Nothing is shared here"));
  EXPECT_EQ(ask("POST", "/api/conversations/conv_none/share").status, 404);
}

TEST(MarkdownHtml, IsSafeWhateverAModelWrites) {
  for (const char* text :
       {"<script>alert(1)</script>", "<svg onload=alert(1)>", "[a](javascript:alert(1))",
        "[a](  JaVaScRiPt:alert(1))", "[a](data:text/html;base64,AAAA)", "![x](http://a/b)",
        "<javascript:alert(1)>", "[a]: javascript:alert(1)\n\n[a]", "<a href='x' onclick='y'>z</a>",
        "```html\n<script>\n```", "`<img src=x>`", "&lt;script&gt;"}) {
    const std::string html = markdown_html(text);
    EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<svg")),
                            Not(HasSubstr("<img")), Not(HasSubstr("href=\"javascript")),
                            Not(HasSubstr("href=\"data")), Not(HasSubstr("onclick"))))
        << text;
  }
  EXPECT_EQ(html_escaped("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
}

TEST(MarkdownHtml, TakesDeepAndLongTexts) {
  EXPECT_FALSE(markdown_html(std::string(100'000, '>')).empty());
  EXPECT_FALSE(markdown_html(std::string(50'000, '[')).empty());
  EXPECT_FALSE(markdown_html(std::string(50'000, '*') + "a").empty());
  EXPECT_FALSE(markdown_html("\xFF\xFE half \xE2\x82").empty());
}

}  // namespace
}  // namespace ponder::server
