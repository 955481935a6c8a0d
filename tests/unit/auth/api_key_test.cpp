#include "auth/api_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ponder::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr std::int64_t kNow = 1'800'000'000'000;

NewKey some_key(std::int64_t expires_ms = 0) {
  return make_key("laptop", {Scope::kChat}, expires_ms).value();
}

TEST(ApiKey, HasARandomIdAndSecretAndKeepsOnlyAHash) {
  std::set<std::string> ids, texts;
  for (int i = 0; i < 100; ++i) {
    const NewKey key = some_key();
    EXPECT_THAT(key.text, MatchesRegex("ponder_[a-z2-7]{16}_[a-z2-7]{52}"));
    EXPECT_EQ(id_of(key.text), key.row.id);
    EXPECT_EQ(key.row.secret_sha256.size(), 64U);
    const std::string secret = key.text.substr(key.text.rfind('_') + 1);
    EXPECT_THAT(key.row.secret_sha256, Not(HasSubstr(secret)));
    ids.insert(key.row.id);
    texts.insert(key.text);
  }
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_EQ(texts.size(), 100U);
}

TEST(ApiKey, OpensTheDoorWithItsOwnRowOnly) {
  const NewKey key = some_key();
  EXPECT_EQ(check_key(key.text, key.row, kNow), std::nullopt);
  const auto unknown = check_key(key.text, std::nullopt, kNow);
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(unknown->code, ErrorCode::kUnauthorized);
  for (std::size_t at = key.text.rfind('_') + 1; at < key.text.size(); ++at) {
    std::string wrong = key.text;
    wrong[at] = wrong[at] == 'a' ? 'b' : 'a';
    EXPECT_TRUE(check_key(wrong, key.row, kNow).has_value()) << at;
  }
  EXPECT_TRUE(check_key(some_key().text, key.row, kNow).has_value());
}

TEST(ApiKey, SaysThatItExpiredOrWasRevoked) {
  const NewKey key = some_key(kNow);
  EXPECT_EQ(check_key(key.text, key.row, kNow - 1), std::nullopt);
  const auto expired = check_key(key.text, key.row, kNow);
  ASSERT_TRUE(expired.has_value());
  EXPECT_THAT(expired->message, HasSubstr("laptop expired on 2027-01-15"));

  store::ApiKey revoked = key.row;
  revoked.revoked_ms = kNow - 10;
  const auto refused = check_key(key.text, revoked, kNow - 5);
  ASSERT_TRUE(refused.has_value());
  EXPECT_THAT(refused->message, HasSubstr("laptop was revoked"));
  // A stranger learns nothing of that.
  const NewKey other = some_key();
  EXPECT_THAT(check_key(other.text, revoked, kNow)->message, Not(HasSubstr("laptop")));
}

TEST(ApiKey, TakesNothingElseForAKey) {
  const std::string text = some_key().text;
  for (const std::string& wrong :
       {std::string(), std::string("none"), std::string("sk-abc"), text + "a", text.substr(1),
        text.substr(0, text.size() - 1), "ponder_" + std::string(69, 'a'),
        "PONDER" + text.substr(6), text.substr(0, 30) + '1' + text.substr(31),
        std::string(text.size(), '_')}) {
    EXPECT_EQ(id_of(wrong), std::nullopt) << wrong;
  }
}

TEST(ScopeSet, IsReadAndWritten) {
  EXPECT_EQ(ScopeSet::parse("chat").value(), ScopeSet{Scope::kChat});
  EXPECT_EQ(ScopeSet::parse("manage, chat,embed,history").value(), ScopeSet::all());
  EXPECT_EQ(ScopeSet::all().text(), "chat,embed,history,manage");
  for (const char* wrong : {"", "chat,", "Chat", "chat;embed", "all", "chat embed"}) {
    const auto parsed = ScopeSet::parse(wrong);
    ASSERT_FALSE(parsed.has_value()) << wrong;
    EXPECT_THAT(parsed.error().message, HasSubstr("chat,embed,history,manage"));
  }
}

}  // namespace
}  // namespace ponder::auth
