#include "modes/arithmetic.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "modes/calculator.h"

namespace ponder::modes {
namespace {

TEST(Calculator, IsExact) {
  const auto value = [](const char* text) {
    const auto out = calculate(text);
    return out ? out->value.str() : "nothing";
  };
  EXPECT_EQ(value("2 + 3 * 4"), "14");
  EXPECT_EQ(value("(2 + 3) * 4"), "20");
  EXPECT_EQ(value("0.1 + 0.2"), "3/10");
  EXPECT_EQ(value("1/3 + 1/6"), "1/2");
  EXPECT_EQ(value("2^10"), "1024");
  EXPECT_EQ(value("2^-2"), "1/4");
  EXPECT_EQ(value("-3^2"), "-9");
  EXPECT_EQ(value("2(3 + 4)"), "14");
  EXPECT_EQ(value("1,000 * 5%"), "50");
  EXPECT_EQ(value("$1,200.50 - $0.50"), "1200");
  EXPECT_EQ(value("08 + 09"), "17");
  EXPECT_EQ(value("6 / -2"), "-3");
  EXPECT_EQ(value("123456789012345678901234567890 * 10"), "1234567890123456789012345678900");
}

TEST(Calculator, RefusesWhatIsNoFormula) {
  for (const char* text : {"", "x", "2 3", "1 +", "* 2", "(1", "1)", "1 / 0", "1 / (2 - 2)", "2^65",
                           "2^0.5", "0^-1", "1,00", "2..3", "()", "--1"}) {
    EXPECT_FALSE(calculate(text)) << text;
  }
  EXPECT_FALSE(calculate(std::string(100, '(') + "1" + std::string(100, ')')));
  EXPECT_FALSE(calculate(std::string(kFormulaBytesMax + 1, '1')));
}

TEST(Arithmetic, AcceptsWhatHolds) {
  for (const char* text : {
           "5 * 8 = 40",
           "5 \xC3\x97 8 = 40 ounces",
           "$5 \\times 8 = 40$",
           "So 12 + 7 - 3 = 16 apples.",
           "\\frac{1}{2} \\times 10 = 5",
           "20% of 50 = 10",
           "1,000 * 3 = 3,000",
           "$7 * 20 = $140.",
           "10 / 3 = 3.33",
           "10 / 3 = 3.34",
           "20 / 3 = 6.67",
           "25 / 4 = 6 full boxes",
           "3 / 4 * 100 = 75%",
           "40 / 200 = 20%",
           "1 / 3 = 33.3%",
           "2 + 3 = 5 * 2 = 10",
           "3^2 + 4^2 = 5^2",
           "6 = 2 * 3",
           "7 - 10 = -3",
           "3 x 4 = 12",
           "(3 + 4)(2) = 14",
           "Step 2: 5 * 3 = 15",
           "0.1 + 0.2 = 0.3",
       }) {
    const auto checks = check_arithmetic(text);
    EXPECT_FALSE(checks.empty()) << text;
    for (const ArithmeticCheck& check : checks) {
      EXPECT_TRUE(check.holds) << text << ": " << check.left << " = " << check.right;
    }
  }
}

TEST(Arithmetic, FindsWhatIsWrong) {
  for (const char* text : {
           "5 * 8 = 45",
           "5 \xC3\x97 8 = 45 ounces",
           "\\frac{1}{2} \\times 10 = 20",
           "12 + 7 - 3 = 15 apples",
           "20% of 50 = 12",
           "1,000 * 3 = 300",
           "10 / 3 = 3.5",
           "10 / 4 = 2.4",
           "25 / 4 = 8",
           "6 = 2 * 4",
           "7 - 10 = 3",
           "2 + 3 = 6 * 2 = 12",
           "2 + 3 = 5\n5 * 2 = 11",
           "1. 5 + 3 = 9",
           "0.1 + 0.2 = 0.4",
           "3 / 4 * 100 = 80%",
       }) {
    EXPECT_TRUE(has_wrong_arithmetic(text)) << text;
  }
}

TEST(Arithmetic, PassesOverWhatItCannotWorkOut) {
  for (const char* text : {
           "x + 5 = 12",
           "2x + 5 = 12",
           "x = 5",
           "5 = 5",
           "f(2) = 7",
           "total - 3 = 15",
           "(x + 2) * 3 = 12",
           "3 + 4 = 7x",
           "3 + 4 = n",
           "5! + 1 = 7",
           "2 + 2 == 5",
           "2 + 2 != 5",
           "2 + 2 <= 5",
           "2 + 2 \xE2\x89\x88 5",
           "9 + 5 = 2 (mod 12)",
           "3:30 + 45 = 4:15",
           "12_5 + 1 = 14",
           "a = 2, 3 + b = 9",
           "5 apples * 3 = 16",
           "",
       }) {
    EXPECT_FALSE(has_wrong_arithmetic(text)) << text;
  }
}

// Whatever a model writes.
TEST(Arithmetic, TakesAnyBytes) {
  constexpr std::string_view kAlphabet = "0123456789+-*/^()=.,$% xX\n\\{}frac\xC3\x97";
  std::uint32_t state = 1;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (int n = round % 40; n > 0; --n) {
      state = state * 1664525U + 1013904223U;
      text += kAlphabet[(state >> 16U) % kAlphabet.size()];
    }
    EXPECT_NO_THROW(check_arithmetic(text)) << text;
  }
}

}  // namespace
}  // namespace ponder::modes
