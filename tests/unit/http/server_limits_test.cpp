// Each bound of the server, hit from outside.
#include <gmock/gmock.h>

#include <atomic>

#include "base/limits.h"
#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;

constexpr milliseconds kSoon{60};
constexpr milliseconds kPatient{1000};  // Longer than a busy machine delays one step of a test.

class LimitsTest : public ServerTest {
 protected:
  RawResponse error_of(const std::string& request) {
    RawClient one = client();
    one.send(request);
    RawResponse response = one.read_response();
    EXPECT_EQ(response.header("connection"), "close");
    EXPECT_TRUE(one.closed());
    return response;
  }
};

TEST_F(LimitsTest, MalformedRequestsAre400) {
  start();
  for (const char* request : {"rubbish\r\n\r\n", "GET /hello HTTP/9.9\r\nHost: localhost\r\n\r\n",
                              "GET hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
                              "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n",
                              "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                              "chunked\r\n\r\nzz\r\nzz\r\n"}) {
    if (std::string_view(request).starts_with("GET hello")) {
      EXPECT_EQ(ask(request).status, 400) << request;  // The connection may go on.
    } else {
      EXPECT_EQ(error_of(request).status, 400) << request;
    }
  }
  EXPECT_EQ(ask(get("/%zz")).status, 400);
  EXPECT_EQ(ask(get("/../etc/passwd")).status, 400);
  EXPECT_EQ(ask(get("/hello?x=%f")).status, 400);
}

TEST_F(LimitsTest, AnotherTransferEncodingIs501) {
  start();
  EXPECT_EQ(
      error_of("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n").status,
      501);
}

TEST_F(LimitsTest, TooManyHeaderBytesAre431) {
  start();
  const std::string big = "X: " + std::string(limits::kHeaderBytesMax, 'x') + "\r\n";
  const RawResponse response = error_of(get("/hello", big));
  EXPECT_EQ(response.status, 431);
  EXPECT_THAT(response.body, HasSubstr(std::to_string(limits::kHeaderBytesMax)));
  const std::string fits = "X: " + std::string(limits::kHeaderBytesMax - 100, 'x') + "\r\n";
  EXPECT_EQ(ask(get("/hello", fits)).status, 200);
}

TEST_F(LimitsTest, ATooLargeBodyIs413BeforeItIsSent) {
  config_.body_bytes_max = 1000;
  start();
  const RawResponse response =
      error_of("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("1001"));
  EXPECT_THAT(response.body, HasSubstr("1000"));
  EXPECT_EQ(ask(post("/echo", std::string(1000, 'x'))).status, 200);
}

TEST_F(LimitsTest, ATooLargeChunkedBodyIs413) {
  config_.body_bytes_max = 1000;
  start();
  const RawResponse response = error_of(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
      std::string(1001, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("1000"));
}

TEST_F(LimitsTest, TheDefaultBodyLimitIsTheNamedOne) {
  start();
  const std::string over = std::to_string(limits::kBodyBytesMax + 1);
  const RawResponse response =
      error_of("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + over + "\r\n\r\n");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr(over));
  EXPECT_THAT(response.body, HasSubstr(std::to_string(limits::kBodyBytesMax)));
}

// The client is still sending when it is refused: it must be able to read why.
TEST_F(LimitsTest, ARefusedUploadCanStillReadItsAnswer) {
  config_.body_bytes_max = 1000;
  start();
  RawClient one = client();
  const std::string body(4U << 20U, 'x');
  one.send(post("/echo", body));
  EXPECT_EQ(one.read_response().status, 413);
}

TEST_F(LimitsTest, ExpectContinueIsAnsweredBeforeTheBody) {
  start();
  RawClient one = client();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-Continue\r\nContent-Length: ";
  one.send(head + "4\r\n\r\n");
  EXPECT_EQ(one.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  one.send("body");
  EXPECT_EQ(one.read_response().body, "body");
  one.send(head + "0\r\n\r\n");  // Nothing to wait for.
  EXPECT_EQ(one.read_response().status, 200);
  one.send(head + "99999999999\r\n\r\n");
  EXPECT_EQ(one.read_response().status, 413);
}

TEST_F(LimitsTest, OtherExpectationsAre417) {
  start();
  const RawResponse response = ask(get("/hello", "Expect: a miracle\r\n"));
  EXPECT_EQ(response.status, 417);
  EXPECT_THAT(response.body, HasSubstr("a miracle"));
}

TEST_F(LimitsTest, SlowHeadersAre408) {
  config_.timeouts.header = kSoon;
  start();
  RawClient one = client();
  one.send("GET /hello HTTP/1.1\r\nHost: loc");
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 408);
  EXPECT_THAT(response.body, HasSubstr("60 ms"));
  EXPECT_TRUE(one.closed());
}

// The deadline is for all headers: a byte now and then does not move it.
TEST_F(LimitsTest, DrippingHeadersAre408) {
  config_.timeouts.header = kSoon;
  start();
  RawClient one = client();
  std::atomic<bool> answered = false;
  one.send("GET /hello HTTP/1.1\r\nX: ");
  std::thread dripping([&] {
    while (!answered && one.send("x")) {
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  EXPECT_EQ(one.read_response().status, 408);
  answered = true;
  dripping.join();
}

TEST_F(LimitsTest, ASlowBodyIs408) {
  config_.timeouts.body = kSoon;
  start();
  RawClient one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(one.read_response().status, 408);
  EXPECT_TRUE(one.closed());
}

TEST_F(LimitsTest, IdleConnectionsCloseSilently) {
  config_.timeouts.idle = kPatient;
  start();
  RawClient fresh = client();
  EXPECT_TRUE(fresh.closed());
  RawClient used = client();
  used.send(get("/hello"));
  EXPECT_EQ(used.read_response().status, 200);
  EXPECT_TRUE(used.closed());
  EXPECT_EQ(finished_->size(), 1U);
}

// Only silence before a request counts, not the time that its answer takes.
TEST_F(LimitsTest, AnAnswerMayTakeLongerThanTheTimeouts) {
  config_.timeouts.idle = config_.timeouts.header = config_.timeouts.body = kPatient;
  router_.add("GET", "/slow", [](std::shared_ptr<Request>) -> Task<Answer> {
    asio::steady_timer timer(co_await asio::this_coro::executor, kPatient + kSoon);
    co_await timer.async_wait(asio::use_awaitable);
    co_return Response{};
  });
  start();
  RawClient one = client();
  one.send(get("/slow") + get("/hello"));
  EXPECT_EQ(one.read_response().status, 200);
  EXPECT_EQ(one.read_response().status, 200);
}

TEST_F(LimitsTest, AReaderThatTakesNothingIsClosed) {
  config_.timeouts.write = kSoon;
  router_.add("GET", "/big", [](std::shared_ptr<Request>) -> Task<Answer> {
    co_return Response{.body = std::string(12U << 20U, 'x')};
  });
  start();
  RawClient one = client(4096);
  one.send(get("/big"));
  EXPECT_TRUE(eventually([&] { return server_->connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  EXPECT_FALSE(one.read_response().whole);
}

// The deadline is for taking nothing, not for the whole of an answer.
TEST_F(LimitsTest, AReaderThatTakesALittleNowAndThenIsNot) {
  config_.timeouts.write = kPatient;
  constexpr std::size_t kPart = 400'000;
  constexpr int kParts = 30;
  router_.add("GET", "/big", [](std::shared_ptr<Request>) -> Task<Answer> {
    co_return Response{.body = std::string(kParts * kPart, 'x')};
  });
  start();
  RawClient one = client(65536);
  one.send(get("/big"));
  EXPECT_EQ(one.read_response(true).status, 200);
  for (int i = 0; i < kParts; ++i) {
    std::this_thread::sleep_for(kPatient / 20);
    ASSERT_EQ(one.read_bytes(kPart).size(), kPart) << "part " << i;
  }
}

// Keeps connections at work: each waits inside of its handler.
class FullServerTest : public LimitsTest {
 protected:
  FullServerTest() {
    router_.add("GET", "/wait", [begun = begun_](std::shared_ptr<Request>) -> Task<Answer> {
      const auto signal = co_await make_signal();
      begun->push(signal);
      co_await signal->wait();
      co_return Response{};
    });
  }
  ~FullServerTest() override {
    for (const auto& signal : waiting_) signal->fire_from_another_thread();
    shut_down();
  }
  RawClient working_client() {
    RawClient one = client();
    one.send(get("/wait"));
    waiting_.push_back(begun_->pop());
    return one;
  }

  std::shared_ptr<Inbox<std::shared_ptr<Signal>>> begun_ =
      std::make_shared<Inbox<std::shared_ptr<Signal>>>();
  std::vector<std::shared_ptr<Signal>> waiting_;
};

TEST_F(FullServerTest, OneConnectionTooManyIs503) {
  config_.connections_max = 2;
  start();
  std::vector<RawClient> held;
  for (int i = 0; i < 2; ++i) held.push_back(working_client());
  EXPECT_EQ(server_->connections(), 2U);
  RawClient extra = client();
  extra.send(get("/hello"));
  const RawResponse response = extra.read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.header("retry-after"), "2");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_NE(response.header("x-request-id"), "");
  EXPECT_THAT(response.body, HasSubstr("all 2 connections are in use"));
  EXPECT_TRUE(extra.closed());

  waiting_.front()->fire_from_another_thread();
  EXPECT_EQ(held.front().read_response().status, 200);
  held.front().close();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 1; }));
  EXPECT_EQ(ask(get("/hello")).status, 200);
}

// So many are told at one time; the rest is closed at once, and all ends well afterwards.
TEST_F(FullServerTest, RefusalsAreBoundedToo) {
  config_.connections_max = 1;
  start();
  RawClient held = working_client();
  std::vector<RawClient> refused;
  for (std::size_t i = 0; i < limits::kRefusalsMax + 5; ++i) {
    refused.push_back(client());
  }
  std::size_t told = 0;
  for (RawClient& one : refused) {
    told += one.read_to_end().starts_with("HTTP/1.1 503") ? 1U : 0U;
  }
  EXPECT_EQ(told, limits::kRefusalsMax);
  refused.clear();
  waiting_.front()->fire_from_another_thread();
  EXPECT_EQ(held.read_response().status, 200);
  held.close();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  EXPECT_EQ(ask(get("/hello")).status, 200);
}

// Slow-loris: whoever opens connections and asks nothing, or asks it drop by drop, makes room for
// those who do, the longest waiting first; whoever is being answered stays.
TEST_F(FullServerTest, ConnectionsThatAskNothingMakeRoom) {
  config_.connections_max = 4;
  start();
  RawClient working = working_client();
  std::vector<RawClient> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(client());
    idle.back().send("GET /hello HTTP/1.1\r\nX-Slow: ");
    EXPECT_TRUE(eventually([&] { return server_->connections() == idle.size() + 1; }));
  }
  for (int i = 0; i < 10; ++i) {
    RawClient fresh = client();
    fresh.send(get("/hello"));
    EXPECT_EQ(fresh.read_response().status, 200) << i;
    fresh.close();
  }
  EXPECT_TRUE(idle.front().closed());
  waiting_.front()->fire_from_another_thread();
  EXPECT_EQ(working.read_response().status, 200);
}

TEST_F(LimitsTest, AllBodiesTogetherAreBounded) {
  config_.body_bytes_max = limits::kBodiesBytesMax;
  start();
  RawClient large = client();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
  large.send(head + "Expect: 100-continue\r\nContent-Length: " +
             std::to_string(limits::kBodiesBytesMax) + "\r\n\r\n");
  EXPECT_EQ(large.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  const RawResponse refused = error_of(head + "Content-Length: 100000\r\n\r\n");
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, HasSubstr(std::to_string(limits::kBodiesBytesMax)));
  EXPECT_EQ(ask(post("/echo", std::string(1000, 'x'))).status, 200) << "small ones need no room";
  large.close();
  const std::string body(100'000, 'x');
  EXPECT_TRUE(eventually([&] { return ask(post("/echo", body)).status == 200; }));
}

// A client may send ahead, but only so much is held for it.
TEST_F(LimitsTest, WhatComesEarlyWaitsAndIsBounded) {
  auto begun = std::make_shared<Inbox<std::shared_ptr<Signal>>>();
  router_.add("GET", "/wait", [begun](std::shared_ptr<Request>) -> Task<Answer> {
    const auto signal = co_await make_signal();
    begun->push(signal);
    co_await signal->wait();
    co_return Response{};
  });
  start();
  RawClient one = client();
  one.send(get("/wait"));
  const auto signal = begun->pop();
  const std::string body(200'000, 'x');
  one.send(post("/echo", body) + get("/hello"));
  signal->fire_from_another_thread();
  EXPECT_EQ(one.read_response().status, 200);
  EXPECT_EQ(one.read_response().body, body);
  EXPECT_EQ(one.read_response().body, "hello you");
}

}  // namespace
}  // namespace ponder::http
