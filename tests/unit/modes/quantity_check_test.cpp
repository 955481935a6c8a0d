// Equations between quantities as they stand in texts: what holds, what does not, what is open.
#include "modes/quantity_check.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "modes/arithmetic.h"

namespace ponder::modes {
namespace {

// Of all equations of `text`: "holds", "value", "units" for each that is judged.
std::string verdicts(std::string_view text) {
  std::string out;
  for (const ArithmeticCheck& check : check_arithmetic(text)) {
    const bool is_units = check.fault == chat::EquationFault::kUnits;
    out += (out.empty() ? "" : " ") + std::string(check.holds ? "holds"
                                                  : is_units  ? "units"
                                                              : "value");
  }
  return out;
}

TEST(QuantityCheck, AcceptsWhatHolds) {
  for (const char* text : {
           "3 m + 4 m = 7 m",
           "3 m * 4 m = 12 m^2",
           "3 m \xC3\x97 4 m = 12 m\xC2\xB2.",
           "3 m x 4 m = 12 square meters",
           "60 km/h * 2 h = 120 km",
           "120 km / 2 h = 60 km/h",
           "$\\frac{120 \\text{ km}}{2 \\text{ h}} = 60 \\text{ km/h}$",
           "2 kg * 9.81 m/s^2 = 19.62 N",
           "F = 2 kg * 3 m/s^2 = 6 N of force",
           "F = m * a = 2 kg * 3 m/s^2 = 6 N",
           "12 V / 2 A = 6 \xCE\xA9",
           "12 V / 2 A = 6 \xE2\x84\xA6",
           "5 V * 2 A * 3 s = 30 J",
           "5 N * 3 m = 15 N m",
           "2.5 kWh * $0.20/kWh = $0.50",
           "100 kWh * 0.30 \xE2\x82\xAC/kWh = 30 \xE2\x82\xAC",
           "3 dollars per hour * 5 hours = 15 dollars",
           "0.5 kg * 4186 J/(kg*K) * 10 K = 20.93 kJ",
           "5 km = 5000 m",
           "1 kg = 2.2 lb",
           "10 miles = 16 km",
           "5 miles = 8 km",
           "26.2 miles = 42.2 km",
           "100 km / 3 h = 33.3 km/h",
           "2 h + 30 min = 2.5 h",
           "2 h + 30 min = 150 min",
           "12 m^2 = 3 m * 4 m",
           "30 km / 40 km = 75%",
           "7 m - 10 m = -3 m",
           "90 min / 60 = 1.5 h",
           "2 h * 60 = 120 min",
           "60 km/h * 2 = 120 km",
           "3 m * 4 m = 12",
           "1/2 m * 4 = 2 m",
           "60 km/h * 2 + 5 km = 125 km",
           "(3 + 4) m = 7 m",
           "20% of 50 kg = 10 kg",
           "2 days * 24 h/day = 48 h",
           "5 days * 8 h/day = 40 hours",
           "2 m + 3 = 5 m",
           "In each second 3 m + 4 m = 7 m",
           "300 mL + 0.7 L = 1 L",
           "500 \xCE\xBCm = 0.5 mm",
       }) {
    EXPECT_EQ(verdicts(text), "holds") << text;
  }
  EXPECT_EQ(verdicts("3 m + 4 m = 7 m = 700 cm"), "holds holds");
  EXPECT_EQ(verdicts("3 m + 4 m = 7 m * 2 = 14 m"), "holds holds");
}

TEST(QuantityCheck, FindsWrongUnits) {
  for (const char* text : {
           "3 m * 4 m = 12 m",
           "3 m + 4 s = 7 m",
           "3 km + 4 kg = 7",
           "3 km + 4 kg = 9 km",
           "5 N * 3 m = 15 N",
           "12 V / 2 A = 6 V",
           "2 kg * 3 m/s = 6 N",
           "5 m/s * 3 s = 15 m/s",
           "240 V * 2 A = 480 J",
           "60 minutes / 5 minutes = 12 hours",
           "5 kg * 4 dollars = 20 euros",
           "20 miles/hour + 5 miles = 25 miles",
           "5 hours + 3 dollars = 8 hours",
           "= 6 m, so 6 m * 2 m = 12 m",
           "5 km * 3 km = 15 km per hour",
           "60 km/h * 2 h = 120 h",
       }) {
    EXPECT_EQ(verdicts(text), "units") << text;
  }
}

TEST(QuantityCheck, FindsWrongValues) {
  for (const char* text : {
           "3 m + 4 m = 8 m",
           "3 m * 4 m = 13 m^2",
           "60 km/h * 2 h = 130 km",
           "60 km/h * 30 min = 1800 km",
           "2 h + 30 min = 2.3 h",
           "2 h + 30 min = 32 min",
           "5 km = 500 m",
           "1 kg = 2.5 lb",
           "2 kg * 9.81 m/s^2 = 20.62 N",
           "12 V / 2 A = 7 \xCE\xA9",
           "2 h * 60 = 100 min",
           "2 * 3 m = 7 m",
           "3 km + 4 km = 8",
           "5 kg * 3 = 16",
           "20% of 50 kg = 12 kg",
           "12 m^2 = 3 m * 5 m",
           "60 miles/hour * 2 hours = 121 miles",
           "30 km / 5 km = 7 trips",
           "3 m + 4 m = 7 km",
       }) {
    EXPECT_EQ(verdicts(text), "value") << text;
  }
}

// Only numbers on the left: as ever, what follows the result does not matter.
TEST(QuantityCheck, LeavesNumbersToThemselves) {
  EXPECT_EQ(verdicts("5 * 8 = 40 m"), "holds");
  EXPECT_EQ(verdicts("5 * 8 = 45 m"), "value");
  EXPECT_EQ(verdicts("$7 * $3 = $21"), "holds");
  EXPECT_EQ(verdicts("60 / 3 = 20 dollars per box"), "holds");
  EXPECT_EQ(verdicts("She ran 3 min 4 + 2 = 6"), "holds");
  EXPECT_EQ(verdicts("5 * 8 = 20 m * 2"), "holds");
  EXPECT_EQ(verdicts("5 * 8 = 20 m * 3"), "");
}

TEST(QuantityCheck, LeavesOpenWhatMayBeMeantOtherwise) {
  for (const char* text : {
           // A rate of which a part is left out.
           "4 hours * 15 dollars = 60 dollars",
           "3 weeks * 7 days = 21 days",
           "5 days * 8 hours = 40 hours",
           "60 miles / 3 hours = 20 miles",
           "40 hours / 8 hours = 5 days",
           "2 weeks * 7 days + 3 days = 17 days",
           "5 kg * 4 euros = 20 euros",
           "72 cubic feet * 3 seconds = 216 seconds",
           // Factors of a conversion.
           "5 feet * 12 inches = 60 inches",
           "3 m * 100 cm = 300 cm",
           // What corresponds.
           "1 cm = 5 km",
           "1 inch = 4 feet",
           "10 km = 2 cm",
           "1 L = 1 kg",
           "3 hours = 60 dollars",
           "5 m = 6 m",
           "5 m = 5 m",
           // Rounded factors, days of work.
           "200 miles = 320 km",
           "1 day = 8 hours",
           "40 hours + 8 hours = 6 days",
           // Letters that may be variables.
           "2 m = 10",
           "2 m + 3 = 11",
           "3 m + 4 s = 10",
           "3 m + 4 s = 7",
           "3 m + 4 m = 14",
           "12 / m = 3",
           "2 * m + 3 * m = 15 kg",
           "2 m + 3 m = 25 kg",
           // A number whose unit is missing.
           "60 km/h * 90 = 90 km",
           "60 km/h * 2 + 5 km = 130 km",
           "3 m + 2 = 6 m",
           "5 km = 5000",
           "1/2 h = 30 min",
           "50 kg + 20% = 60 kg",
       }) {
    EXPECT_EQ(verdicts(text), "") << text;
  }
}

TEST(QuantityCheck, PassesOverWhatItCannotRead) {
  for (const char* text : {
           "5 apples * 3 m = 16 m",
           "2 h 30 min + 1 h = 9 h",
           "2 h = 1 h 60 min",
           "x + 3 m = 9 m",
           "3 m + m = 9 m",
           "m + 3 m = 9 m",
           "20 \xC2\xB0"
           "C + 5 K = 90 K",
           "3 m total = 9 m",
           "3 m + 4 m = x",
           "3 m + 4 m = 9x",
           "3 m + 4 m == 9 m",
           "3 m + 4 m \xE2\x89\x88 9 m",
           "3 m + 4 m = 9 m per box",
           "3 m + 4 m = 9 m - which is long",
           "3 m + 4 m = 9 m (mod 2)",
           "- 3 m + 4 m = 9 m",
           "$50K + $500 = $90K",
           "4186 J/kg*K * 2 K = 3 J",
           "30 second-graders + 2 s = 5 s",
       }) {
    EXPECT_EQ(verdicts(text), "") << text;
  }
}

TEST(QuantityCheck, LooksAtABoundedNumberOfEqualsSigns) {
  std::string text;
  for (std::size_t i = 1; i < kEqualsSignsMax; ++i) text += "x = y\n";
  EXPECT_TRUE(has_wrong_arithmetic(text + "1 m + 1 m = 3 m"));
  EXPECT_FALSE(has_wrong_arithmetic(text + "x = y\n1 m + 1 m = 3 m"));
}

// Whatever a model writes.
TEST(QuantityCheck, TakesAnyWords) {
  constexpr std::string_view kWords[] = {
      "3",        "4.5",    "m",      "s",   "km/h", "^2", "^-9",  "*",    "/", "+",  "-",
      "=",        "(",      ")",      "$",   "per",  "kg", "min",  "%",    "x", "\n", "\xC2\xB2",
      "\xCE\xA9", "euro 5", "square", "^64", "day",  "lb", "\xFF", "feet", "12"};
  std::uint32_t state = 7;
  std::size_t judged = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (int n = round % 14; n > 0; --n) {
      state = state * 1664525U + 1013904223U;
      text += kWords[(state >> 16U) % std::size(kWords)];
      if ((state >> 8U) % 4 != 0) text += ' ';
    }
    EXPECT_NO_THROW(judged += check_arithmetic(text).size()) << text;
  }
  EXPECT_GT(judged, 0U);
}

}  // namespace
}  // namespace ponder::modes
