// Random ids outside, strong numbers inside.
#include "base/ids.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace ponder {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

std::uint64_t milliseconds_of(const std::string& digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) value = value * 32 + kAlphabet.find(digit);
  return value;
}

std::uint64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

TEST(Ids, AreAPrefixAnd26CharactersOfBase32) {
  const std::string id = make_id("turn_");
  ASSERT_EQ(id.size(), 31U);
  EXPECT_EQ(id.substr(0, 5), "turn_");
  EXPECT_EQ(id.find_first_not_of(kAlphabet, 5), std::string::npos);
}

TEST(Ids, BeginWithTheTimeSoThatTheySortByIt) {
  const std::uint64_t before = now_ms();
  const std::string id = make_id("");
  const std::uint64_t after = now_ms();
  EXPECT_GE(milliseconds_of(id.substr(0, 10)), before);
  EXPECT_LE(milliseconds_of(id.substr(0, 10)), after);
}

TEST(Ids, AreUniqueAcrossThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5000;
  std::vector<std::future<std::vector<std::string>>> makers;
  for (int i = 0; i < kThreads; ++i) {
    makers.push_back(std::async(std::launch::async, [] {
      std::vector<std::string> ids;
      for (int k = 0; k < kEach; ++k) ids.push_back(make_id(""));
      return ids;
    }));
  }
  std::set<std::string> all;
  for (auto& maker : makers)
    all.merge([&] {
      const std::vector<std::string> ids = maker.get();
      return std::set<std::string>(ids.begin(), ids.end());
    }());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kEach));
}

TEST(Ids, UseAllOfTheirRandomBits) {
  std::vector<std::set<char>> seen(16);
  for (int i = 0; i < 2000; ++i) {
    const std::string id = make_id("");
    for (std::size_t k = 0; k < 16; ++k) seen[k].insert(id[10 + k]);
  }
  for (const std::set<char>& digits : seen) EXPECT_EQ(digits.size(), kAlphabet.size());
}

TEST(Ids, OfOneKindCompareAndHash) {
  using ThingId = Id<struct ThingTag>;
  EXPECT_LT(ThingId{1}, ThingId{2});
  EXPECT_EQ(ThingId{7}, ThingId{7});
  EXPECT_FALSE(ThingId{});
  EXPECT_TRUE(ThingId{1});
  EXPECT_EQ((std::unordered_set<ThingId>{{1}, {2}, {1}}).size(), 2U);
}

}  // namespace
}  // namespace ponder
