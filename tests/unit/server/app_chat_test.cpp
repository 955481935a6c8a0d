// POST /v1/chat/completions over HTTP: whole and streamed answers, errors as statuses, clients that
// leave.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppChat : public AppTest {};

TEST_F(AppChat, AWholeAnswer) {
  start();
  script_->say("Hi.");
  script_->finish();
  const RawResponse response = ask("POST", "/v1/chat/completions", chat_body(false));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json answer = Json::parse(response.body);
  EXPECT_EQ(answer["choices"][0]["message"]["content"], "Hi.");
  EXPECT_EQ(answer["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(answer["model"], "scripted");
  EXPECT_TRUE(answer["id"].get<std::string>().starts_with("chatcmpl-"));
}

TEST_F(AppChat, AStreamComesPieceByPieceAndEndsWithDone) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/chat/completions", chat_body(true)));
  script_->say("one");
  reader.read_until("one");
  script_->say("two");
  reader.read_until("two");
  script_->finish();
  const std::string rest = reader.read_until("data: [DONE]\n\n");
  EXPECT_THAT(rest, HasSubstr(R"("finish_reason":"stop")"));
}

TEST_F(AppChat, AClientThatLeavesAStreamEndsItsTurn) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/chat/completions", chat_body(true)));
  script_->say("one");
  reader.read_until("one");
  script_->wait_for_branches(1);
  reader.reset();
  script_->wait_for_branches(0);
}

TEST_F(AppChat, AClientThatLeavesBeforeItsWholeAnswerEndsItsTurn) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/chat/completions", chat_body(false)));
  script_->wait_for_branches(1);
  reader.reset();
  script_->wait_for_branches(0);
}

TEST_F(AppChat, AnErrorBeforeTheFirstWordIsAStatusAlsoOfAStream) {
  start();
  script_->refuse_to_open(Error{ErrorCode::kTooLong, "5000 tokens, 4096 fit.", "messages"});
  for (const bool stream : {false, true}) {
    const RawResponse response = ask("POST", "/v1/chat/completions", chat_body(stream));
    EXPECT_EQ(response.status, 400);
    const Json error = Json::parse(response.body)["error"];
    EXPECT_EQ(error["message"], "5000 tokens, 4096 fit.");
    EXPECT_EQ(error["param"], "messages");
    EXPECT_TRUE(error.contains("type"));
  }
}

TEST_F(AppChat, AnErrorInTheMiddleOfAStreamIsToldInIt) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/chat/completions", chat_body(true)));
  script_->say("so f");
  reader.read_until("so f");
  script_->fail(Error{ErrorCode::kBackend, "The graphics card fell out."});
  EXPECT_THAT(reader.read_until("[DONE]"), HasSubstr("The graphics card fell out."));
}

TEST_F(AppChat, OverloadSaysWhenToTryAgain) {
  config_.turns.running_max = 1;
  start();
  start_turn();
  const RawResponse response = ask("POST", "/v1/chat/completions", chat_body(false));
  EXPECT_EQ(response.status, 429);
  EXPECT_FALSE(response.header("retry-after").empty());
  EXPECT_TRUE(Json::parse(response.body)["error"].contains("type"));
}

TEST_F(AppChat, BadRequestsAreNamedInOpenAisForm) {
  start();
  struct Case {
    std::string body;
    int status;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"{\"messages\": [", 400, "JSON"},
      {"[]", 400, ""},
      {R"({"model": "scripted", "messages": "x"})", 400, "messages"},
      {R"({"model": "scripted", "messages": []})", 400, "messages"},
      {R"({"model": "nonesuch", "messages": [{"role": "user", "content": "x"}]})", 404, "scripted"},
      {"{\"model\": \"scripted\", \"messages\": [{\"role\": \"user\", \"content\": \"\xFF\"}]}",
       400, "UTF-8"},
      {R"({"model": "scripted", "messages": [{"role": "user", "content": "x"}],
           "ponder": {"mode": "contemplating", "agents": 17}})",
       400, "17"},
  };
  for (const Case& bad : cases) {
    const RawResponse response = ask("POST", "/v1/chat/completions", bad.body);
    EXPECT_EQ(response.status, bad.status) << bad.body;
    EXPECT_TRUE(Json::parse(response.body)["error"].contains("type")) << response.body;
    EXPECT_THAT(response.body, HasSubstr(bad.told));
  }
  const RawResponse lost = ask("GET", "/v1/nonesuch");
  EXPECT_EQ(lost.status, 404);
  EXPECT_TRUE(Json::parse(lost.body)["error"].contains("type"));
}

}  // namespace
}  // namespace ponder::server
