// `ponder key` and `ponder cert`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli_test.h"

namespace ponder::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::json;

TEST(Key, IsShownOnceListedAndRevoked) {
  const TempFolder home;
  const Ran made = run_in(home, {"key", "create", "--name", "phone", "--scope", "chat, history",
                                 "--expires", "90d", "--tokens-per-minute", "5000"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, MatchesRegex("ponder_[a-z2-7]{16}_[a-z2-7]{52}\n"));
  EXPECT_THAT(made.err, HasSubstr("Key phone with the scopes chat,history"));

  const Ran table = run_in(home, {"key", "list"});
  EXPECT_THAT(table.out, HasSubstr("phone"));
  EXPECT_THAT(table.out, HasSubstr("5,000"));
  EXPECT_THAT(table.out, Not(HasSubstr(made.out.substr(24, 52))));
  const Json listed = Json::parse(run_in(home, {"key", "list", "--json"}).out);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["state"], "usable");
  EXPECT_EQ(listed[0]["requests_per_minute"], 0);
  const std::int64_t lifetime =
      listed[0]["expires_ms"].get<std::int64_t>() - listed[0]["created_ms"].get<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(lifetime), 90 * 86'400'000.0, 60'000.0);

  EXPECT_EQ(run_in(home, {"key", "revoke", "phone"}).code, 0);
  EXPECT_THAT(run_in(home, {"key", "list"}).out, HasSubstr("revoked"));
  const Ran again = run_in(home, {"key", "revoke", "phone"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("revoked before"));
}

TEST(Key, HasANameAlsoWhenNoneIsGiven) {
  const TempFolder home;
  EXPECT_EQ(run_in(home, {"key", "create"}).code, 0);
  const Json listed = Json::parse(run_in(home, {"key", "list", "--json"}).out);
  EXPECT_THAT(listed[0]["name"].get<std::string>(), StartsWith("key-20"));
  EXPECT_EQ(listed[0]["scopes"], "chat,embed,history");
  EXPECT_EQ(listed[0]["expires_ms"], 0);
}

TEST(Key, RefusesWrongWishes) {
  const TempFolder home;
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"key"},
                                             {"key", "create", "--expires", "tomorrow"},
                                             {"key", "create", "--expires", "-1d"},
                                             {"key", "create", "--expires", "90"},
                                             {"key", "create", "--scope", "everything"},
                                             {"key", "create", "--name", std::string(65, 'x')},
                                             {"key", "create", "--name", "a\x1b[2Jb"},
                                             {"key", "revoke"},
                                             {"cert"},
                                             {"cert", "create", "--days", "0"},
                                             {"cert", "create", "--address", "nowhere"}}) {
    const Ran ran = run_in(home, wrong);
    EXPECT_EQ(ran.code, 2) << wrong.back();
    EXPECT_THAT(ran.out, IsEmpty());
  }
  EXPECT_EQ(run_in(home, {"key", "revoke", "nobody"}).code, 1);
}

TEST(Cert, IsWrittenWithAPrivateKeyAndNotOverwritten) {
  const TempFolder home;
  const Ran made = run_in(home, {"cert", "create", "--name", "ponder.test"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("SHA-256"));
  EXPECT_THAT(made.out, HasSubstr("ponder.test"));
  EXPECT_THAT(made.out, HasSubstr("127.0.0.1"));
  const auto folder = home / ".local/share/ponder/tls";
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder / "key.pem").permissions(),
            perms::owner_read | perms::owner_write);
  const std::string before = read_file(folder / "cert.pem");
  EXPECT_THAT(before, StartsWith("-----BEGIN CERTIFICATE-----"));
  const Ran again = run_in(home, {"cert", "create"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_EQ(read_file(folder / "cert.pem"), before);
  EXPECT_EQ(run_in(home, {"cert", "create", "--force"}).code, 0);
  EXPECT_NE(read_file(folder / "cert.pem"), before);
}

TEST(Serve, BeyondLoopbackSaysWhatToDoWithoutAKey) {
  const TempFolder home;
  const Ran ran = run_in(home, {"serve", "--host", "0.0.0.0"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("ponder key create"));
  EXPECT_THAT(ran.err, HasSubstr("ssh -L"));
  const Ran half = run_in(home, {"serve", "--tls-cert", "cert.pem"});
  EXPECT_EQ(half.code, 2);
  EXPECT_THAT(half.err, HasSubstr("belong together"));
}

}  // namespace
}  // namespace ponder::cli
