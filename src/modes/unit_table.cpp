#include "modes/unit_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/dimensions.h"
#include "modes/text.h"
#include "modes/units.h"

namespace ponder::modes {
namespace {

constexpr Dimensions kLength{{Base::kMetre, 1}};
constexpr Dimensions kMass{{Base::kKilogram, 1}};
constexpr Dimensions kTime{{Base::kSecond, 1}};
constexpr Dimensions kSpeed{{Base::kMetre, 1}, {Base::kSecond, -1}};
constexpr Dimensions kVolume{{Base::kMetre, 3}};
constexpr Dimensions kFrequency{{Base::kSecond, -1}};
constexpr Dimensions kForce{{Base::kKilogram, 1}, {Base::kMetre, 1}, {Base::kSecond, -2}};
constexpr Dimensions kPressure{{Base::kKilogram, 1}, {Base::kMetre, -1}, {Base::kSecond, -2}};
constexpr Dimensions kEnergy{{Base::kKilogram, 1}, {Base::kMetre, 2}, {Base::kSecond, -2}};
constexpr Dimensions kPower{{Base::kKilogram, 1}, {Base::kMetre, 2}, {Base::kSecond, -3}};
constexpr Dimensions kCurrent{{Base::kAmpere, 1}};
constexpr Dimensions kCharge{{Base::kAmpere, 1}, {Base::kSecond, 1}};
constexpr Dimensions kVoltage{
    {Base::kKilogram, 1}, {Base::kMetre, 2}, {Base::kSecond, -3}, {Base::kAmpere, -1}};
constexpr Dimensions kResistance{
    {Base::kKilogram, 1}, {Base::kMetre, 2}, {Base::kSecond, -3}, {Base::kAmpere, -2}};
constexpr Dimensions kCapacitance{
    {Base::kKilogram, -1}, {Base::kMetre, -2}, {Base::kSecond, 4}, {Base::kAmpere, 2}};
constexpr Dimensions kAmount{{Base::kMole, 1}};

constexpr std::array kUnits = std::to_array<Unit>({
    {"m", "m", 1, 1, kLength},
    {"km", "km", 1000, 1, kLength},
    {"cm", "cm", 1, 100, kLength},
    {"mm", "mm", 1, 1000, kLength},
    {"\xC2\xB5m", "micrometer", 1, 1'000'000, kLength},
    {"nm", "nanometer", 1, 1'000'000'000, kLength},
    {"", "inch", 127, 5000, kLength, Unit::kCustomary},
    {"ft", "ft", 381, 1250, kLength, Unit::kCustomary},
    {"yd", "yd", 1143, 1250, kLength, Unit::kCustomary},
    {"mi", "mile", 201168, 125, kLength, Unit::kCustomary},
    {"kg", "kg", 1, 1, kMass},
    {"g", "g", 1, 1000, kMass},
    {"mg", "mg", 1, 1'000'000, kMass},
    {"\xC2\xB5g", "microgram", 1, 1'000'000'000, kMass},
    {"", "tonne", 1000, 1, kMass},
    {"lb", "", 45359237, 100'000'000, kMass, Unit::kCustomary},
    {"lbs", "", 45359237, 100'000'000, kMass, Unit::kCustomary},
    {"oz", "ounce", 45359237, 1'600'000'000, kMass, Unit::kCustomary},
    {"s", "s", 1, 1, kTime},
    {"ms", "ms", 1, 1000, kTime},
    {"\xC2\xB5s", "microsecond", 1, 1'000'000, kTime},
    {"min", "min", 60, 1, kTime},
    {"h", "h", 3600, 1, kTime},
    {"hr", "", 3600, 1, kTime},
    {"", "day", 86400, 1, kTime, Unit::kWork},
    {"", "week", 604800, 1, kTime, Unit::kWork},
    {"kph", "km/h", 5, 18, kSpeed},
    {"mph", "mile/h", 1397, 3125, kSpeed, Unit::kCustomary},
    {"L", "l", 1, 1000, kVolume},
    {"l", "", 1, 1000, kVolume},
    {"mL", "ml", 1, 1'000'000, kVolume},
    {"ml", "", 1, 1'000'000, kVolume},
    {"Hz", "hertz", 1, 1, kFrequency},
    {"kHz", "kilohertz", 1000, 1, kFrequency},
    {"MHz", "megahertz", 1'000'000, 1, kFrequency},
    {"GHz", "gigahertz", 1'000'000'000, 1, kFrequency},
    {"N", "n", 1, 1, kForce},
    {"kN", "kilonewton", 1000, 1, kForce},
    {"Pa", "pascal", 1, 1, kPressure},
    {"kPa", "kilopascal", 1000, 1, kPressure},
    {"MPa", "megapascal", 1'000'000, 1, kPressure},
    {"bar", "bar", 100'000, 1, kPressure},
    {"atm", "", 101'325, 1, kPressure},
    {"J", "j", 1, 1, kEnergy},
    {"kJ", "kilojoule", 1000, 1, kEnergy},
    {"MJ", "megajoule", 1'000'000, 1, kEnergy},
    {"Nm", "", 1, 1, kEnergy},
    {"Wh", "", 3600, 1, kEnergy},
    {"kWh", "", 3'600'000, 1, kEnergy},
    {"W", "w", 1, 1, kPower},
    {"mW", "milliwatt", 1, 1000, kPower},
    {"kW", "kilowatt", 1000, 1, kPower},
    {"MW", "megawatt", 1'000'000, 1, kPower},
    {"A", "a", 1, 1, kCurrent},
    {"mA", "milliampere", 1, 1000, kCurrent},
    {"", "milliamp", 1, 1000, kCurrent},
    {"", "coulomb", 1, 1, kCharge},
    {"Ah", "", 3600, 1, kCharge},
    {"mAh", "", 18, 5, kCharge},
    {"V", "v", 1, 1, kVoltage},
    {"mV", "millivolt", 1, 1000, kVoltage},
    {"kV", "kilovolt", 1000, 1, kVoltage},
    {"\xCE\xA9", "ohm", 1, 1, kResistance},
    {"Omega", "", 1, 1, kResistance},
    {"k\xCE\xA9", "kiloohm", 1000, 1, kResistance},
    {"", "farad", 1, 1, kCapacitance},
    {"K", "k", 1, 1, {{Base::kKelvin, 1}}},
    {"mol", "mol", 1, 1, kAmount},
    {"mmol", "", 1, 1000, kAmount},
    {"", "mole", 1, 1, kAmount},
    {"cd", "candela", 1, 1, {{Base::kCandela, 1}}},
    {"USD", "usd", 1, 1, {{Base::kDollar, 1}}},
    {"EUR", "eur", 1, 1, {{Base::kEuro, 1}}},
    {"GBP", "", 1, 1, {{Base::kSterling, 1}}},
    {"JPY", "yen", 1, 1, {{Base::kYen, 1}}},
    {"INR", "inr", 1, 1, {{Base::kRupee, 1}}},
});

constexpr std::size_t kNameBytesMin = 3;

const Unit* with_name(std::string_view name) {
  const auto* found = std::ranges::find(kUnits, name, &Unit::name);
  return found != kUnits.end() && !name.empty() ? found : nullptr;
}

const Unit* with_symbol(std::string_view symbol) {
  const auto* found = std::ranges::find(kUnits, symbol, &Unit::symbol);
  return found != kUnits.end() && !symbol.empty() ? found : nullptr;
}

}  // namespace

const Unit* find_unit(std::string_view word) {
  if (const Unit* unit = with_symbol(word)) return unit;
  const bool is_name = word.size() >= kNameBytesMin && std::ranges::all_of(word, is_letter);
  if (!is_name) return nullptr;
  const std::string name = lowered(word);
  std::string_view singular = name;
  if (singular.ends_with('s')) singular.remove_suffix(1);
  for (const std::string_view own : {std::string_view(name), singular}) {
    if (const Unit* unit = with_name(own)) return unit;
  }
  const std::optional<std::string> canonical = read_known_unit(name);
  return canonical ? with_name(*canonical) : nullptr;
}

const Unit* find_currency(std::string_view canonical) {
  // As a word "pound" may be a weight; as a sign it is not.
  if (canonical == "pound") return with_symbol("GBP");
  const Unit* unit = with_name(canonical);
  return unit != nullptr && unit->dimensions.has_money() ? unit : nullptr;
}

}  // namespace ponder::modes
