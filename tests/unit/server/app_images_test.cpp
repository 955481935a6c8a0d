// Pictures of questions over HTTP: kept, shown, told again in later turns, shared, exported.
#include <gmock/gmock.h>

#include "app_fixture.h"
#include "base/base64.h"
#include "image/image.h"
#include "unit/image/image_files.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AppImages : public AppTest {
 protected:
  static std::string data_url(const std::string& file) {
    return "data:image/png;base64," + base64_encoded(file);
  }
  static Json sent(const std::string& url, const std::string& reading = "E24") {
    return {{"url", url}, {"name", "plate.jpg"}, {"reading", reading}};
  }
  static Json card() { return sent(data_url(image::fixture("turned6.jpg"))); }

  // A turn that is over: what POST answered.
  Json turn(const Json& fields) {
    script_->finish();
    const Json started = ask_json("POST", "/api/turns", fields.dump());
    if (!started.contains("turn")) throw std::runtime_error(started.dump());
    events(started["turn"]);
    return started;
  }
  Json view(const Json& started) const {
    return ask_json("GET", "/api/turns/" + started["turn"].get<std::string>());
  }
};

TEST_F(AppImages, AreKeptUprightAndWithoutWhatTheCameraSays) {
  start();
  const Json started = turn({{"input", "What is it?"}, {"images", {card()}}});
  const Json shown = view(started)["images"];
  ASSERT_EQ(shown.size(), 1U);
  const std::string url = "/api/turns/" + started["turn"].get<std::string>() + "/images/0";
  EXPECT_EQ(shown[0]["index"], 0);
  EXPECT_EQ(shown[0]["url"], url);
  EXPECT_EQ(shown[0]["name"], "plate.jpg");
  EXPECT_EQ(shown[0]["media_type"], "image/jpeg");
  EXPECT_EQ(shown[0]["width"], 32);
  EXPECT_EQ(shown[0]["height"], 16);
  EXPECT_EQ(shown[0]["reading"], "E24");
  const RawResponse file = ask("GET", url);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.header("content-type"), "image/jpeg");
  EXPECT_EQ(file.header("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_EQ(file.body.size(), shown[0]["bytes"]);
  EXPECT_THAT(file.body, Not(HasSubstr("maker")));
  EXPECT_TRUE(image::shows_card(*image::decode(file.body), 24));
  app_.reset();
  start();
  EXPECT_EQ(view(started)["images"], shown);
  EXPECT_EQ(ask("GET", url).body, file.body);
}

TEST_F(AppImages, AreToldAgainWordForWordInLaterTurns) {
  start();
  script_->say("A plate.");
  const Json first = turn({{"input", "What is it?"}, {"images", {card()}}});
  turn({{"input", "And this?"},
        {"conversation", first["conversation"]},
        {"images", {sent(data_url(image::fixture("card.png")), "E25")}}});
  const auto heard = script_->heard();
  const std::string told = heard.at(0).back().content;
  EXPECT_THAT(told, StartsWith("[Picture 1 of 1."));
  EXPECT_THAT(told, HasSubstr("checked by the user:\nE24"));
  EXPECT_THAT(told, HasSubstr("]\nWhat is it?"));
  const auto& later = heard.back();
  ASSERT_EQ(later.size(), 3U);
  EXPECT_EQ(later[0].content, told) << "so that the prefix cache has it";
  EXPECT_THAT(later[2].content, HasSubstr("checked by the user:\nE25"));
}

TEST_F(AppImages, ATextThatTheUserTookAwayIsToldToNobody) {
  start();
  script_->say("A display.");
  const Json kept = sent(data_url(image::fixture("error.png")), "");
  const Json started = turn({{"input", "What is it?"}, {"images", {kept}}});
  const std::string told = script_->heard().back().back().content;
  EXPECT_THAT(told, HasSubstr("The user says that there is no readable text in it."));
  EXPECT_THAT(told, Not(HasSubstr("E24")));
  EXPECT_EQ(view(started)["images"][0]["reading"], "");
  app_.reset();
  start();
  EXPECT_EQ(view(started)["images"][0]["reading"], "");
  turn({{"input", "And now?"}, {"conversation", started["conversation"]}});
  EXPECT_EQ(script_->heard().back().front().content, told);
}

TEST_F(AppImages, AnEditedQuestionTakesThemAlongByTheirAddress) {
  start();
  const Json first = turn({{"input", "What is it?"}, {"images", {card()}}});
  const std::string url = view(first)["images"][0]["url"];
  const Json again = turn({{"input", "What is that?"},
                           {"conversation", first["conversation"]},
                           {"parent", nullptr},
                           {"images", {{{"url", url}}}}});
  EXPECT_EQ(ask("GET", view(again)["images"][0]["url"]).body, ask("GET", url).body);
  EXPECT_EQ(view(again)["images"][0]["name"], "plate.jpg");
  EXPECT_EQ(view(again)["images"][0]["reading"], "E24");
  EXPECT_THAT(script_->heard().back().back().content, HasSubstr("E24"));
  const Json gone = ask_json(
      "POST", "/api/turns",
      Json{{"input", "x"}, {"images", {{{"url", "/api/turns/turn_none/images/0"}}}}}.dump());
  EXPECT_EQ(gone["error"]["param"], "images[0].url");
  EXPECT_EQ(gone["error"]["code"], "not_found");
}

TEST_F(AppImages, AreAQuestionByThemselves) {
  start();
  const Json started = turn({{"input", ""}, {"images", {card()}}});
  const Json conversation =
      ask_json("GET", "/api/conversations/" + started["conversation"].get<std::string>());
  EXPECT_EQ(conversation["title"], "plate.jpg");
  EXPECT_EQ(conversation["turns"][0]["images"].size(), 1U);
  EXPECT_EQ(ask("POST", "/api/turns", Json{{"input", ""}}.dump()).status, 400);
}

TEST_F(AppImages, ThatCannotBeUsedAreNamedAndNothingIsKept) {
  start();
  const std::string whole = image::fixture("card.png");
  const std::string cut = data_url(whole.substr(0, whole.size() / 2));
  for (const Json& image :
       {sent("https://example.org/x.png"), sent("data:,x"), sent(data_url("hello")), sent(cut),
        Json{{"url", 1}}, Json{{"name", "x"}}, Json{{"url", "/api/turns/x/images/y"}}}) {
    const Json body = {{"input", "What?"}, {"images", Json::array({image})}};
    const RawResponse refused = ask("POST", "/api/turns", body.dump());
    EXPECT_EQ(refused.status, 400) << image;
    EXPECT_THAT(refused.body, HasSubstr("images[0]")) << image;
  }
  Json many = Json::array();
  for (std::size_t i = 0; i <= image::kImagesMax; ++i) many.push_back(card());
  EXPECT_EQ(ask("POST", "/api/turns", Json{{"input", "x"}, {"images", many}}.dump()).status, 400);
  EXPECT_TRUE(ask_json("GET", "/api/conversations")["conversations"].empty());
}

TEST_F(AppImages, OfOneConversationAreBounded) {
  start();
  Json all = Json::array();
  for (std::size_t i = 0; i < image::kImagesMax; ++i) all.push_back(card());
  script_->say("So many.");
  const Json first = turn({{"input", "1"}, {"images", all}});
  turn({{"input", "2"}, {"conversation", first["conversation"]}, {"images", all}});
  const Json third = {
      {"input", "3"}, {"conversation", first["conversation"]}, {"images", {card()}}};
  const RawResponse refused = ask("POST", "/api/turns", third.dump());
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("would have 33 pictures; the limit is 32"));
}

TEST_F(AppImages, AreSharedWithTheTurnsThatAreShown) {
  start();
  script_->say("An answer.");
  const Json first = turn({{"input", "one"}, {"images", {card()}}});
  const Json hidden = turn({{"input", "hidden"},
                            {"conversation", first["conversation"]},
                            {"parent", nullptr},
                            {"images", {card()}}});
  const std::string conversation = "/api/conversations/" + first["conversation"].get<std::string>();
  ask("PATCH", conversation, Json{{"leaf", first["turn"]}}.dump());
  const std::string token = Json::parse(ask("POST", conversation + "/share").body)["share"];
  const Json copy = ask_json("GET", "/api/shares/" + token);
  EXPECT_EQ(copy["turns"][0]["images"][0]["width"], 32);
  EXPECT_EQ(copy["turns"][0]["images"][0]["reading"], nullptr);
  const auto address = [&](const Json& started) {
    return "/api/shares/" + token + "/turns/" + started["turn"].get<std::string>() + "/images/0";
  };
  const RawResponse file = ask("GET", address(first));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.header("cache-control"), "no-store");
  EXPECT_TRUE(image::shows_card(*image::decode(file.body), 24));
  EXPECT_EQ(ask("GET", address(hidden)).status, 404);
  const RawResponse page = ask("GET", "/shared/" + token);
  EXPECT_THAT(page.body, HasSubstr("<img src=\"" + address(first) + "\" alt=\"plate.jpg\">"));
  EXPECT_THAT(page.header("content-security-policy"), HasSubstr("img-src 'self'"));
  ask("DELETE", conversation + "/share");
  EXPECT_EQ(ask("GET", address(first)).status, 404);
}

TEST_F(AppImages, GoOutAndComeInWithTheirConversation) {
  start();
  const Json started = turn({{"input", "one"}, {"images", {card()}}});
  const std::string path = "/api/conversations/" + started["conversation"].get<std::string>();
  const std::string line = ask("GET", path + "/export").body;
  EXPECT_THAT(ask("GET", path + "/export?format=markdown").body, HasSubstr("*Picture: plate.jpg*"));
  ask("DELETE", path);
  EXPECT_EQ(ask("GET", "/api/turns/" + started["turn"].get<std::string>() + "/images/0").status,
            404);
  EXPECT_EQ(ask_json("POST", "/api/import", line)["imported"], 1);
  const std::string id = ask_json("GET", "/api/conversations")["conversations"][0]["id"];
  const Json image = ask_json("GET", "/api/conversations/" + id)["turns"][0]["images"][0];
  EXPECT_EQ(image["name"], "plate.jpg");
  EXPECT_EQ(image["reading"], "E24");
  EXPECT_TRUE(image::shows_card(*image::decode(ask("GET", image["url"]).body), 32));

  Json broken = Json::parse(line);
  broken["id"] = "conv_other";
  broken["turns"][0]["images"][0]["url"] = "data:image/png;base64,aGVsbG8=";
  const Json report = ask_json("POST", "/api/import", broken.dump());
  EXPECT_THAT(report.dump(), HasSubstr("Turn 1, images[0].url"));
}

}  // namespace
}  // namespace ponder::server
