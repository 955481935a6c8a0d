// Guards and CORS: what is decided by a request's head.
#include <gmock/gmock.h>

#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;

class GuardTest : public ServerTest {
 protected:
  GuardTest() {
    const Handler handler = [calls = calls_](std::shared_ptr<Request> request) -> Task<Answer> {
      calls->push(request->user);
      co_return Response{.body = request->user, .content_type = "text/plain"};
    };
    const Guard guard = [](std::shared_ptr<Request> request) -> Task<std::optional<Response>> {
      request->answer_headers.emplace_back("X-Left", "7");
      if (request->header("x-word") != "friend") co_return Response{.status = 401, .body = "no"};
      request->user = "frodo";
      co_return std::nullopt;
    };
    for (const char* method : {"GET", "POST"}) router_.add(method, "/door", handler, guard);
  }
  static std::string head(const std::string& method, const std::string& headers) {
    return method + " /door HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  std::shared_ptr<Inbox<std::string>> calls_ = std::make_shared<Inbox<std::string>>();
};

TEST_F(GuardTest, LetsInAndTellsTheHandlerWhoItIs) {
  start();
  const RawResponse response = ask(head("GET", "X-Word: friend\r\n"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "frodo");
  EXPECT_EQ(response.header("x-left"), "7");
}

TEST_F(GuardTest, RefusesBeforeTheBodyIsSent) {
  start();
  RawClient one = client();
  one.send(head("POST", "Content-Length: 1000000\r\nExpect: 100-continue\r\n"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "no");
  EXPECT_EQ(response.header("x-left"), "7");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_EQ(calls_->size(), 0U);
}

TEST_F(GuardTest, ARefusedRequestWithoutBodyKeepsTheConnection) {
  start();
  RawClient one = client();
  one.send(head("GET", "") + head("GET", "X-Word: friend\r\n"));
  EXPECT_EQ(one.read_response().status, 401);
  EXPECT_EQ(one.read_response().status, 200);
}

class CorsTest : public GuardTest {
 protected:
  static std::string from(const std::string& origin) { return "Origin: " + origin + "\r\n"; }
};

TEST_F(CorsTest, ListedOriginsMayAskAndRead) {
  config_.cors_origins = {"https://app.example", "http://other.example:81"};
  start();
  for (const char* origin : {"https://app.example", "HTTPS://App.Example"}) {
    const RawResponse response = ask(head("POST", from(origin) + "X-Word: friend\r\n"));
    EXPECT_EQ(response.status, 200) << origin;
    EXPECT_EQ(response.header("access-control-allow-origin"), origin);
    EXPECT_EQ(response.header("access-control-allow-credentials"), "");
    EXPECT_EQ(response.header("vary"), "Origin");
    EXPECT_THAT(response.header("access-control-expose-headers"), HasSubstr("x-request-id"));
  }
  // Also what is refused can be read by the page: it says why.
  EXPECT_EQ(ask(head("POST", from("https://app.example"))).header("access-control-allow-origin"),
            "https://app.example");
  for (const char* origin : {"http://app.example", "https://app.example:444",
                             "https://app.example.evil", "http://other.example", "null", "*"}) {
    const RawResponse response = ask(head("POST", from(origin) + "X-Word: friend\r\n"));
    EXPECT_EQ(response.status, 403) << origin;
    EXPECT_EQ(response.header("access-control-allow-origin"), "") << origin;
  }
}

TEST_F(CorsTest, APreflightIsAnsweredForListedOriginsOnly) {
  config_.cors_origins = {"https://app.example"};
  start();
  const std::string wish =
      "Access-Control-Request-Method: POST\r\n"
      "Access-Control-Request-Headers: authorization,x-stainless-os\r\n"
      "Access-Control-Request-Private-Network: true\r\n";
  const RawResponse yes = ask(head("OPTIONS", from("https://app.example") + wish));
  EXPECT_EQ(yes.status, 204);
  EXPECT_EQ(yes.header("access-control-allow-origin"), "https://app.example");
  EXPECT_THAT(yes.header("access-control-allow-methods"), HasSubstr("POST"));
  EXPECT_EQ(yes.header("access-control-allow-headers"), "authorization,x-stainless-os");
  EXPECT_EQ(yes.header("access-control-allow-private-network"), "true");
  EXPECT_EQ(ask(head("OPTIONS", from("https://evil.example") + wish)).status, 403);
  const RawResponse odd =
      ask(head("OPTIONS", from("https://app.example") + "Access-Control-Request-Method: POST\r\n" +
                              "Access-Control-Request-Headers: a\"b\r\n"));
  EXPECT_THAT(odd.header("access-control-allow-headers"), HasSubstr("x-api-key"));
  EXPECT_EQ(calls_->size(), 0U);
}

TEST_F(CorsTest, AStarLetsAnyOriginIn) {
  config_.cors_origins = {"*"};
  auto origins = std::make_shared<Inbox<Origin>>();
  router_.add("GET", "/origin", [origins](std::shared_ptr<Request> request) -> Task<Answer> {
    origins->push(request->origin);
    co_return Response{};
  });
  start();
  EXPECT_EQ(ask(get("/origin", from("https://any.example"))).header("access-control-allow-origin"),
            "https://any.example");
  EXPECT_EQ(origins->pop(), Origin::kAny);
  EXPECT_EQ(ask(get("/origin", from("http://localhost:3000"))).status, 200);
  EXPECT_EQ(origins->pop(), Origin::kOwn);
  EXPECT_EQ(ask(get("/origin", from("nonsense"))).status, 403);
  EXPECT_EQ(ask(get("/origin", from("https://a.example") + from("https://b.example"))).status, 403);
}

TEST_F(GuardTest, AnAddressIsAHostWhereThatIsAllowedButNotAnOriginOfAnotherHost) {
  config_.allow_address_hosts = true;
  start();
  const auto status = [&](const std::string& host, const std::string& origin) {
    return ask("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n" +
               (origin.empty() ? "" : "Origin: " + origin + "\r\n") + "\r\n")
        .status;
  };
  EXPECT_EQ(status("192.168.1.5:8080", ""), 200);
  EXPECT_EQ(status("[fd00::1]:8080", ""), 200);
  EXPECT_EQ(status("192.168.1.5:8080", "http://192.168.1.5:8080"), 200);
  EXPECT_EQ(status("192.168.1.5:8080", "http://203.0.113.9"), 403);
  EXPECT_EQ(status("localhost", "http://203.0.113.9"), 403);
  EXPECT_EQ(status("evil.example", ""), 403);
  EXPECT_EQ(status("1.2.3", ""), 403) << "no whole address";
}

}  // namespace
}  // namespace ponder::http
