// What can be seen of a server: models and their states, health, metrics, the page's files.
#include <gmock/gmock.h>

#include <algorithm>
#include <latch>
#include <span>
#include <string>
#include <string_view>

#include "app_fixture.h"
#include "server/assets.h"
#include "server/gunzip.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AppWatch : public AppTest {};

TEST_F(AppWatch, ModelsShowTheirStates) {
  std::latch may_load(1);
  ModelEntry slow = script_entry("slow", script_);
  slow.load = [&may_load, load = slow.load] {
    may_load.wait();
    return load();
  };
  ModelEntry broken = script_entry("broken", script_);
  broken.load = []() -> Result<std::unique_ptr<local::LoadedModel>> {
    return Error{ErrorCode::kIo, "the file is truncated"};
  };
  config_.models = {slow, broken};
  start();
  const auto state = [this](std::size_t i) {
    return ask_json("GET", "/api/models")["models"][i]["state"].get<std::string>();
  };
  EXPECT_EQ(state(0), "available");
  RawClient waiting = client();
  waiting.send(request("POST", "/v1/chat/completions",
                       R"({"model": "slow", "messages": [{"role": "user", "content": "x"}]})"));
  EXPECT_TRUE(eventually([&] { return state(0) == "loading"; }));
  may_load.count_down();
  EXPECT_TRUE(eventually([&] { return state(0) == "ready"; }));
  const RawResponse failed =
      ask("POST", "/v1/chat/completions",
          R"({"model": "broken", "messages": [{"role": "user", "content": "x"}]})");
  EXPECT_EQ(failed.status, 503);
  EXPECT_THAT(failed.body, HasSubstr("the file is truncated"));
  EXPECT_EQ(state(1), "failed");
  EXPECT_THAT(ask("GET", "/api/models").body, HasSubstr("the file is truncated"));
}

TEST_F(AppWatch, ModelsAreListedWithTheirModesForOpenAisClients) {
  start();
  const Json list = ask_json("GET", "/v1/models");
  EXPECT_EQ(list["object"], "list");
  std::vector<std::string> ids;
  for (const Json& model : list["data"]) ids.push_back(model["id"]);
  EXPECT_THAT(ids, ::testing::IsSupersetOf({"scripted", "scripted:instant", "scripted:thinking",
                                            "scripted:contemplating"}));
  EXPECT_EQ(ask_json("GET", "/v1/models/scripted:thinking")["id"], "scripted:thinking");
  EXPECT_EQ(ask("GET", "/v1/models/nonesuch").status, 404);
}

TEST_F(AppWatch, ModelsAreListedInAnthropicsFormForItsClients) {
  start();
  const std::string header = "anthropic-version: 2023-06-01\r\n";
  const Json list = Json::parse(ask("GET", "/v1/models?limit=1", {}, header).body);
  EXPECT_EQ(list["data"][0]["type"], "model");
  EXPECT_EQ(list["has_more"], false);
  const Json model = Json::parse(ask("GET", "/v1/models/scripted:thinking", {}, header).body);
  EXPECT_EQ(model["display_name"], "scripted:thinking");
  const RawResponse missing = ask("GET", "/v1/models/nonesuch", {}, header);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(Json::parse(missing.body)["error"]["type"], "not_found_error");
}

TEST_F(AppWatch, HealthIsCheapAndNeedsNothing) {
  config_.models.clear();
  start();
  const RawResponse response = ask("GET", "/health");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Json::parse(response.body), (Json{{"status", "ok"}}));
}

TEST_F(AppWatch, MetricsMove) {
  start();
  const std::string requests =
      R"(ponder_http_requests_total{method="POST",route="/v1/chat/completions",status="200"})";
  const std::string turns = R"(ponder_turns_total{end="stop",mode="instant"})";
  EXPECT_EQ(metric(requests), 0);
  EXPECT_EQ(metric(turns), 0);
  script_->say("Hi.");
  script_->finish();
  ASSERT_EQ(ask("POST", "/v1/chat/completions", chat_body(false)).status, 200);
  EXPECT_EQ(metric(requests), 1);
  EXPECT_EQ(metric(turns), 1);
  EXPECT_EQ(metric(R"(ponder_tokens_total{kind="new"})"), 3);
  EXPECT_EQ(metric(R"(ponder_tokens_total{kind="prompt"})"), 3);
  EXPECT_EQ(metric(R"(ponder_ttft_seconds_count{mode="instant"})"), 1);
  EXPECT_EQ(metric("ponder_turns_running"), 0);
  EXPECT_EQ(metric(R"(ponder_model_loaded{model="scripted"})"), 1);
  EXPECT_EQ(metric(R"(ponder_engine_steps_total{model="scripted"})"), 7);
  ask("GET", "/nowhere");
  EXPECT_EQ(metric(R"(ponder_http_requests_total{method="",route="none",status="404"})"), 1);
}

TEST_F(AppWatch, ThePageComesFromTheProgramWithItsRules) {
  start();
  const RawResponse page = ask("GET", "/");
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.header("content-security-policy"), HasSubstr("default-src 'self'"));
  EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.header("referrer-policy"), "same-origin");
  EXPECT_THAT(page.body, HasSubstr("<!doctype html>"));
  EXPECT_EQ(page.header("content-encoding"), "");

  const RawResponse packed = ask("GET", "/index.html", {}, "Accept-Encoding: br, gzip;q=0.8\r\n");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(*gunzip(packed.body), page.body);
  EXPECT_EQ(ask("GET", "/", {}, "Accept-Encoding: gzip;q=0\r\n").header("content-encoding"), "");

  const RawResponse same = ask("GET", "/", {}, "If-None-Match: " + page.header("etag") + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(ask("GET", "/", {}, "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(AppWatch, FilesWithAHashInTheirNameAreKeptForGood) {
  start();
  const auto header = [this](std::string_view path, const char* name) {
    return ask("GET", std::string(path)).header(name);
  };
  EXPECT_EQ(header("/", "cache-control"), "no-cache");
  const std::span assets(assets_begin(), assets_count());
  const auto hashed = std::ranges::find_if(
      assets, [](const Asset& asset) { return asset.path.starts_with("/assets/"); });
  ASSERT_NE(hashed, assets.end());
  EXPECT_EQ(header(hashed->path, "cache-control"), "public, max-age=31536000, immutable");
  EXPECT_THAT(header(hashed->path, "content-security-policy"), HasSubstr("default-src 'self'"));
}

TEST_F(AppWatch, TheCanvasHasAnOriginOfItsOwnAndNoNetwork) {
  start();
  const std::string policy = ask("GET", "/canvas/frame.html").header("content-security-policy");
  EXPECT_THAT(policy, StartsWith("sandbox allow-scripts; default-src 'none';"));
  EXPECT_THAT(policy, HasSubstr("connect-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
  EXPECT_THAT(policy, Not(HasSubstr("allow-same-origin")));
}

TEST_F(AppWatch, EveryFileOfThePageIsServed) {
  start();
  ASSERT_GT(assets_count(), 1U);
  for (std::size_t i = 0; i < assets_count(); ++i) {
    EXPECT_EQ(ask("GET", std::string(assets_begin()[i].path)).status, 200);
  }
  EXPECT_EQ(ask("GET", "/nonesuch.js").status, 404);
}

TEST(Gunzip, DamagedDataIsAnError) {
  const std::string_view whole = assets_begin()->gzip;
  EXPECT_TRUE(gunzip(whole));
  EXPECT_FALSE(gunzip(whole.substr(0, whole.size() / 2)));
  EXPECT_FALSE(gunzip(whole.substr(1)));
}

TEST_F(AppWatch, AStrangersPageCannotReachTheServer) {
  start();
  RawClient rebound = client();
  rebound.send("GET /api/models HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(rebound.read_response().status, 403);
  EXPECT_EQ(
      ask("POST", "/api/turns", R"({"input": "x"})", "Origin: http://evil.example\r\n").status,
      403);
}

TEST_F(AppWatch, APortInUseAndABadFolderSayWhatToDo) {
  start();
  AppConfig second = config_;
  second.port = app_->port();
  second.data_dir = folder_ / "second";
  App taken(second);
  const auto refused = taken.start();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(app_->port())));

  AppConfig third = config_;
  third.data_dir = "/proc/nowhere";
  App unwritable(third);
  const auto failed = unwritable.start();
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("/proc/nowhere"));
}

}  // namespace
}  // namespace ponder::server
