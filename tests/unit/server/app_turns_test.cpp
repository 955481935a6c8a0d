// The turn API over HTTP: streams that can be left and taken up again.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppTurns : public AppTest {
 protected:
  static std::string stream_request(const std::string& turn, const std::string& headers = {}) {
    return request("GET", "/api/turns/" + turn + "/events", {}, headers);
  }
};

TEST_F(AppTurns, AStreamKeepsTheLawAndGoesOnFromEverySeq) {
  start();
  const std::string turn = start_turn();
  script_->say("Hello ");
  script_->say("there");
  script_->finish();
  const auto whole = events(turn);
  expect_lawful(whole);
  for (std::size_t seq = 0; seq <= whole.size(); ++seq) {
    const auto from = whole.begin() + static_cast<std::ptrdiff_t>(seq);
    EXPECT_EQ(events(turn, seq), std::vector<Frame>(from, whole.end())) << "after " << seq;
  }
  RawClient browser = client();
  browser.send(stream_request(turn, "Last-Event-ID: 2\r\n"));
  EXPECT_EQ(frames_of(browser.read_response().body).front().id, "3");
}

TEST_F(AppTurns, TheLogIsTheSameAfterARestart) {
  start();
  const std::string turn = start_turn();
  script_->say("Hello there");
  script_->finish();
  const auto before = events(turn);
  const Json state_before = ask_json("GET", "/api/turns/" + turn);
  app_.reset();
  start();
  EXPECT_EQ(events(turn), before);
  EXPECT_EQ(ask_json("GET", "/api/turns/" + turn), state_before);
  EXPECT_EQ(state_before["status"], "finished");
  EXPECT_EQ(state_before["answer"], "Hello there");
}

TEST_F(AppTurns, TwoReadersSeeTheSameWhileItRuns) {
  start();
  const std::string turn = start_turn();
  RawClient one = client();
  RawClient two = client();
  one.send(stream_request(turn));
  script_->say("first");
  one.read_until("first");
  two.send(stream_request(turn));
  two.read_until("first");
  script_->say("second");
  one.read_until("second");
  two.read_until("second");
  script_->finish();
  one.read_until("turn_finished");
  two.read_until("turn_finished");
}

TEST_F(AppTurns, AReaderThatDoesNotReadHoldsUpNobody) {
  start();
  const std::string turn = start_turn();
  RawClient slow = client(4096);
  slow.send(stream_request(turn));
  // More than all buffers between server and client hold.
  const std::string piece(1U << 20U, 'x');
  for (int i = 0; i < 6; ++i) script_->say(piece);
  script_->finish();
  const auto fast = events(turn);
  expect_lawful(fast);
  const RawResponse rest = slow.read_response();
  EXPECT_THAT(rest.body.substr(rest.body.size() - 2000), HasSubstr("turn_finished"));
}

TEST_F(AppTurns, AnotherConnectionStopsATurn) {
  start();
  const std::string turn = start_turn();
  RawClient reader = client();
  reader.send(stream_request(turn));
  script_->say("so far");
  reader.read_until("so far");
  EXPECT_EQ(ask("POST", "/api/turns/" + turn + "/stop").status, 202);
  EXPECT_THAT(reader.read_until("turn_finished") + reader.read_until("\n\n"),
              HasSubstr("stopped_by_user"));
  const Json state = ask_json("GET", "/api/turns/" + turn);
  EXPECT_EQ(state["status"], "stopped");
  EXPECT_EQ(state["answer"], "so far");
  EXPECT_EQ(ask("POST", "/api/turns/" + turn + "/stop").status, 409);
}

TEST_F(AppTurns, AReaderThatLeavesDoesNotEndTheTurn) {
  start();
  const std::string turn = start_turn();
  RawClient reader = client();
  reader.send(stream_request(turn));
  script_->say("before");
  reader.read_until("before");
  reader.reset();
  script_->say(" and after");
  script_->finish();
  expect_lawful(events(turn));
  EXPECT_EQ(ask_json("GET", "/api/turns/" + turn)["answer"], "before and after");
}

TEST_F(AppTurns, AStoppingServerInterruptsAndTellsItsReaders) {
  start();
  const std::string turn = start_turn();
  RawClient reader = client();
  reader.send(stream_request(turn));
  script_->say("so far");
  reader.read_until("so far");
  app_->stop();
  EXPECT_THAT(reader.read_to_end(), HasSubstr("interrupted"));
  app_.reset();
  start();
  const Json state = ask_json("GET", "/api/turns/" + turn);
  EXPECT_EQ(state["status"], "interrupted");
  EXPECT_EQ(state["answer"], "so far");
}

TEST_F(AppTurns, ConversationsAreListedShownRenamedAndDeleted) {
  start();
  script_->say("One.");
  script_->finish();
  const Json started = ask_json("POST", "/api/turns", R"({"input": "What is 1?"})");
  events(started["turn"]);
  const std::string path = "/api/conversations/" + started["conversation"].get<std::string>();
  EXPECT_EQ(ask_json("GET", "/api/conversations")["conversations"][0]["title"], "What is 1?");
  EXPECT_EQ(ask_json("GET", path)["turns"][0]["answer"], "One.");
  EXPECT_EQ(ask("PATCH", path, R"({"title": "Numbers"})").status, 200);
  EXPECT_EQ(ask_json("GET", path)["title"], "Numbers");
  EXPECT_EQ(ask("DELETE", path).status, 204);
  EXPECT_EQ(ask("GET", path).status, 404);
  EXPECT_EQ(ask("GET", "/api/turns/" + started["turn"].get<std::string>()).status, 404);
}

TEST_F(AppTurns, BadRequestsAreNamedInOurForm) {
  start();
  struct Case {
    const char* method;
    const char* target;
    const char* body;
    int status;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"POST", "/api/turns", "{", 400, "JSON"},
      {"POST", "/api/turns", R"({"input": "x", "agents": 99, "mode": "contemplating"})", 400, "99"},
      {"POST", "/api/turns", R"({"input": "x", "model": "nonesuch"})", 404, "scripted"},
      {"POST", "/api/turns", R"({"input": "x", "conversation": "conv_none"})", 404, ""},
      {"GET", "/api/turns/turn_none", "", 404, ""},
      {"GET", "/api/turns/turn_none/events", "", 404, ""},
      {"GET", "/api/turns/turn_none/events?after=x", "", 400, "after"},
      {"GET", "/api/turns/turn_none/events?after=-1", "", 400, "-1"},
      {"POST", "/api/turns/turn_none/stop", "", 404, ""},
      {"GET", "/api/conversations?limit=0", "", 400, "limit"},
      {"GET", "/api/conversations?limit=201", "", 400, "201"},
      {"GET", "/api/nonesuch", "", 404, ""},
      {"PUT", "/api/turns", "", 405, ""},
  };
  for (const Case& bad : cases) {
    const RawResponse response = ask(bad.method, bad.target, bad.body);
    EXPECT_EQ(response.status, bad.status) << bad.target << " " << bad.body;
    const Json error = Json::parse(response.body)["error"];
    EXPECT_TRUE(error["code"].is_string()) << response.body;
    EXPECT_TRUE(error.contains("param")) << response.body;
    EXPECT_FALSE(error["message"].get<std::string>().empty()) << response.body;
    EXPECT_THAT(response.body, HasSubstr(bad.told));
  }
}

}  // namespace
}  // namespace ponder::server
