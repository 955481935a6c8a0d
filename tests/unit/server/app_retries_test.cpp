// Idempotency-Key: one piece of work, however often it is sent.
#include <gtest/gtest.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppRetriesTest : public AppTest {
 protected:
  static constexpr const char* kStreams =
      "ponder_http_requests_total{method=\"POST\",route=\"/v1/chat/completions\",status=\"200\"}";
  static std::string key(const std::string& value) { return "Idempotency-Key: " + value + "\r\n"; }
  RawResponse chat(const std::string& idempotency_key, bool stream = false,
                   const std::string& headers = {}) {
    return ask("POST", "/v1/chat/completions", chat_body(stream), key(idempotency_key) + headers);
  }
  double turns() const { return metric("ponder_turns_total{end=\"stop\",mode=\"instant\"}"); }
};

TEST_F(AppRetriesTest, TheSameKeyAndBodyGetTheSameAnswer) {
  start();
  script_->finish();
  for (const bool stream : {false, true}) {
    const std::string name = stream ? "streamed" : "whole";
    const RawResponse first = chat(name, stream);
    const RawResponse second = chat(name, stream);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(second.status, 200);
    EXPECT_TRUE(second.whole);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.header("content-type"), second.header("content-type"));
    EXPECT_EQ(first.header("idempotent-replayed"), "");
    EXPECT_EQ(second.header("idempotent-replayed"), "true");
    EXPECT_NE(first.header("x-request-id"), second.header("x-request-id"));
  }
  EXPECT_EQ(turns(), 2);
  EXPECT_NE(chat("another").body, chat("whole").body);
  EXPECT_EQ(turns(), 3);
}

TEST_F(AppRetriesTest, AnotherBodyIsRefused) {
  start();
  script_->finish();
  ASSERT_EQ(chat("a").status, 200);
  const RawResponse other = chat("a", true);
  EXPECT_EQ(other.status, 422);
  EXPECT_THAT(other.body, HasSubstr("used with another body"));
  EXPECT_EQ(Json::parse(other.body)["error"]["param"], "Idempotency-Key");
  // The key belongs to one route.
  EXPECT_EQ(ask("POST", "/api/turns", R"({"input": "x"})", key("a")).status, 201);
}

TEST_F(AppRetriesTest, AnUnusableKeyIsRefused) {
  start();
  for (const std::string& wrong : {std::string(256, 'a'), std::string("a b"), std::string()}) {
    const RawResponse response = chat(wrong);
    EXPECT_EQ(response.status, 400) << wrong;
    EXPECT_THAT(response.body, HasSubstr("255"));
  }
}

TEST_F(AppRetriesTest, ARepetitionJoinsTheRunningAnswer) {
  start();
  RawClient first = client();
  first.send(request("POST", "/v1/chat/completions", chat_body(true), key("a")));
  EXPECT_TRUE(eventually([&] { return metric("ponder_turns_running") == 1; }));
  script_->say("Hello ");
  RawClient second = client();
  second.send(request("POST", "/v1/chat/completions", chat_body(true), key("a")));
  EXPECT_TRUE(eventually([&] { return metric(kStreams) == 2; }));
  script_->say("there.");
  script_->finish();
  const RawResponse one = first.read_response();
  const RawResponse two = second.read_response();
  EXPECT_EQ(two.header("idempotent-replayed"), "true");
  EXPECT_THAT(one.body, HasSubstr("[DONE]"));
  EXPECT_EQ(one.body, two.body);
  EXPECT_EQ(turns(), 1);
}

// The very reason for a retry: the connection of the first try broke.
TEST_F(AppRetriesTest, TheWorkGoesOnWhenTheFirstConnectionBreaks) {
  start();
  RawClient first = client();
  first.send(request("POST", "/v1/chat/completions", chat_body(false), key("a")));
  EXPECT_TRUE(eventually([&] { return metric("ponder_turns_running") == 1; }));
  first.reset();
  RawClient second = client();
  second.send(request("POST", "/v1/chat/completions", chat_body(false), key("a")));
  script_->finish();
  const RawResponse answer = second.read_response();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("idempotent-replayed"), "true");
  EXPECT_EQ(turns(), 1);
}

// Nobody came back in time: the work was stopped, and what it had come to is nobody's answer.
TEST_F(AppRetriesTest, WorkThatWasGivenUpIsDoneAnew) {
  config_.retry_awaited = std::chrono::milliseconds(1);
  start();
  const auto running = [&](double turns) {
    return eventually([&] { return metric("ponder_turns_running") == turns; });
  };
  std::vector<std::string> all;
  for (const bool stream : {false, true}) {
    const Json body = {
        {"model", "scripted"}, {"input", "Hello"}, {"store", true}, {"stream", stream}};
    all.push_back(request("POST", "/v1/responses", body.dump(), key(stream ? "s" : "w")));
    RawClient first = client();
    first.send(all.back());
    EXPECT_TRUE(running(1));
    first.reset();
    EXPECT_TRUE(running(0));
  }
  script_->say("Hi.");
  script_->finish();
  for (const std::string& asked : all) {
    RawClient again = client();
    again.send(asked);
    const RawResponse answer = again.read_response();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("idempotent-replayed"), "");
    EXPECT_THAT(answer.body, HasSubstr("\"status\":\"completed\""));
  }
}

TEST_F(AppRetriesTest, ErrorsAreNotKept) {
  start();
  script_->finish();
  const std::string wrong = R"({"messages": []})";
  for (int i = 0; i < 2; ++i) {
    const RawResponse refused = ask("POST", "/v1/chat/completions", wrong, key("a"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.header("idempotent-replayed"), "");
  }
  EXPECT_EQ(chat("a").status, 200) << "the key is free for the corrected body";
}

}  // namespace
}  // namespace ponder::server
