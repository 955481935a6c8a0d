// Ordinary requests: what a good client sees.
#include <gmock/gmock.h>

#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  RawClient one = client();
  for (const char* name : {"a", "b", "c"}) {
    one.send(get("/hello?name=" + std::string(name)));
    const RawResponse response = one.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "hello " + std::string(name));
    EXPECT_EQ(response.header("content-type"), "text/plain");
    EXPECT_EQ(response.header("connection"), "");
    EXPECT_THAT(response.header("date"),
                MatchesRegex("[A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] [0-9]{4} .* GMT"));
  }
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  RawClient one = client();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += i % 2 == 0 ? get("/hello?name=" + std::to_string(i)) : post("/echo", std::to_string(i));
  }
  one.send(all);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(one.read_response().body, (i % 2 == 0 ? "hello " : "") + std::to_string(i));
  }
}

TEST_F(ServerTest, RequestsMayComeByteByByte) {
  start();
  RawClient one = client();
  for (const char c : post("/echo", "body") + get("/hello")) {
    one.send(std::string_view(&c, 1));
  }
  EXPECT_EQ(one.read_response().body, "body");
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(ServerTest, EmptyLinesBeforeARequestAreSkipped) {
  start();
  RawClient one = client();
  one.send("\r\n" + get("/hello") + "\r\n\r\n" + get("/hello"));
  EXPECT_EQ(one.read_response().status, 200);
  EXPECT_EQ(one.read_response().status, 200);
}

TEST_F(ServerTest, TakesChunkedBodies) {
  start();
  RawClient one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  one.send("5\r\nhello\r\n");
  one.send("6;x=y\r\n there\r\n0\r\nTrailer: t\r\n\r\n" + get("/hello"));
  EXPECT_EQ(one.read_response().body, "hello there");
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(ServerTest, MovesLargeBodiesBothWays) {
  start();
  std::string body(6U << 20U, 'x');
  for (std::size_t i = 0; i < body.size(); i += 1000) {
    body[i] = static_cast<char>('a' + i / 1000 % 26);
  }
  RawClient one = client();
  std::thread sender([&] { one.send(post("/echo", body)); });
  sender.join();
  EXPECT_TRUE(one.read_response().body == body);
}

TEST_F(ServerTest, HandsTheRequestOverDecoded) {
  auto inbox = std::make_shared<Inbox<std::shared_ptr<Request>>>();
  router_.add("PUT", "/things/{id}", [inbox](std::shared_ptr<Request> request) -> Task<Answer> {
    inbox->push(request);
    co_return Response{};
  });
  start();
  ask("PUT /things/a%20b?q=%C3%A4+x HTTP/1.1\r\nHOST: localhost\r\nX-Mixed-Case:  Value \r\n"
      "X-Twice: 1\r\nx-twice: 2\r\nContent-Length: 2\r\n\r\nhi");
  const auto request = inbox->pop();
  EXPECT_EQ(request->method, "PUT");
  EXPECT_EQ(request->target, "/things/a%20b?q=%C3%A4+x");
  EXPECT_EQ(request->path, "/things/a b");
  EXPECT_EQ(request->params.at("id"), "a b");
  EXPECT_EQ(request->query.at("q"), "\xC3\xA4 x");
  EXPECT_EQ(request->header("x-mixed-case"), "Value");
  EXPECT_EQ(request->header("x-twice"), "1");
  EXPECT_EQ(request->header("x-none"), "");
  EXPECT_EQ(request->body, "hi");
  EXPECT_EQ(request->peer, "127.0.0.1");
}

TEST_F(ServerTest, HeadAnswersWithoutBody) {
  start();
  RawClient one = client();
  one.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  const RawResponse head = one.read_response(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "9");
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(ServerTest, HeadOfAnErrorHasNoBodyEither) {
  start();
  RawClient one = client();
  one.send("HEAD /none HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  EXPECT_EQ(one.read_response(true).status, 404);
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(ServerTest, OptionsNamesTheMethods) {
  start();
  const auto options = [&](const std::string& target) {
    return ask("OPTIONS " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  };
  const RawResponse response = options("/hello");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(response.header("content-length"), "");
  EXPECT_EQ(options("*").header("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(options("/none").status, 404);
}

TEST_F(ServerTest, AnOptionsRouteOfItsOwnComesFirst) {
  router_.add("OPTIONS", "/hello",
              [](std::shared_ptr<Request>) -> Task<Answer> { co_return Response{.body = "mine"}; });
  start();
  EXPECT_EQ(ask("OPTIONS /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").body, "mine");
}

TEST_F(ServerTest, AnotherMethodIs405WithAllow) {
  start();
  RawClient one = client();
  one.send("DELETE /hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_THAT(response.body, HasSubstr("DELETE"));
  EXPECT_EQ(one.read_response().status, 200);
  EXPECT_EQ(ask("get /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405);
}

TEST_F(ServerTest, AnUnknownPathIs404) {
  start();
  RawClient one = client();
  one.send(get("/nothing%22here") + get("/hello"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.header("content-type"), "application/json");
  EXPECT_EQ(response.body,
            "{\"error\": {\"code\": \"not_found\", \"message\": "
            "\"there is nothing at '/nothing\\\"here'\"}}\n");
  EXPECT_EQ(one.read_response().status, 200);
}

TEST_F(ServerTest, ErrorsGoThroughTheConfiguredBody) {
  config_.error_response = [](const Request& request, unsigned status, const Error& error) {
    return Response{.headers = {{"X-Path", request.path}},
                    .body = std::to_string(status) + " " + error.message,
                    .content_type = "text/x-error"};
  };
  start();
  const RawResponse response = ask("PUT /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("x-path"), "/hello");
  EXPECT_EQ(response.header("content-type"), "text/x-error");
  EXPECT_EQ(response.header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_THAT(response.body, StartsWith("405 "));
}

TEST_F(ServerTest, AFailingErrorBodyFallsBackToThePlainOne) {
  config_.error_response = [](const Request&, unsigned, const Error&) -> Response {
    throw std::runtime_error("broken");
  };
  start();
  const RawResponse response = ask(get("/none"));
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("not_found"));
}

TEST_F(ServerTest, EveryResponseHasARequestId) {
  start();
  const auto id_for = [&](const std::string& id) {
    return ask(get("/hello", "X-Request-Id: " + id + "\r\n")).header("x-request-id");
  };
  const std::string longest(64, 'x');
  EXPECT_EQ(id_for("My_id.1-2"), "My_id.1-2");
  EXPECT_EQ(id_for(longest), longest);
  for (const std::string& bad : {longest + "x", std::string("a b"), std::string("a\"b"),
                                 std::string("\xC3\xA4"), std::string()}) {
    EXPECT_THAT(id_for(bad), StartsWith("req_")) << bad;
  }
  EXPECT_NE(id_for(""), id_for(""));
  EXPECT_THAT(ask("rubbish\r\n\r\n").header("x-request-id"), StartsWith("req_"));
  EXPECT_EQ(ask(get("/none", "X-Request-Id: mine\r\n")).header("x-request-id"), "mine");
}

TEST_F(ServerTest, ConnectionCloseIsHonoured) {
  start();
  RawClient one = client();
  one.send(get("/hello", "Connection: close\r\n"));
  EXPECT_EQ(one.read_response().header("connection"), "close");
  EXPECT_TRUE(one.closed());
}

TEST_F(ServerTest, Http10ClosesUnlessAsked) {
  start();
  RawClient one = client();
  one.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(one.read_response().header("connection"), "keep-alive");
  one.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(one.read_response().header("connection"), "close");
  EXPECT_TRUE(one.closed());
}

TEST_F(ServerTest, AClientThatOnlyClosesItsSendingHalfStillGetsItsAnswers) {
  start();
  RawClient one = client();
  one.send(get("/hello?name=a") + get("/hello?name=b"));
  one.shutdown_send();
  EXPECT_EQ(one.read_response().body, "hello a");
  EXPECT_EQ(one.read_response().body, "hello b");
  EXPECT_TRUE(one.closed());
}

TEST_F(ServerTest, HeadersOfAHandlerCannotBreakOut) {
  router_.add("GET", "/evil", [](std::shared_ptr<Request>) -> Task<Answer> {
    co_return Response{.headers = {{"Location", "/x\r\nSet-Cookie: a=b"},
                                   {"Content-Length", "999"},
                                   {"transfer-encoding", "chunked"}},
                       .body = "ok"};
  });
  start();
  const RawResponse response = ask(get("/evil"));
  EXPECT_EQ(response.header("location"), "/x  Set-Cookie: a=b");
  EXPECT_EQ(response.header("set-cookie"), "");
  EXPECT_EQ(response.headers.count("content-length"), 1U);
  EXPECT_EQ(response.header("transfer-encoding"), "");
  EXPECT_EQ(response.body, "ok");
}

TEST_F(ServerTest, NoContentHasNoBody) {
  router_.add("DELETE", "/thing", [](std::shared_ptr<Request>) -> Task<Answer> {
    co_return Response{.status = 204, .body = "ignored"};
  });
  start();
  RawClient one = client();
  one.send("DELETE /thing HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("content-type"), "");
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(ServerTest, AnExceptionIs500AndTheConnectionGoesOn) {
  router_.add("GET", "/throw", [](std::shared_ptr<Request>) -> Task<Answer> {
    throw std::runtime_error("secret detail");
    co_return Response{};
  });
  router_.add("GET", "/odd",
              [](std::shared_ptr<Request>) -> Task<Answer> { co_return Response{.status = 42}; });
  start();
  RawClient one = client();
  one.send(get("/throw", "X-Request-Id: r1\r\n") + get("/odd") + get("/hello"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("r1"));
  EXPECT_THAT(response.body, ::testing::Not(HasSubstr("secret")));
  EXPECT_EQ(one.read_response().status, 500);
  EXPECT_EQ(one.read_response().status, 200);
}

TEST_F(ServerTest, ReportsWhatItAnswered) {
  router_.add("GET", "/slow", [](std::shared_ptr<Request>) -> Task<Answer> {
    asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds(30));
    co_await timer.async_wait(asio::use_awaitable);
    co_return Response{.status = 201};
  });
  start();
  ask(get("/slow", "X-Request-Id: r1\r\n"));
  const Finished slow = finished_->pop();
  EXPECT_EQ(slow.path, "/slow");
  EXPECT_EQ(slow.id, "r1");
  EXPECT_EQ(slow.status, 201U);
  EXPECT_GE(slow.duration_us, 30'000U);
  ask(get("/none"));
  EXPECT_EQ(finished_->pop().status, 404U);
  ask("rubbish\r\n\r\n");
  EXPECT_EQ(finished_->pop().status, 400U);
}

TEST_F(ServerTest, AHandlerAtWorkSeesItsClientGo) {
  auto gone = std::make_shared<Inbox<int>>();
  auto begun = std::make_shared<Inbox<int>>();
  router_.add("GET", "/wait", [gone, begun](std::shared_ptr<Request> request) -> Task<Answer> {
    const auto signal = co_await make_signal();
    request->client->on_gone([signal] { signal->fire(); });
    begun->push(1);
    co_await signal->wait();
    gone->push(request->client->gone() ? 1 : 0);
    co_return Response{};
  });
  start();
  for (const bool reset : {false, true}) {
    RawClient one = client();
    one.send(get("/wait"));
    begun->pop();
    if (reset) {
      one.reset();
    } else {
      one.close();
    }
    EXPECT_EQ(gone->pop(), 1);
  }
}

TEST_F(ServerTest, AFinishedAnswerDropsItsCallbacks) {
  auto token = std::make_shared<int>(1);
  router_.add("GET", "/watch",
              [weak = std::weak_ptr<int>(token)](std::shared_ptr<Request> request) -> Task<Answer> {
                request->client->on_gone([held = weak.lock()] { *held = 2; });
                co_return Response{};
              });
  start();
  RawClient one = client();
  one.send(get("/watch"));
  one.read_response();
  EXPECT_TRUE(eventually([&] { return token.use_count() == 1; }));
  one.close();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  EXPECT_EQ(*token, 1);
}

TEST(ClientWatch, RunsCallbacksOnceAndAtOnceWhenGone) {
  ClientWatch watch;
  int calls = 0;
  watch.on_gone([&] { ++calls; });
  watch.on_gone([&] { ++calls; });
  EXPECT_FALSE(watch.gone());
  watch.set_gone();
  watch.set_gone();
  EXPECT_EQ(calls, 2);
  watch.on_gone([&] { ++calls; });
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace ponder::http
