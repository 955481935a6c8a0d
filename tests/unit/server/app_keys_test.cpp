// Keys through the whole server: every route, every carrier, every scope.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>

#include "app_fixture.h"
#include "auth/api_key.h"
#include "server/access.h"
#include "server/openapi.h"
#include "store/keys.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

constexpr const char* kElsewhere = "X-Forwarded-For: 192.0.2.7\r\n";  // Not from this machine.

class AppKeysTest : public AppTest {
 protected:
  std::string add_key(const std::string& name, auth::ScopeSet scopes, std::int64_t expires_ms = 0,
                      auth::Rates rates = {}) {
    auto made = auth::make_key(name, scopes, expires_ms).value();
    made.row.requests_per_minute = rates.requests_per_minute;
    made.row.tokens_per_minute = rates.tokens_per_minute;
    auto file = store::KeyFile::open(folder_);
    EXPECT_TRUE(file.has_value()) << file.error().message;
    const auto added = file->add(made.row);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return made.text;
  }
  void revoke(const std::string& name) {
    EXPECT_TRUE(store::KeyFile::open(folder_).value().revoke(name).has_value());
  }
  static std::string bearer(const std::string& key) {
    return "Authorization: Bearer " + key + "\r\n";
  }
  // Of a stream without an end.
  int first_status(const std::string& target, const std::string& headers) const {
    RawClient one = client();
    one.send(request("GET", target, {}, headers));
    return std::stoi(one.read_until("\r\n").substr(std::string("HTTP/1.1 ").size()));
  }
  int status(const std::string& method, const std::string& path, const std::string& headers) {
    return ask(method, path, method == "GET" ? "" : "{}", headers).status;
  }
};

TEST_F(AppKeysTest, KeysAreDemandedOfProgramsOnceThereAreAny) {
  start();
  EXPECT_EQ(status("GET", "/v1/models", ""), 200);
  EXPECT_EQ(status("GET", "/v1/models", "Authorization: Bearer dummy\r\n"), 200);
  const std::string key = add_key("laptop", {auth::Scope::kChat});
  const RawResponse refused = ask("GET", "/v1/models");
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.header("www-authenticate"), HasSubstr("Bearer"));
  EXPECT_EQ(Json::parse(refused.body)["error"]["type"], "authentication_error");
  EXPECT_THAT(refused.body, HasSubstr("ponder key create"));
  EXPECT_EQ(status("GET", "/v1/models", "Authorization: Bearer dummy\r\n"), 401);
  EXPECT_EQ(status("GET", "/v1/models", bearer(key)), 200);
  // The page of this machine goes on.
  EXPECT_EQ(status("GET", "/", ""), 200);
  EXPECT_EQ(status("GET", "/api/conversations", ""), 200);
  EXPECT_EQ(status("GET", "/health", ""), 200);
  revoke("laptop");
  EXPECT_EQ(status("GET", "/v1/models", ""), 200) << "no keys, no demand";
}

TEST_F(AppKeysTest, ARevokedOrExpiredKeyIsRefusedAtOnce) {
  start();
  const std::string first = add_key("first", auth::ScopeSet::all());
  const std::string second = add_key("second", auth::ScopeSet::all());
  EXPECT_EQ(status("GET", "/v1/models", bearer(first)), 200);
  revoke("first");
  const RawResponse refused = ask("GET", "/v1/models", "", bearer(first));
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("first was revoked"));
  EXPECT_EQ(status("GET", "/v1/models", bearer(second)), 200);
  const std::string old = add_key("old", auth::ScopeSet::all(), 1000);
  EXPECT_EQ(status("GET", "/v1/models", bearer(old)), 401);
}

TEST_F(AppKeysTest, AnExpiredKeyStillMakesKeysDemanded) {
  add_key("old", auth::ScopeSet::all(), 1000);
  start();
  EXPECT_EQ(status("GET", "/v1/models", ""), 401);
}

TEST_F(AppKeysTest, LoopbackMayBeLeftOpen) {
  config_.gate.loopback_open = true;
  add_key("laptop", {auth::Scope::kEmbed});
  start();
  EXPECT_EQ(status("GET", "/v1/models", ""), 200);
  EXPECT_EQ(status("GET", "/v1/models", "Authorization: Bearer dummy\r\n"), 200);
  EXPECT_EQ(status("GET", "/v1/models", kElsewhere), 401);
}

TEST_F(AppKeysTest, ElsewhereNobodyGetsInWithoutAKey) {
  start();
  EXPECT_EQ(status("GET", "/v1/models", kElsewhere), 401);
  EXPECT_EQ(status("GET", "/api/conversations", kElsewhere), 401);
  EXPECT_EQ(status("GET", "/metrics", kElsewhere), 401);
  EXPECT_EQ(status("GET", "/health", kElsewhere), 200);
  const RawResponse page = ask("GET", "/", "", kElsewhere);
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.header("location"), "/login");
}

// Every route of the document, through every carrier, with a key of each single scope: let in where
// the table says so, 403 elsewhere; without a key 401.
TEST_F(AppKeysTest, ScopesHoldOnEveryRouteThroughEveryCarrier) {
  start();
  std::map<auth::Scope, std::string> keys;
  for (const auth::Scope scope : auth::kAllScopes) {
    keys[scope] = add_key(std::string(auth::scope_name(scope)), {scope});
  }
  int checked = 0;
  const Json document = Json::parse(openapi_document());
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [name, operation] : item.items()) {
      std::string method = name;
      std::ranges::transform(method, method.begin(), [](char c) { return std::toupper(c); });
      const Access access = access_of(method, path);
      if (access.need == Access::Need::kNothing) continue;
      std::string target = path;
      if (const auto at = target.find("{id}"); at != std::string::npos) {
        target.replace(at, 4, "unknown");
      }
      const auto asked = [&](const std::string& headers) {
        return path == "/api/changes" ? first_status(target, headers)
                                      : status(method, target, headers);
      };
      const int bare = asked(kElsewhere);
      EXPECT_EQ(bare, access.need == Access::Need::kPage ? 303 : 401) << method << path;
      for (const auto& [scope, key] : keys) {
        const bool allowed = access.need != Access::Need::kScope || access.scope == scope;
        for (const std::string& carrier :
             {bearer(key), "x-api-key: " + key + "\r\n", "Cookie: ponder_key=" + key + "\r\n"}) {
          const int given = asked(kElsewhere + carrier);
          EXPECT_EQ(given != 401 && given != 403 && given != 303, allowed)
              << method << " " << path << " " << auth::scope_name(scope) << " " << carrier << given;
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 12 * 9);
}

TEST_F(AppKeysTest, TheDocumentDescribesEveryRoute) {
  start();
  const Json document = Json::parse(ask("GET", "/openapi.json").body);
  std::set<std::string> described;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string upper = method;
      std::ranges::transform(upper, upper.begin(), [](char c) { return std::toupper(c); });
      described.insert(upper + " " + path);
      EXPECT_TRUE(operation.contains("operationId")) << path;
      EXPECT_TRUE(operation.contains("summary")) << path;
      EXPECT_EQ(operation["tags"].size(), 1U) << path;
    }
  }
  std::set<std::string> routes;
  for (const RouteName& name : described_routes(app_->routes())) {
    routes.insert(name.method + " " + openapi_path(name.pattern));
  }
  EXPECT_EQ(described, routes) << "src/server/openapi/ and the routes say different things";
}

TEST_F(AppKeysTest, LoginKeepsTheKeyInACookie) {
  start();
  const std::string key = add_key("phone", auth::ScopeSet::all());
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_EQ(ask("GET", "/login", "", kElsewhere).status, 200);
  const RawResponse wrong = ask("POST", "/login", "key=nonsense", kElsewhere + form);
  EXPECT_EQ(wrong.status, 303);
  EXPECT_EQ(wrong.header("location"), "/login?failed=1");
  EXPECT_EQ(wrong.header("set-cookie"), "");
  const RawResponse right = ask("POST", "/login", "key=+" + key + "%0A", kElsewhere + form);
  EXPECT_EQ(right.status, 303);
  EXPECT_EQ(right.header("location"), "/");
  const std::string cookie = right.header("set-cookie");
  EXPECT_THAT(cookie, HasSubstr("ponder_key=" + key + "; Path=/; HttpOnly; SameSite=Strict;"));
  EXPECT_THAT(cookie, ::testing::Not(HasSubstr("Secure")));
  const auto [first, last] = right.headers.equal_range("set-cookie");
  ASSERT_EQ(std::distance(first, last), 2);
  EXPECT_THAT(std::next(first)->second,
              HasSubstr("ponder_signed_in=yes; Path=/; SameSite=Strict;"));
  const std::string sent = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  EXPECT_EQ(ask("GET", "/", "", kElsewhere + sent).status, 200);
  EXPECT_EQ(ask("GET", "/api/conversations", "", kElsewhere + sent).status, 200);
  const RawResponse behind_tls =
      ask("POST", "/login", "key=" + key, kElsewhere + form + "X-Forwarded-Proto: https\r\n");
  EXPECT_THAT(behind_tls.header("set-cookie"), HasSubstr("; Secure"));
  const RawResponse out = ask("POST", "/logout", "", kElsewhere + sent);
  EXPECT_THAT(out.header("set-cookie"), HasSubstr("ponder_key=; Path=/"));
  EXPECT_THAT(out.header("set-cookie"), HasSubstr("Max-Age=0"));
}

TEST_F(AppKeysTest, ForeignPagesNeverLogIn) {
  config_.cors_origins = {"https://app.example"};
  start();
  const std::string key = add_key("phone", auth::ScopeSet::all());
  const std::string origin = "Origin: https://app.example\r\n";
  EXPECT_EQ(ask("POST", "/login", "key=" + key, origin).status, 403);
  EXPECT_EQ(ask("POST", "/logout", "", origin).status, 403);
  // With keys, they need one even on this machine, and the cookie is none.
  EXPECT_EQ(ask("GET", "/api/conversations", "", origin).status, 401);
  EXPECT_EQ(
      ask("GET", "/api/conversations", "", origin + "Cookie: ponder_key=" + key + "\r\n").status,
      401);
  EXPECT_EQ(ask("GET", "/api/conversations", "", origin + bearer(key)).status, 200);
}

TEST_F(AppKeysTest, RatesOfAKeyAreToldAndHeld) {
  start();
  const std::string key = add_key("script", {auth::Scope::kChat}, 0, {.requests_per_minute = 2});
  const std::string free_key = add_key("free", {auth::Scope::kChat});
  const auto ask_chat = [&](const std::string& with) {
    return ask("POST", "/v1/chat/completions", "{}", bearer(with));
  };
  const RawResponse first = ask_chat(key);
  EXPECT_EQ(first.status, 400);
  EXPECT_EQ(first.header("x-ratelimit-limit-requests"), "2");
  EXPECT_EQ(first.header("x-ratelimit-remaining-requests"), "1");
  EXPECT_EQ(first.header("x-ratelimit-reset-requests"), "30s");
  EXPECT_EQ(first.header("x-ratelimit-limit-tokens"), "");
  ask_chat(key);
  const RawResponse refused = ask_chat(key);
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr("2 requests a minute"));
  EXPECT_EQ(Json::parse(refused.body)["error"]["type"], "rate_limit_error");
  EXPECT_GE(std::stoi(refused.header("retry-after")), 1);
  EXPECT_LE(std::stoi(refused.header("retry-after")), 30);
  EXPECT_EQ(refused.headers.count("retry-after"), 1U);
  EXPECT_EQ(ask("GET", "/v1/models", "", bearer(key)).status, 200) << "reading costs nothing";
  EXPECT_EQ(ask_chat(free_key).status, 400);
}

TEST_F(AppKeysTest, WhatWasStartedCanBeStoppedOverTheLimit) {
  start();
  const std::string key =
      add_key("phone", {auth::Scope::kChat, auth::Scope::kHistory}, 0, {.requests_per_minute = 1});
  const std::string input = R"({"input": "Hello"})";
  const RawResponse started = ask("POST", "/api/turns", input, bearer(key));
  ASSERT_EQ(started.status, 201) << started.body;
  const std::string turn = Json::parse(started.body)["turn"];
  EXPECT_EQ(ask("POST", "/api/turns", input, bearer(key)).status, 429);
  EXPECT_EQ(ask("POST", "/api/turns/" + turn + "/stop", "", bearer(key)).status, 202);
  EXPECT_EQ(ask("POST", "/v1/responses/resp_none/cancel", "", bearer(key)).status, 404);
  EXPECT_EQ(ask("POST", "/api/turns", input, bearer(key)).status, 429);
}

TEST_F(AppKeysTest, TokensOfATurnAreTakenFromItsKey) {
  config_.gate.rates.tokens_per_minute = 10;
  start();
  const std::string key = add_key("script", {auth::Scope::kChat});
  script_->finish();
  const RawResponse first = ask("POST", "/v1/chat/completions", chat_body(false), bearer(key));
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.header("x-ratelimit-limit-tokens"), "10");
  EXPECT_EQ(first.header("x-ratelimit-remaining-tokens"), "10");
  const Json usage = Json::parse(first.body)["usage"];
  const RawResponse second = ask("POST", "/v1/chat/completions", chat_body(false), bearer(key));
  const int left = 10 - usage["total_tokens"].get<int>();
  EXPECT_EQ(second.header("x-ratelimit-remaining-tokens"), std::to_string(std::max(left, 0)));
  EXPECT_EQ(second.status, left > 0 ? 200 : 429);
}

TEST_F(AppKeysTest, TheLastUseIsWrittenOnceInAWhile) {
  start();
  const std::string key = add_key("phone", auth::ScopeSet::all());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status("GET", "/v1/models", bearer(key)), 200);
  const auto last_used = [&] {
    return store::KeyFile::open(folder_).value().list().value().front().last_used_ms;
  };
  EXPECT_TRUE(eventually([&] { return last_used() > 0; }));
}

}  // namespace
}  // namespace ponder::server
