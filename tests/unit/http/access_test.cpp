#include "http/access.h"

#include <gtest/gtest.h>

namespace ponder::http {
namespace {

TEST(HostOf, TakesHostAndPortApart) {
  EXPECT_EQ(host_of("localhost"), "localhost");
  EXPECT_EQ(host_of("LocalHost:8080"), "localhost");
  EXPECT_EQ(host_of("127.0.0.1:1"), "127.0.0.1");
  EXPECT_EQ(host_of("[::1]:8080"), "::1");
  EXPECT_EQ(host_of("[FE80::A]"), "fe80::a");
  EXPECT_EQ(host_of("localhost:"), "localhost");
}

TEST(HostOf, RefusesWhatIsNoHost) {
  for (const char* text : {"", ":80", "[", "[]", "[::1", "::1", "[::1]x", "[::1]8080", "a b", "a/b",
                           "user@localhost", "localhost:80:80", "localhost:8o", "localhost:123456",
                           "localhost,evil", "lo%63alhost", "localhost\\@evil", "[evil]"}) {
    EXPECT_FALSE(host_of(text)) << text;
  }
}

TEST(HostList, KnowsLoopbackTheOwnAddressAndTheConfiguredNames) {
  ServerConfig config;
  config.address = "192.168.7.5";
  config.allowed_hosts = {"Ponder.Example:8080", "[fd00::1]"};
  const HostList hosts(config);
  for (const char* text : {"localhost:1", "127.0.0.1", "[::1]:99", "192.168.7.5:8080",
                           "ponder.example", "PONDER.example:443", "[fd00::1]:8080"}) {
    EXPECT_TRUE(hosts.allows(text)) << text;
  }
  for (const char* text : {"evil.example", "localhost.evil.example", "evillocalhost", "127.0.0.2",
                           "192.168.7.6", "ponder.example.evil", "localhost.", "0.0.0.0"}) {
    EXPECT_FALSE(hosts.allows(text)) << text;
  }
}

TEST(HostList, AWildcardAddressIsNoName) {
  ServerConfig config;
  config.address = "0.0.0.0";
  EXPECT_FALSE(HostList(config).allows("0.0.0.0:8080"));
}

}  // namespace
}  // namespace ponder::http
