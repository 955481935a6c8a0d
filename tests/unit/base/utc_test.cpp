// Times as text.
#include "base/utc.h"

#include <gtest/gtest.h>

#include <limits>

namespace ponder {
namespace {

TEST(Utc, FollowsTheFormat) {
  EXPECT_EQ(utc_text(1714521600, "%Y-%m-%d %H:%M UTC"), "2024-05-01 00:00 UTC");
  EXPECT_EQ(utc_text(0, "%Y-%m-%dT%H:%M:%SZ"), "1970-01-01T00:00:00Z");
}

TEST(Utc, IsEmptyWhereThereIsNoDate) {
  EXPECT_EQ(utc_text(std::numeric_limits<std::int64_t>::max(), "%Y"), "");
}

}  // namespace
}  // namespace ponder
