#include "base/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace ponder {
namespace {

// The vectors of RFC 4648.
TEST(Base64, GivesThePublishedTexts) {
  EXPECT_EQ(base64_encoded(""), "");
  EXPECT_EQ(base64_encoded("f"), "Zg==");
  EXPECT_EQ(base64_encoded("fo"), "Zm8=");
  EXPECT_EQ(base64_encoded("foo"), "Zm9v");
  EXPECT_EQ(base64_encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, ReadsBackWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(*base64_decoded(base64_encoded(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, IsLenientWhereClientsDiffer) {
  EXPECT_EQ(*base64_decoded("Zm9v\r\nYmFy\n"), "foobar");
  EXPECT_EQ(*base64_decoded("Zm9vYg"), "foob");
  EXPECT_EQ(*base64_decoded("Zm8"), "fo");
}

TEST(Base64, NamesTheByteThatIsWrong) {
  for (const char* text :
       {"Zm9v!", "Zm9vYg==Zg", "Zm9vY", "=", "Zm9v=", "Zg===", "Zm 9v", "-_-_"}) {
    const auto wrong = base64_decoded(text);
    ASSERT_FALSE(wrong) << text;
    EXPECT_EQ(wrong.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(base64_decoded("Zm9v!").error().message, "is not base64: byte 4 is wrong");
}

}  // namespace
}  // namespace ponder
