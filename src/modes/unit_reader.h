// Reads the unit behind a number: "km/h", "kg*m^2/s^2", "J/(kg*K)", "meters per second",
// "square feet", "N m".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "modes/dimensions.h"
#include "modes/rational.h"
#include "modes/unit_table.h"

namespace ponder::modes {

inline constexpr int kUnitPowerMax = 9;  // m^9.

struct UnitExpression {
  Rational factor = 1;  // One of it in base units.
  Dimensions dimensions;
  std::vector<const Unit*> units;  // That it is made of.
  bool has_name = false;           // One of them has more than a letter: it is no variable.
  std::size_t bytes = 0;           // How much of the text it took, spaces before it included.
};

// The longest unit at the beginning of `text`, which stands behind a number. A '/' or '*' belongs
// to it where a unit follows, and to the formula where a number does. Nothing where there is none,
// where it is not clear what is divided ("J/kg*K"), and beyond the limits.
std::optional<UnitExpression> read_units(std::string_view text);

// Where `text` begins with a word (letters of any script): how long it is; 0: it does not.
std::size_t word_bytes(std::string_view text);

// A word that may stand in a unit: a unit, "per", "square", "cubed"...
bool belongs_to_units(std::string_view word);

}  // namespace ponder::modes
