// DNS rebinding: a foreign web page in the user's browser must not reach a handler.
#include <gmock/gmock.h>

#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;

class SecurityTest : public ServerTest {
 protected:
  SecurityTest() {
    config_.allowed_hosts = {"ponder.example"};
    for (const char* method : {"GET", "POST", "DELETE"}) {
      router_.add(method, "/secret", [calls = calls_](std::shared_ptr<Request>) -> Task<Answer> {
        calls->push(1);
        co_return Response{};
      });
    }
  }

  int status(const std::string& method, const std::string& headers,
             const std::string& target = "/secret") {
    return ask(method + " " + target + " HTTP/1.1\r\n" + headers + "\r\n").status;
  }

  std::shared_ptr<Inbox<int>> calls_ = std::make_shared<Inbox<int>>();
};

TEST_F(SecurityTest, OwnHostsReachTheHandler) {
  start();
  for (const char* host : {"localhost", "localhost:1234", "LOCALHOST", "127.0.0.1", "127.0.0.1:80",
                           "[::1]", "[::1]:8080", "ponder.example", "Ponder.Example:443"}) {
    EXPECT_EQ(status("GET", "Host: " + std::string(host) + "\r\n"), 200) << host;
    calls_->pop();
  }
}

TEST_F(SecurityTest, ForeignHostsDoNot) {
  start();
  for (const char* host : {"evil.example", "evil.example:8080", "localhost.evil.example",
                           "127.0.0.1.evil.example", "localhost@evil.example", "127.0.0.2", "[::2]",
                           "a b", "localhost:8080.evil", "localhost,evil.example"}) {
    EXPECT_EQ(status("GET", "Host: " + std::string(host) + "\r\n"), 403) << host;
    EXPECT_EQ(status("GET", "Host: " + std::string(host) + "\r\n", "/none"), 403) << host;
  }
  EXPECT_EQ(calls_->size(), 0U);
}

TEST_F(SecurityTest, AMissingOrDoubleHostIsABadRequest) {
  start();
  EXPECT_EQ(status("GET", ""), 400);
  EXPECT_EQ(status("GET", "Host: \r\n"), 400);
  EXPECT_EQ(status("GET", "Host: localhost\r\nHost: localhost\r\n"), 400);
  EXPECT_EQ(status("GET", "Host: localhost\r\nHost: evil.example\r\n"), 400);
  EXPECT_EQ(calls_->size(), 0U);
  EXPECT_EQ(ask("GET /secret HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_EQ(ask("GET /secret HTTP/1.0\r\nHost: evil.example\r\n\r\n").status, 403);
}

TEST_F(SecurityTest, TheAbsoluteFormIsCheckedToo) {
  start();
  EXPECT_EQ(status("GET", "Host: localhost\r\n", "http://localhost:8080/secret"), 200);
  EXPECT_EQ(status("GET", "Host: localhost\r\n", "http://evil.example/secret"), 403);
  EXPECT_EQ(status("GET", "Host: evil.example\r\n", "http://localhost/secret"), 403);
  EXPECT_EQ(calls_->size(), 1U);
}

TEST_F(SecurityTest, OriginsMustBeOurs) {
  start();
  const std::string host = "Host: localhost\r\n";
  for (const char* origin : {"http://localhost", "http://localhost:5173", "https://127.0.0.1:8080",
                             "http://[::1]:1", "https://ponder.example"}) {
    EXPECT_EQ(status("POST", host + "Origin: " + origin + "\r\n"), 200) << origin;
    calls_->pop();
  }
  for (const char* origin :
       {"http://evil.example", "https://localhost.evil.example", "localhost", "", "file://",
        "chrome-extension://abcdef", "http://localhost/x", "http://evil.example@localhost",
        "http://localhost http://evil.example", "nonsense"}) {
    for (const char* method : {"GET", "POST", "DELETE", "OPTIONS"}) {
      EXPECT_EQ(status(method, host + "Origin: " + origin + "\r\n"), 403) << method << origin;
    }
  }
  EXPECT_EQ(status("POST", host + "Origin: http://localhost\r\nOrigin: http://evil.example\r\n"),
            403);
  EXPECT_EQ(calls_->size(), 0U);
}

TEST_F(SecurityTest, TheNullOriginMayOnlyRead) {
  start();
  const std::string headers = "Host: localhost\r\nOrigin: null\r\n";
  EXPECT_EQ(status("GET", headers), 200);
  EXPECT_EQ(ask("HEAD /hello HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n").status, 200);
  EXPECT_EQ(status("POST", headers), 403);
  EXPECT_EQ(status("DELETE", headers), 403);
  EXPECT_EQ(status("OPTIONS", headers), 403);
}

TEST_F(SecurityTest, TheAnswerSaysWhatToDoAndTheBodyIsNotWaitedFor) {
  start();
  RawClient one = client();
  one.send("POST /secret HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100000\r\n\r\n");
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body, HasSubstr("'evil.example' is not a name of this server"));
  EXPECT_THAT(response.body, HasSubstr("allowed hosts"));
  EXPECT_EQ(response.header("connection"), "close");
}

TEST_F(SecurityTest, ATrailerCannotChangeWhatWasChecked) {
  start();
  EXPECT_EQ(status("POST",
                   "Transfer-Encoding: chunked\r\nOrigin: http://evil.example\r\n\r\n0\r\n"
                   "Host: localhost\r\n"),
            400);
  EXPECT_EQ(calls_->size(), 0U);
}

}  // namespace
}  // namespace ponder::http
