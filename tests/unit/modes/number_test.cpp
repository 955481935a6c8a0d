#include "modes/number.h"

#include <gtest/gtest.h>

#include <string>

namespace ponder::modes {
namespace {

std::string read(std::string_view text) {
  const auto number = read_number(text);
  if (!number) return "none";
  return number->canonical + " + " + std::to_string(text.size() - number->bytes);
}

TEST(ReadNumber, GivesTheValueAndWhereItEnds) {
  EXPECT_EQ(read("42"), "42 + 0");
  EXPECT_EQ(read("42 cm"), "42 + 3");
  EXPECT_EQ(read("1,234,5"), "1234 + 2");
  EXPECT_EQ(read("1,23"), "1 + 3");
  EXPECT_EQ(read("12,345.678"), "12345.678 + 0");
  EXPECT_EQ(read("3/4"), "0.75 + 0");
  EXPECT_EQ(read("1/0"), "1 + 2");
  EXPECT_EQ(read("2 1/2 cups"), "2.5 + 5");
  EXPECT_EQ(read("2 3"), "2 + 2");
  EXPECT_EQ(read("-7/3"), "-7/3 + 0");
  EXPECT_EQ(read("1.5e3"), "1500 + 0");
  EXPECT_EQ(read("2e"), "2 + 1");
  EXPECT_EQ(read("6 * 10^-2"), "0.06 + 0");
  EXPECT_EQ(read("6 * 7"), "6 + 4");
  EXPECT_EQ(read("3."), "3 + 1");
  EXPECT_EQ(read("two million people"), "2000000 + 7");
}

TEST(ReadNumber, GivesNothingWhereThereIsNone) {
  for (const char* text : {"", " ", "-", "x", ".", "-x", "sevens", "/2"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
}

TEST(ReadNumber, KeepsNumbersBeyond64Bits) {
  EXPECT_EQ(read("9223372036854775807"), "9223372036854775807 + 0");
  EXPECT_EQ(read("-0099999999999999999999.50"), "-99999999999999999999.5 + 0");
  EXPECT_EQ(read("9000000000000000000 trillion"), "9000000000000000000 + 9");
  EXPECT_EQ(read("0.00000000000000000000001"), "0.00000000000000000000001 + 0");
}

}  // namespace
}  // namespace ponder::modes
