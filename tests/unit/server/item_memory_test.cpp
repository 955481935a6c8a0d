// What is remembered, for whom, how much and for how long.
#include "server/item_memory.h"

#include <gtest/gtest.h>

namespace ponder::server {
namespace {

using std::chrono::seconds;

const store::Principal kMe{"me"};
const ItemMemory::Clock::time_point kStart{};

TEST(ItemMemory, IsEachUsersOwn) {
  ItemMemory memory;
  memory.remember(kMe, "resp_1", "[1]");
  EXPECT_EQ(memory.find(kMe, "resp_1"), "[1]");
  EXPECT_EQ(memory.find({"other"}, "resp_1"), std::nullopt);
  EXPECT_EQ(memory.find(kMe, "resp_2"), std::nullopt);
}

TEST(ItemMemory, ForgetsTheOldestBeyondItsSize) {
  ItemMemory memory(10, seconds(60));
  memory.remember(kMe, "resp_1", "123456", kStart);
  memory.remember(kMe, "resp_2", "1234", kStart);
  EXPECT_TRUE(memory.find(kMe, "resp_1", kStart));
  memory.remember(kMe, "resp_3", "1", kStart);
  EXPECT_FALSE(memory.find(kMe, "resp_1", kStart));
  EXPECT_TRUE(memory.find(kMe, "resp_2", kStart));
  memory.remember(kMe, "resp_4", "12345678901", kStart);
  EXPECT_FALSE(memory.find(kMe, "resp_4", kStart));
}

TEST(ItemMemory, ForgetsAfterItsTime) {
  ItemMemory memory(10, seconds(60));
  memory.remember(kMe, "resp_1", "1", kStart);
  memory.remember(kMe, "resp_2", "2", kStart + seconds(30));
  EXPECT_TRUE(memory.find(kMe, "resp_1", kStart + seconds(60)));
  EXPECT_FALSE(memory.find(kMe, "resp_1", kStart + seconds(61)));
  EXPECT_TRUE(memory.find(kMe, "resp_2", kStart + seconds(61)));
}

}  // namespace
}  // namespace ponder::server
