#include "server/access.h"

#include <gtest/gtest.h>

#include "auth/api_key.h"

namespace ponder::server {
namespace {

using auth::Scope;
using Need = Access::Need;

http::Request request_with(std::initializer_list<std::pair<const std::string, std::string>> headers,
                           const std::string& peer = "127.0.0.1") {
  http::Request request;
  request.headers = headers;
  request.peer = peer;
  return request;
}

TEST(AccessOf, KnowsTheScopeOfEachRoute) {
  EXPECT_EQ(access_of("GET", "/health").need, Need::kNothing);
  EXPECT_EQ(access_of("GET", "/v1/models/{id...}").need, Need::kAnyKey);
  EXPECT_EQ(access_of("POST", "/v1/chat/completions").scope, Scope::kChat);
  EXPECT_TRUE(access_of("POST", "/v1/chat/completions").api);
  EXPECT_EQ(access_of("POST", "/v1/embeddings").scope, Scope::kEmbed);
  EXPECT_EQ(access_of("DELETE", "/api/conversations/{id}").scope, Scope::kHistory);
  EXPECT_FALSE(access_of("DELETE", "/api/conversations/{id}").api);
  EXPECT_EQ(access_of("POST", "/api/turns/{id}/stop").scope, Scope::kHistory);
  EXPECT_TRUE(access_of("POST", "/api/turns/{id}/stop").free);
  EXPECT_EQ(access_of("POST", "/v1/responses/{id}/cancel").scope, Scope::kChat);
  EXPECT_TRUE(access_of("POST", "/v1/responses/{id}/cancel").free);
  EXPECT_FALSE(access_of("POST", "/v1/responses").free);
  EXPECT_EQ(access_of("GET", "/").need, Need::kPage);
  EXPECT_EQ(access_of("GET", "/portal/login.html").need, Need::kNothing);
}

TEST(AccessOf, DeniesWhatItDoesNotKnow) {
  for (const char* pattern :
       {"/api/secrets", "/healthz", "/health_of_the_user", "/api", "/nonsense", "/loginx"}) {
    for (const char* method : {"GET", "POST", "DELETE"}) {
      EXPECT_EQ(access_of(method, pattern).need, Need::kScope) << pattern;
      EXPECT_EQ(access_of(method, pattern).scope, Scope::kManage) << pattern;
    }
  }
  EXPECT_EQ(access_of("POST", "/health").scope, Scope::kManage);
  EXPECT_EQ(access_of("POST", "/").need, Need::kScope);
}

TEST(IsLocal, NeedsALoopbackPeerAndNameAndNobodyBetween) {
  EXPECT_TRUE(is_local(request_with({{"host", "localhost:8080"}})));
  EXPECT_TRUE(is_local(request_with({{"host", "127.0.0.1"}}, "127.0.0.2")));
  EXPECT_TRUE(is_local(request_with({{"host", "[::1]:8080"}}, "::1")));
  EXPECT_TRUE(is_local(request_with({{"host", "localhost"}}, "::ffff:127.0.0.1")));
  EXPECT_FALSE(is_local(request_with({{"host", "localhost"}}, "192.168.1.7")));
  EXPECT_FALSE(is_local(request_with({{"host", "localhost"}}, "::ffff:192.168.1.7")));
  EXPECT_FALSE(is_local(request_with({{"host", "localhost"}}, "")));
  EXPECT_FALSE(is_local(request_with({{"host", "ponder.lan"}})));
  EXPECT_FALSE(is_local(request_with({{"host", "192.168.1.5"}})));
  for (const char* header :
       {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}) {
    EXPECT_FALSE(is_local(request_with({{"host", "localhost"}, {header, "x"}}))) << header;
  }
}

TEST(KeyDemanded, IsTheRuleOfTheGuide) {
  const Access api{.scope = Scope::kChat, .api = true};
  const Access page{.scope = Scope::kHistory};
  const Access open{.need = Need::kNothing};
  const Circumstances elsewhere{.keys_exist = true};
  const Circumstances here{.local = true, .keys_exist = true};
  const Circumstances fresh{.local = true};
  const Circumstances opened{.local = true, .keys_exist = true, .loopback_open = true};

  for (const Access& access : {api, page}) {
    EXPECT_TRUE(key_demanded(access, elsewhere));
    EXPECT_TRUE(key_demanded(access, {})) << "also where there are no keys: nobody gets in";
    EXPECT_TRUE(key_demanded(access, {.loopback_open = true}));
    EXPECT_FALSE(key_demanded(access, fresh));
    EXPECT_FALSE(key_demanded(access, opened));
    Circumstances foreign = fresh;
    foreign.origin = http::Origin::kAny;
    EXPECT_TRUE(key_demanded(access, foreign)) << "any page of the web needs a key";
    foreign = here;
    foreign.origin = http::Origin::kListed;
    EXPECT_TRUE(key_demanded(access, foreign));
  }
  EXPECT_TRUE(key_demanded(api, here));
  EXPECT_FALSE(key_demanded(page, here));
  EXPECT_FALSE(key_demanded(open, elsewhere));
}

class ShownKey : public ::testing::Test {
 protected:
  const std::string key_ = auth::make_key("a", {}, 0).value().text;
  const std::string other_ = auth::make_key("b", {}, 0).value().text;
};

TEST_F(ShownKey, IsTakenFromAnyCarrier) {
  EXPECT_EQ(shown_key(request_with({{"authorization", "Bearer " + key_}})), key_);
  EXPECT_EQ(shown_key(request_with({{"authorization", "bEARER   " + key_}})), key_);
  EXPECT_EQ(shown_key(request_with({{"x-api-key", key_}})), key_);
  EXPECT_EQ(shown_key(request_with({{"cookie", "a=b; ponder_key=" + key_ + "; c=d"}})), key_);
  EXPECT_EQ(shown_key(request_with({{"cookie", "a=b"}, {"cookie", "ponder_key=" + key_}})), key_);
}

TEST_F(ShownKey, IsNothingElse) {
  EXPECT_EQ(shown_key(request_with({})), std::nullopt);
  EXPECT_EQ(shown_key(request_with({{"authorization", key_}})), std::nullopt);
  EXPECT_EQ(shown_key(request_with({{"authorization", "Basic " + key_}})), std::nullopt);
  EXPECT_EQ(shown_key(request_with({{"authorization", "Bearer none"}})), std::nullopt);
  EXPECT_EQ(shown_key(request_with({{"cookie", "xponder_key=" + key_}})), std::nullopt);
  EXPECT_EQ(shown_key(request_with({{"cookie", "ponder_key_2=" + key_}})), std::nullopt);
}

TEST_F(ShownKey, IsTheFirstThatHasTheFormOfOne) {
  EXPECT_EQ(shown_key(request_with({{"authorization", "Bearer " + key_}, {"x-api-key", other_}})),
            key_);
  EXPECT_EQ(shown_key(request_with({{"authorization", "Bearer none"}, {"x-api-key", other_}})),
            other_);
}

TEST_F(ShownKey, OfACookieCountsForTheOwnPageOnly) {
  const std::string cookie = "ponder_key=" + key_;
  const auto shown = [&](std::pair<const std::string, std::string> header) {
    return shown_key(request_with({{"host", "box:8080"}, {"cookie", cookie}, std::move(header)}));
  };
  EXPECT_EQ(shown({"origin", "http://box:8080"}), key_);
  EXPECT_EQ(shown({"origin", "http://box:3000"}), std::nullopt);
  EXPECT_EQ(shown({"origin", "http://box"}), std::nullopt);
  EXPECT_EQ(shown({"origin", "null"}), std::nullopt);
  EXPECT_EQ(shown({"sec-fetch-site", "same-origin"}), key_);
  EXPECT_EQ(shown({"sec-fetch-site", "none"}), key_);
  EXPECT_EQ(shown({"sec-fetch-site", "same-site"}), std::nullopt);
  EXPECT_EQ(shown({"sec-fetch-site", "cross-site"}), std::nullopt);
}

}  // namespace
}  // namespace ponder::server
