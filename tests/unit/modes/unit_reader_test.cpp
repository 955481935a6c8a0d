#include "modes/unit_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "modes/dimensions.h"
#include "modes/unit_table.h"

namespace ponder::modes {
namespace {

std::string factor(std::string_view text) {
  const auto unit = read_units(text);
  return unit ? unit->factor.str() : "none";
}

std::string rest(std::string_view text) {
  const auto unit = read_units(text);
  return std::string(unit ? text.substr(unit->bytes) : text);
}

TEST(UnitTable, KnowsSymbolsByCaseAndNamesInAnyForm) {
  EXPECT_EQ(find_unit("mW")->factor, 1);
  EXPECT_EQ(find_unit("mW")->divisor, 1000);
  EXPECT_EQ(find_unit("MW")->factor, 1'000'000);
  EXPECT_EQ(find_unit("Nm")->dimensions, find_unit("J")->dimensions);
  EXPECT_NE(find_unit("nm")->dimensions, find_unit("Nm")->dimensions);
  for (const char* name : {"meter", "Metres", "METER", "m"}) {
    ASSERT_NE(find_unit(name), nullptr) << name;
    EXPECT_EQ(find_unit(name)->symbol, "m") << name;
  }
  for (const char* name : {"hour", "hours", "h", "hrs"}) {
    ASSERT_NE(find_unit(name), nullptr) << name;
    EXPECT_EQ(find_unit(name)->factor, 3600) << name;
  }
  for (const char* name : {"feet", "inches", "miles", "yards", "ounces", "lbs", "newtons", "hertz",
                           "joules", "kilowatts", "liters", "dollars", "euros", "kelvin", "moles",
                           "\xCE\xA9", "tonnes", "kph", "mph"}) {
    EXPECT_NE(find_unit(name), nullptr) << name;
  }
}

TEST(UnitTable, LeavesOutWhatIsAmbiguousOrDoesNotBeginAtZero) {
  for (const char* word :
       {"month",  "years",      "ton",    "tons", "pound",  "pounds", "cup",  "gallon",  "celsius",
        "degree", "fahrenheit", "in",     "a",    "C",      "F",      "cent", "percent", "calorie",
        "KM",     "Kg",         "hours'", "",     "apples", "ms2",    "is",   "was"}) {
    EXPECT_EQ(find_unit(word), nullptr) << word;
  }
}

TEST(UnitTable, KnowsCurrenciesBySign) {
  EXPECT_EQ(find_currency("pound"), find_unit("GBP"));
  EXPECT_EQ(find_currency("usd"), find_unit("dollar"));
  EXPECT_EQ(find_currency("m"), nullptr);
  EXPECT_NE(find_currency("usd")->dimensions, find_currency("eur")->dimensions);
}

// To the last digit: what a treaty or a standard defines.
TEST(UnitTable, IsExact) {
  EXPECT_EQ(factor("inch"), "127/5000");
  EXPECT_EQ(factor("ft"), "381/1250");
  EXPECT_EQ(factor("yards"), "1143/1250");
  EXPECT_EQ(factor("mile"), "201168/125");
  EXPECT_EQ(factor("lb"), "45359237/100000000");
  EXPECT_EQ(factor("ounces"), "45359237/1600000000");
  EXPECT_EQ(factor("mph"), "1397/3125");
  EXPECT_EQ(factor("kWh"), "3600000");
  EXPECT_EQ(factor("mAh"), "18/5");
}

TEST(UnitReader, ReadsCompounds) {
  EXPECT_EQ(factor("km/h"), "5/18");
  EXPECT_EQ(factor(" km / h"), "5/18");
  EXPECT_EQ(factor("kilometers per hour"), "5/18");
  EXPECT_EQ(factor("/h"), "1/3600");
  EXPECT_EQ(factor("per minute"), "1/60");
  EXPECT_EQ(factor("cm^2"), "1/10000");
  EXPECT_EQ(factor("square cm"), "1/10000");
  EXPECT_EQ(factor("feet squared"), "145161/1562500");
  EXPECT_EQ(factor("cubic meters"), "1");
  EXPECT_EQ(factor("s^-1"), "1");
  EXPECT_EQ(factor("kJ/(kg*K)"), "1000");
  EXPECT_EQ(factor("kilowatt-hours"), "3600000");
  EXPECT_EQ(factor("g cm/s/s"), "1/100000");
  EXPECT_EQ(read_units("kg*m^2/s^2")->dimensions, find_unit("J")->dimensions);
  EXPECT_EQ(read_units("N m")->dimensions, find_unit("J")->dimensions);
  EXPECT_EQ(read_units("J/(kg K)")->dimensions,
            (Dimensions{{Base::kMetre, 2}, {Base::kSecond, -2}, {Base::kKelvin, -1}}));
}

TEST(UnitReader, LeavesToTheFormulaWhatIsItsOwn) {
  EXPECT_EQ(rest("m/s + 3 m"), " + 3 m");
  EXPECT_EQ(rest("m / 2 s"), " / 2 s");
  EXPECT_EQ(rest("m * 4 m"), " * 4 m");
  EXPECT_EQ(rest("m * (4 m + 5 m)"), " * (4 m + 5 m)");
  EXPECT_EQ(rest("h-3 h"), "-3 h");
  EXPECT_EQ(rest("N per box"), " per box");
  EXPECT_EQ(rest("* m"), "* m");
  EXPECT_EQ(rest(" "), " ");
}

TEST(UnitReader, RefusesWhatIsNotClearOrTooMuch) {
  for (const char* text : {"J/kg*K", "J/kg K", "m^0", "m^12", "m^x", "square m^2", "m^", "km/(h",
                           "km/(h/s)", "apples", "^2", "m^9 m^9 m^9"}) {
    EXPECT_FALSE(read_units(text)) << text;
  }
  EXPECT_TRUE(read_units("m^9 m^9 m^6"));
}

TEST(UnitReader, TellsLettersFromNames) {
  EXPECT_FALSE(read_units("m/s^2")->has_name);
  EXPECT_TRUE(read_units("km/s")->has_name);
}

TEST(Dimensions, KeepWithinTheirBounds) {
  const Dimensions metre{{Base::kMetre, 1}};
  EXPECT_EQ(Dimensions{}.times(metre, kBaseExponentMax)->of(Base::kMetre), kBaseExponentMax);
  EXPECT_FALSE(Dimensions{}.times(metre, kBaseExponentMax + 1));
  EXPECT_FALSE(Dimensions{}.times(metre, -1000));
  EXPECT_FALSE(Dimensions{}.times(metre, kBaseExponentMax)->times(metre));
  EXPECT_TRUE(metre.times(metre, -1)->is_none());
}

}  // namespace
}  // namespace ponder::modes
