// The history over HTTP: search, folders, pins, archive, and the tree of turns.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppHistory : public AppTest {
 protected:
  std::vector<std::string> heard_last() const {
    std::vector<std::string> texts;
    const auto all = script_->heard();
    for (const chat::Message& message : all.back()) texts.push_back(message.content);
    return texts;
  }
};

TEST_F(AppHistory, NamesWhatItCanDo) {
  start();
  const Json features = ask_json("GET", "/api/conversations")["features"];
  for (const char* feature : {"search", "folders"}) {
    EXPECT_THAT(features, ::testing::Contains(feature));
  }
}

TEST_F(AppHistory, FindsMessagesAndTitles) {
  start();
  script_->say("Bananas are yellow.");
  script_->finish();
  const Json started = turn({{"input", "Which fruit is yellow?"}});
  const Json found = ask_json("GET", "/api/search?q=banan")["results"];
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["conversation"], started["conversation"]);
  EXPECT_EQ(found[0]["turn"], started["turn"]);
  EXPECT_EQ(found[0]["title"], "Which fruit is yellow?");
  EXPECT_EQ(found[0]["snippet"], "Bananas are yellow.");
  EXPECT_EQ(found[0]["pieces"], Json::parse(R"(["", "Bananas", " are yellow."])"));
  EXPECT_EQ(ask_json("GET", "/api/search?q=fruit&limit=1")["results"][0]["turn"], nullptr);
  EXPECT_TRUE(ask_json("GET", "/api/search?q=")["results"].empty());
  EXPECT_TRUE(ask_json("GET", "/api/search?q=%22")["results"].is_array());
}

TEST_F(AppHistory, PinsArchivesAndFiles) {
  start();
  script_->finish();
  const Json first = turn({{"input", "first"}});
  turn({{"input", "second"}});
  EXPECT_EQ(ask_json("PATCH", path_of(first), R"({"pinned": true})")["pinned"], true);
  EXPECT_EQ(ask_json("GET", "/api/conversations")["conversations"][0]["title"], "first");
  EXPECT_EQ(ask("PATCH", path_of(first), R"({"archived": true})").status, 200);
  EXPECT_EQ(ask_json("GET", "/api/conversations")["conversations"].size(), 1U);
  const Json archive = ask_json("GET", "/api/conversations?archived=true")["conversations"];
  EXPECT_EQ(archive.size(), 1U);
  EXPECT_EQ(archive[0]["pinned"], false);

  const RawResponse made = ask("POST", "/api/folders", R"({"name": "work"})");
  EXPECT_EQ(made.status, 201);
  const Json folder = Json::parse(made.body);
  const std::string id = folder["id"];
  EXPECT_EQ(ask_json("GET", "/api/folders")["folders"], Json::array({folder}));
  const Json filed =
      ask_json("PATCH", path_of(first), Json{{"folder", id}, {"archived", false}}.dump());
  EXPECT_EQ(filed["folder"], id);
  EXPECT_EQ(ask_json("GET", "/api/conversations?folder=" + id)["conversations"].size(), 1U);
  EXPECT_EQ(ask_json("PATCH", "/api/folders/" + id, R"({"name": "job"})")["name"], "job");
  EXPECT_EQ(ask("DELETE", "/api/folders/" + id).status, 204);
  EXPECT_EQ(ask_json("GET", path_of(first))["folder"], nullptr);
}

TEST_F(AppHistory, AnEditedQuestionFollowsWhatStoodBeforeIt) {
  start();
  script_->say("answer");
  script_->finish();
  const Json first = turn({{"input", "one"}});
  const std::string conversation = first["conversation"];
  const Json second = turn({{"input", "two"}, {"conversation", conversation}});
  const Json edited =
      turn({{"input", "two, edited"}, {"conversation", conversation}, {"parent", first["turn"]}});
  EXPECT_EQ(heard_last(), (std::vector<std::string>{"one", "answer", "two, edited"}));
  Json whole = ask_json("GET", path_of(first));
  EXPECT_EQ(whole["turns"].size(), 3U);
  EXPECT_EQ(whole["turns"][0]["parent"], nullptr);
  EXPECT_EQ(whole["turns"][1]["parent"], first["turn"]);
  EXPECT_EQ(whole["turns"][2]["parent"], first["turn"]);
  EXPECT_EQ(whole["leaf"], edited["turn"]);

  turn({{"input", "three"}, {"conversation", conversation}});
  EXPECT_EQ(heard_last(),
            (std::vector<std::string>{"one", "answer", "two, edited", "answer", "three"}));
  const std::string choice = Json{{"leaf", second["turn"]}}.dump();
  EXPECT_EQ(ask_json("PATCH", path_of(first), choice)["leaf"], second["turn"]);
  turn({{"input", "four"}, {"conversation", conversation}});
  EXPECT_EQ(heard_last(), (std::vector<std::string>{"one", "answer", "two", "answer", "four"}));
  turn({{"input", "anew"}, {"conversation", conversation}, {"parent", nullptr}});
  EXPECT_EQ(heard_last(), (std::vector<std::string>{"anew"}));
}

TEST_F(AppHistory, TellsEveryTabWhatChanges) {
  start();
  script_->finish();
  RawClient tab = client();
  tab.send(request("GET", "/api/changes"));
  tab.read_until("data: {\"conversation\":null}");
  const Json started = turn({{"input", "one"}});
  const std::string named =
      "data: {\"conversation\":\"" + started["conversation"].get<std::string>() + "\"}";
  tab.read_until(named);
  ask("PATCH", path_of(started), R"({"pinned": true})");
  tab.read_until(named);
  ask("POST", "/api/folders", R"({"name": "work"})");
  tab.read_until("data: {\"conversation\":null}");
  ask("DELETE", path_of(started));
  tab.read_until(named);
  app_->stop();
  EXPECT_FALSE(tab.read_to_end().empty());
}

TEST_F(AppHistory, SettingsHoldForEveryTurnThatSaysNothing) {
  start();
  script_->finish();
  EXPECT_EQ(ask_json("GET", "/api/settings")["settings"]["model"],
            Json::parse(R"({"value": "scripted", "source": "server"})"));
  const Json changed =
      ask_json("PATCH", "/api/settings", R"({"system": "Be brief.", "max_tokens": 77})");
  EXPECT_EQ(changed["settings"]["max_tokens"], Json::parse(R"({"value": 77, "source": "user"})"));
  EXPECT_EQ(ask_json("GET", "/api/settings"), changed);
  const Json started = turn({{"input", "one"}, {"temperature", 0.5}});
  EXPECT_EQ(heard_last(), (std::vector<std::string>{"Be brief.", "one"}));
  const Json settings =
      ask_json("GET", "/api/turns/" + started["turn"].get<std::string>())["settings"];
  EXPECT_EQ(settings["max_tokens"], 77);
  EXPECT_EQ(settings["sources"],
            Json::parse(R"({"system": "user", "max_tokens": "user", "temperature": "request"})"));
  EXPECT_EQ(ask("PATCH", "/api/settings", R"({"model": "nonesuch"})").status, 404);
  EXPECT_EQ(ask("PATCH", "/api/settings", R"({"agents": 99})").status, 400);
}

TEST_F(AppHistory, AModelThatIsNotHereNowStaysTheUsersChoice) {
  const std::vector<ModelEntry> both = {script_entry("scripted", script_),
                                        script_entry("other", script_)};
  config_.models = both;
  start();
  ask_json("PATCH", "/api/settings", R"({"model": "other"})");
  app_.reset();
  config_.models = {both.front()};
  start();
  const Json changed = ask_json("PATCH", "/api/settings", R"({"max_tokens": 77})");
  EXPECT_EQ(changed["settings"]["model"],
            Json::parse(R"({"value": "scripted", "source": "server"})"));
  EXPECT_EQ(changed["settings"]["max_tokens"]["value"], 77);
  EXPECT_EQ(ask("PATCH", "/api/settings", R"({"model": "other"})").status, 404);
  app_.reset();
  config_.models = both;
  start();
  EXPECT_EQ(ask_json("GET", "/api/settings")["settings"]["model"],
            Json::parse(R"({"value": "other", "source": "user"})"));
  ask_json("PATCH", "/api/settings", R"({"model": null})");
  EXPECT_EQ(ask_json("GET", "/api/settings")["settings"]["model"]["source"], "server");
}

TEST_F(AppHistory, BadRequestsAreNamed) {
  start();
  script_->finish();
  const Json one = turn({{"input", "one"}});
  const Json other = turn({{"input", "other"}});
  const std::string foreign = Json{{"leaf", other["turn"]}}.dump();
  const std::string parent =
      Json{{"input", "x"}, {"conversation", one["conversation"]}, {"parent", other["turn"]}}.dump();
  struct Case {
    const char* method;
    std::string target;
    std::string body;
    int status;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"GET", "/api/search", "", 400, "q"},
      {"GET", "/api/search?q=x&limit=0", "", 400, "limit"},
      {"GET", "/api/search?q=x&limit=101", "", 400, "101"},
      {"GET", "/api/search?q=" + std::string(257, 'x'), "", 400, "257"},
      {"GET", "/api/conversations?archived=maybe", "", 400, "maybe"},
      {"POST", "/api/folders", R"({"name": ""})", 400, "name"},
      {"PATCH", "/api/folders/folder_none", R"({"name": "x"})", 404, "folder_none"},
      {"DELETE", "/api/folders/folder_none", "", 404, "folder_none"},
      {"PATCH", path_of(one), R"({"folder": "folder_none"})", 404, "folder_none"},
      {"PATCH", path_of(one), foreign, 404, "turn_"},
      {"PATCH", path_of(one), R"({"pinned": true, "archived": true})", 400, "archived"},
      {"PATCH", path_of(one), "{}", 400, "changes nothing"},
      {"PATCH", "/api/conversations/conv_none", R"({"pinned": true})", 404, "conv_none"},
      {"POST", "/api/turns", parent, 404, "turn_"},
      {"POST", "/api/turns", R"({"input": "x", "parent": null})", 400, "parent"},
  };
  for (const Case& bad : cases) {
    const RawResponse response = ask(bad.method, bad.target, bad.body);
    EXPECT_EQ(response.status, bad.status) << bad.target << " " << bad.body << response.body;
    EXPECT_THAT(response.body, HasSubstr(bad.told));
  }
}

}  // namespace
}  // namespace ponder::server
