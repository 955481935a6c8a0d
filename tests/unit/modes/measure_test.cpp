// The calculator with units.
#include <gtest/gtest.h>

#include <string>

#include "modes/calculator.h"

namespace ponder::modes {
namespace {

// In base units.
std::string value(const std::string& formula) {
  const auto out = measure(formula);
  if (!out) return "nothing";
  return out->clash ? "clash" : out->total.value.str();
}

TEST(Measure, BindsUnitsTighterThanOperators) {
  EXPECT_EQ(value("3 m * 4 m"), "12");
  EXPECT_EQ(value("10 J / 2 m/s"), "5");
  EXPECT_EQ(measure("10 J / 2 m/s")->total.dimensions, measure("1 N*s")->total.dimensions);
  EXPECT_EQ(value("60 km/h * 2 h"), "120000");
  EXPECT_EQ(value("2 h + 30 min"), "9000");
  EXPECT_EQ(value("(3 m)^2"), "9");
  EXPECT_EQ(value("(3 + 4) km"), "7000");
  EXPECT_EQ(value("-3 m + 5 m"), "2");
  EXPECT_EQ(value("5 m - 3 m * 2"), "-1");
  EXPECT_EQ(value("20% * 50 kg"), "10");
  EXPECT_EQ(value("2.5 kWh"), "9000000");
  EXPECT_EQ(value("1,500 g"), "3/2");
  EXPECT_EQ(value("3 (2 m + 1 m)"), "9");
}

TEST(Measure, TakesCurrenciesBeforeAndBehind) {
  EXPECT_EQ(value("$3/h * 5 h"), "15");
  EXPECT_EQ(value("$3 per hour * 5 hours"), "15");
  EXPECT_EQ(value("3 dollars per hour * 120 min"), "6");
  EXPECT_EQ(value("euro 5 + 3 EUR"), "8");
  EXPECT_EQ(value("pound 5 + 3 GBP"), "8");
  EXPECT_EQ(value("euro 5 + $3"), "clash");
  EXPECT_EQ(value("$5 million"), "nothing");
  EXPECT_EQ(value("$50 K"), "nothing");
}

TEST(Measure, NotesWhatTheVerdictNeeds) {
  const auto side = measure("2 km * 3 + 4 min / 2");
  ASSERT_TRUE(side && side->clash);
  EXPECT_TRUE(side->clash->has_bare);
  EXPECT_EQ(side->operators, 3U);
  EXPECT_EQ(side->products, 2U);
  EXPECT_EQ(side->units.size(), 2U);
  EXPECT_TRUE(side->has_named_unit);
  EXPECT_EQ(side->first_bytes, 5U);
  EXPECT_EQ(side->bare, "2    * 3 + 4     / 2");
  EXPECT_FALSE(measure("3 m + 4 s")->clash->has_bare);
  EXPECT_FALSE(measure("3 m + 4 s")->has_named_unit);
  EXPECT_EQ(measure("3 km")->unit, 1000);
  EXPECT_EQ(measure("$3/h")->bare, " 3  ");
}

TEST(Measure, RefusesWhatIsNoFormula) {
  for (const char* text : {"2 h 30 min", "5 apples", "3 m 4", "m", "m + 3 m", "2*m", "3 m + m",
                           "3 m^2^", "2^3 m", "2^(3 m)", "5 m%", "3 per box", "(3 m) m",
                           "1 m / 0 s", "1 m / (2 s - 2 s)", "3 m)", "8 L/100 km h/s*m"}) {
    EXPECT_EQ(value(text), "nothing") << text;
  }
}

TEST(Measure, KeepsItsLimits) {
  EXPECT_NE(value("(2 m)^24"), "nothing");
  EXPECT_EQ(value("(2 m)^25"), "nothing");
  EXPECT_EQ(value("(2 m)^24 * 1 m"), "nothing");
  EXPECT_EQ(value("(2 m)^-24 / 1 m"), "nothing");
  EXPECT_NE(value("(2^-64) m"), "nothing");
  EXPECT_EQ(value(std::string(kFormulaBytesMax, ' ') + "1 m"), "nothing");
  EXPECT_EQ(value(std::string(40, '(') + "1 m" + std::string(40, ')')), "nothing");
}

// Powers of powers would fill the memory.
TEST(Calculator, BoundsTheSizeOfValues) {
  EXPECT_TRUE(calculate("(9^64)^20"));
  EXPECT_FALSE(calculate("(9^64)^21"));
  EXPECT_FALSE(calculate("(0.9^64)^-64"));
  EXPECT_FALSE(calculate("((((9^64)^64)^64)^64)^64"));
  EXPECT_FALSE(calculate("(9^64)^20 * 9^64"));
  EXPECT_FALSE(calculate("1/(9^64)^20 + 1/8^64"));
  EXPECT_EQ(calculate("(2/3)^-2")->value.str(), "9/4");
}

}  // namespace
}  // namespace ponder::modes
