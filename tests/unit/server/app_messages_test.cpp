// POST /v1/messages and its count over HTTP: whole and streamed answers, errors in their own form.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppMessages : public AppTest {
 protected:
  static std::string body(bool stream) {
    return Json{{"model", "scripted"},
                {"max_tokens", 100},
                {"stream", stream},
                {"messages", {{{"role", "user"}, {"content", "Hello"}}}}}
        .dump();
  }
  static void expect_error(const RawResponse& response, int status, const std::string& type) {
    EXPECT_EQ(response.status, status) << response.body;
    const Json error = Json::parse(response.body);
    EXPECT_EQ(error["type"], "error");
    EXPECT_EQ(error["error"]["type"], type);
    EXPECT_FALSE(error["error"]["message"].get<std::string>().empty());
    EXPECT_FALSE(error["request_id"].get<std::string>().empty());
  }
};

TEST_F(AppMessages, AWholeAnswer) {
  start();
  script_->say("Hi.");
  script_->finish();
  const RawResponse response = ask("POST", "/v1/messages?beta=true", body(false),
                                   "X-Request-Id: mine\r\nanthropic-beta: a,b\r\n");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("request-id"), "mine");
  const Json answer = Json::parse(response.body);
  EXPECT_EQ(answer["content"], Json::parse(R"([{"type":"text","text":"Hi.","citations":null}])"));
  EXPECT_EQ(answer["stop_reason"], "end_turn");
  EXPECT_EQ(answer["model"], "scripted");
  EXPECT_TRUE(answer["id"].get<std::string>().starts_with("msg_"));
}

TEST_F(AppMessages, AStreamComesPieceByPiece) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/messages", body(true)));
  script_->say("one");
  const std::string begun = reader.read_until("one");
  EXPECT_THAT(begun, HasSubstr("event: message_start\ndata: {"));
  EXPECT_THAT(begun, HasSubstr(R"("input_tokens":3,)"));
  script_->say("two");
  reader.read_until("two");
  script_->finish();
  EXPECT_THAT(reader.read_until("event: message_stop\n"), HasSubstr(R"("stop_reason":"end_turn")"));
}

TEST_F(AppMessages, AClientThatLeavesEndsItsTurn) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/messages", body(true)));
  script_->say("one");
  reader.read_until("one");
  script_->wait_for_branches(1);
  reader.reset();
  script_->wait_for_branches(0);
}

TEST_F(AppMessages, ACountComputesNothing) {
  start();
  const RawResponse response = ask("POST", "/v1/messages/count_tokens", body(false));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"input_tokens":3})");
}

TEST_F(AppMessages, ErrorsHaveTheDialectsForm) {
  start();
  expect_error(ask("POST", "/v1/messages", "{}"), 400, "invalid_request_error");
  expect_error(ask("POST", "/v1/messages/count_tokens", "{}"), 400, "invalid_request_error");
  expect_error(ask("GET", "/v1/messages"), 405, "invalid_request_error");
  expect_error(ask("POST", "/v1/messages/nonesuch", "{}"), 404, "not_found_error");
  const std::string other = R"({"model":"nonesuch","max_tokens":1,
                                "messages":[{"role":"user","content":"x"}]})";
  expect_error(ask("POST", "/v1/messages", other), 404, "not_found_error");
  expect_error(ask("POST", "/v1/messages/count_tokens", other), 404, "not_found_error");
}

TEST_F(AppMessages, AnErrorBeforeTheFirstWordIsAStatusAlsoOfAStream) {
  start();
  script_->refuse_to_open(Error{ErrorCode::kTooLong, "5000 tokens, 4096 fit.", "messages"});
  for (const bool stream : {false, true}) {
    expect_error(ask("POST", "/v1/messages", body(stream)), 400, "invalid_request_error");
  }
  expect_error(ask("POST", "/v1/messages/count_tokens", body(false)), 400, "invalid_request_error");
}

TEST_F(AppMessages, AnErrorInTheMiddleOfAStreamIsToldInIt) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/messages", body(true)));
  script_->say("so f");
  reader.read_until("so f");
  script_->fail(Error{ErrorCode::kBackend, "The graphics card fell out."});
  EXPECT_THAT(reader.read_until("fell out."), HasSubstr("event: error\n"));
}

}  // namespace
}  // namespace ponder::server
