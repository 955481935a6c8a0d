// /v1/responses over HTTP: direct and kept responses, what the model is told, clients that leave,
// a server that stops.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppResponses : public AppTest {
 protected:
  static std::string body(Json fields) {
    Json whole = {{"model", "scripted"}, {"input", "Hello"}};
    whole.update(fields);
    return whole.dump();
  }
  Json respond(Json fields) const {
    const RawResponse response = ask("POST", "/v1/responses", body(std::move(fields)));
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body);
  }
  Json shown(const std::string& id) const { return ask_json("GET", "/v1/responses/" + id); }
  static std::string text_of(const Json& response) {
    return response["output"].back()["content"][0]["text"];
  }
  // What a model heard, as "role: content" lines.
  static std::string heard(const std::vector<chat::Message>& messages) {
    std::string lines;
    for (const chat::Message& message : messages) {
      lines += std::string(chat::role_name(message.role)) + ": " + message.content + "\n";
    }
    return lines;
  }
};

TEST_F(AppResponses, AWholeAnswer) {
  start();
  script_->say("Hi.");
  script_->finish();
  const Json response = respond(Json::object());
  EXPECT_EQ(text_of(response), "Hi.");
  EXPECT_EQ(response["status"], "completed");
  EXPECT_EQ(response["model"], "scripted");
  EXPECT_THAT(response["id"].get<std::string>(), ::testing::StartsWith("resp_"));
}

TEST_F(AppResponses, AStreamComesPieceByPieceWithItsNames) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/responses", body({{"stream", true}})));
  script_->say("one");
  EXPECT_THAT(reader.read_until("one"), HasSubstr("event: response.created\n"));
  script_->say("two");
  reader.read_until("two");
  script_->finish();
  EXPECT_THAT(reader.read_until("data: [DONE]\n\n"), HasSubstr("event: response.completed\n"));
}

TEST_F(AppResponses, AClientThatLeavesEndsItsTurn) {
  start();
  for (const bool kept : {false, true}) {
    for (const bool stream : {false, true}) {
      RawClient reader = client();
      reader.send(request("POST", "/v1/responses", body({{"stream", stream}, {"store", kept}})));
      script_->wait_for_branches(1);
      reader.reset();
      script_->wait_for_branches(0);
    }
  }
}

TEST_F(AppResponses, AnErrorBeforeTheFirstWordIsAStatus) {
  start();
  script_->refuse_to_open({ErrorCode::kTooLong, "The prompt is too long.", "input"});
  for (const bool stream : {false, true}) {
    const RawResponse response = ask("POST", "/v1/responses", body({{"stream", stream}}));
    EXPECT_EQ(response.status, 400) << response.body;
    EXPECT_EQ(Json::parse(response.body)["error"]["param"], "input");
  }
  EXPECT_EQ(ask("POST", "/v1/responses", body({{"store", true}})).status, 400);
}

TEST_F(AppResponses, BadBodiesAreRefusedByName) {
  start();
  const RawResponse response = ask("POST", "/v1/responses", body({{"temperature", 9}}));
  EXPECT_EQ(response.status, 400);
  const Json error = Json::parse(response.body)["error"];
  EXPECT_EQ(error["param"], "temperature");
  EXPECT_EQ(error["type"], "invalid_request_error");
  const RawResponse unreadable = ask("GET", "/v1/responses/%01");
  EXPECT_EQ(unreadable.status, 400);
  EXPECT_EQ(Json::parse(unreadable.body)["error"]["type"], "invalid_request_error");
}

TEST_F(AppResponses, AChainTellsWhatWasSaidButNotItsOldInstructions) {
  start();
  script_->say("Hi.");
  script_->finish();
  const Json first = respond({{"store", true}, {"instructions", "Be old."}});
  const Json second =
      respond({{"store", true}, {"input", "And?"}, {"previous_response_id", first["id"]}});
  respond({{"input", "So?"}, {"previous_response_id", second["id"]}, {"instructions", "Be new."}});
  EXPECT_EQ(heard(script_->heard().back()),
            "system: Be new.\nuser: Hello\nassistant: Hi.\nuser: And?\nassistant: Hi.\n"
            "user: So?\n");
}

TEST_F(AppResponses, AReferenceStandsForItsItem) {
  start();
  script_->say("Hi.");
  script_->finish();
  const Json first = respond({{"store", true}});
  const std::string id = first["output"][0]["id"];
  const Json second = respond(
      {{"store", true},
       {"input",
        {{{"type", "item_reference"}, {"id", id}}, {{"role", "user"}, {"content", "So?"}}}}});
  EXPECT_EQ(heard(script_->heard().back()), "assistant: Hi.\nuser: So?\n");
  // What it stood for is kept with the request that used it.
  EXPECT_EQ(ask("DELETE", "/v1/responses/" + first["id"].get<std::string>()).status, 200);
  const Json items =
      ask_json("GET", "/v1/responses/" + second["id"].get<std::string>() + "/input_items");
  EXPECT_EQ(items["data"][1]["content"][0]["text"], "Hi.");
}

TEST_F(AppResponses, AReferenceIsUnderstoodUnlessTheAnswerWasToBeForgotten) {
  start();
  script_->say("Hi.");
  script_->finish();
  const auto refer_to = [&](const Json& response) {
    const std::string id = response["output"][0]["id"];
    return ask("POST", "/v1/responses",
               body({{"input",
                      {{{"type", "item_reference"}, {"id", id}},
                       {{"role", "user"}, {"content", "So?"}}}}}));
  };
  EXPECT_EQ(refer_to(respond(Json::object())).status, 200);
  EXPECT_EQ(heard(script_->heard().back()), "assistant: Hi.\nuser: So?\n");
  const RawResponse lost = refer_to(respond({{"store", false}}));
  EXPECT_EQ(lost.status, 404);
  EXPECT_EQ(Json::parse(lost.body)["error"]["param"], "input[0].id");
}

TEST_F(AppResponses, WhatIsNotKeptIsNotFoundAndSaysWhy) {
  start();
  script_->finish();
  const Json first = respond({{"store", false}});
  const RawResponse next =
      ask("POST", "/v1/responses", body({{"previous_response_id", first["id"]}}));
  EXPECT_EQ(next.status, 404);
  EXPECT_EQ(Json::parse(next.body)["error"]["param"], "previous_response_id");
  EXPECT_THAT(next.body, HasSubstr("store: true"));
  const std::string path = "/v1/responses/" + first["id"].get<std::string>();
  EXPECT_EQ(ask("GET", path).status, 404);
  EXPECT_EQ(ask("GET", path + "/input_items").status, 404);
  EXPECT_EQ(ask("DELETE", path).status, 404);
  EXPECT_EQ(ask("POST", path + "/cancel").status, 404);
}

TEST_F(AppResponses, AKeptOneIsShownAsItWasAnswered) {
  start();
  script_->say("Hi.");
  script_->finish();
  const Json response = respond({{"store", true}, {"metadata", {{"a", "b"}}}});
  EXPECT_EQ(shown(response["id"]), response);
  EXPECT_TRUE(ask_json("GET", "/api/conversations")["conversations"].empty());
}

TEST_F(AppResponses, ABackgroundOneGoesOnWithoutItsClient) {
  start();
  RawClient reader = client();
  reader.send(request("POST", "/v1/responses", body({{"background", true}, {"stream", true}})));
  script_->say("one");
  const std::string seen = reader.read_until("one");
  const auto at = seen.find("\"id\":\"resp_") + 6;
  const std::string id = seen.substr(at, seen.find('"', at) - at);
  reader.reset();
  EXPECT_EQ(shown(id)["status"], "in_progress");
  EXPECT_EQ(text_of(shown(id)), "one");
  script_->say("two");
  script_->finish();
  ASSERT_TRUE(eventually([&] { return shown(id)["status"] == "completed"; }));
  EXPECT_EQ(text_of(shown(id)), "onetwo");
  EXPECT_EQ(shown(id)["background"], true);
}

TEST_F(AppResponses, AStreamIsTakenUpAgainAfterAnyFrame) {
  start();
  script_->say("Hi.");
  script_->finish();
  const std::string path =
      "/v1/responses/" + respond({{"store", true}})["id"].get<std::string>() + "?stream=true";
  const std::vector<Frame> all = frames_of(ask("GET", path).body);
  ASSERT_GT(all.size(), 6U);
  EXPECT_EQ(all.back().data, "[DONE]");
  for (const std::size_t after : {std::size_t{0}, std::size_t{3}, all.size() - 2}) {
    const auto rest = frames_of(ask("GET", path + "&starting_after=" + std::to_string(after)).body);
    EXPECT_EQ(rest,
              std::vector<Frame>(all.begin() + static_cast<std::ptrdiff_t>(after) + 1, all.end()));
  }
  EXPECT_EQ(ask("GET", path + "&starting_after=x").status, 400);
}

TEST_F(AppResponses, ACancelledOneSaysSoAndStaysSo) {
  start();
  const Json response = respond({{"background", true}});
  EXPECT_EQ(response["status"], "queued");
  script_->wait_for_branches(1);
  const std::string path = "/v1/responses/" + response["id"].get<std::string>();
  EXPECT_EQ(ask_json("POST", path + "/cancel")["status"], "cancelled");
  EXPECT_EQ(ask_json("POST", path + "/cancel")["status"], "cancelled");
  EXPECT_EQ(shown(response["id"])["status"], "cancelled");
}

TEST_F(AppResponses, ADeletedOneStopsAndIsGone) {
  start();
  const std::string id = respond({{"background", true}})["id"];
  script_->wait_for_branches(1);
  const Json deleted = ask_json("DELETE", "/v1/responses/" + id);
  EXPECT_EQ(deleted["deleted"], true);
  script_->wait_for_branches(0);
  EXPECT_EQ(ask("GET", "/v1/responses/" + id).status, 404);
}

TEST_F(AppResponses, APreviousOneMustBeOver) {
  start();
  const Json running = respond({{"background", true}});
  const RawResponse next =
      ask("POST", "/v1/responses", body({{"previous_response_id", running["id"]}}));
  EXPECT_EQ(next.status, 409);
  EXPECT_THAT(next.body, HasSubstr("not complete yet"));
}

TEST_F(AppResponses, AServerThatStopsLeavesAFailedOne) {
  start();
  const std::string id = respond({{"background", true}})["id"];
  script_->say("half");
  ASSERT_TRUE(eventually([&] { return !shown(id)["output"].empty(); }));
  app_->stop();
  start();
  const Json found = shown(id);
  EXPECT_EQ(found["status"], "failed");
  EXPECT_EQ(found["error"]["code"], "server_error");
  EXPECT_EQ(text_of(found), "half");
}

TEST_F(AppResponses, InputItemsAreListedInPages) {
  start();
  script_->finish();
  const std::string path =
      "/v1/responses/" + respond({{"store", true}})["id"].get<std::string>() + "/input_items";
  EXPECT_EQ(ask_json("GET", path)["data"][0]["content"][0]["text"], "Hello");
  EXPECT_THAT(ask("GET", path + "?limit=101").body, HasSubstr("between 1 and 100, but is 101"));
  EXPECT_EQ(ask("GET", path + "?limit=0").status, 400);
  EXPECT_EQ(ask("GET", path + "?order=up").status, 400);
  EXPECT_EQ(ask("GET", path + "?after=msg_x").status, 404);
}

TEST_F(AppResponses, ThatSayNothingAreRefused) {
  start();
  const Json only_system = {{{"role", "system"}, {"content", "Be kind."}}};
  const RawResponse response = ask("POST", "/v1/responses", body({{"input", only_system}}));
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("no message that could be answered"));
}

}  // namespace
}  // namespace ponder::server
