// Errors: their names and how a Result carries them.
#include "base/result.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ponder {
namespace {

TEST(Results, CarryAValueOrAnError) {
  const Result<int> good = 7;
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(*good, 7);
  const Result<int> bad = Error{ErrorCode::kNoSpace, "no room", "x"};
  ASSERT_TRUE(bad.has_error());
  EXPECT_EQ(bad.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(bad.error().message, "no room");
  EXPECT_EQ(bad.error().param, "x");
}

TEST(Results, ThrowTheMessageWhenAskedForAValueTheyLack) {
  const Result<void> bad = invalid("n is 7", "n");
  try {
    bad.value();
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "n is 7");
  }
}

TEST(Results, InvalidNamesTheField) {
  const Error error = invalid("n is 7", "n");
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_EQ(error.param, "n");
  EXPECT_EQ(invalid("n is 7").param, "");
}

TEST(ErrorCodes, HaveDistinctNames) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::kIo); ++i) {
    names.insert(error_code_name(static_cast<ErrorCode>(i)));
  }
  EXPECT_EQ(names,
            (std::set<std::string_view>{"invalid", "too_long", "too_large", "unauthorized",
                                        "forbidden", "not_found", "conflict", "overloaded",
                                        "unavailable", "no_space", "cancelled", "backend", "io"}));
}

}  // namespace
}  // namespace ponder
