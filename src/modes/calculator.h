// Works out arithmetic exactly: whole numbers, decimals, fractions, percents, + - * / ^ and
// parentheses, with fractions of whole numbers of any size (Boost.Multiprecision), with units and
// without.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modes/dimensions.h"
#include "modes/quantity.h"
#include "modes/rational.h"
#include "modes/unit_table.h"

namespace ponder::modes {

inline constexpr std::size_t kFormulaBytesMax = 200;
inline constexpr int kFormulaNestingMax = 32;
inline constexpr int kPowerMax = 64;

struct Calculated {
  Rational value;
  std::size_t operators = 0;  // 0: a number alone.
  bool has_percent = false;
};

// The value of `formula` (plain text, see plain_text.h), all of it: "2(3 + 4)", "1,000 * 5%",
// "-3/4". Nothing where it is no formula, divides by zero, or exceeds a limit above or
// kValueBitsMax.
std::optional<Calculated> calculate(std::string_view formula);

// What was added to something that measures something else.
struct Clash {
  Dimensions ratio;      // Of the one to the other.
  bool has_bare = true;  // A number in one of them has no unit: it may have been left out.
};

struct Measured {
  Quantity total;  // With a clash: of no meaning.
  std::optional<Clash> clash;
  std::size_t operators = 0;
  std::size_t products = 0;  // Of those: * and /.
  bool has_percent = false;
  Rational unit = 1;                    // Of the last number, in base units.
  std::vector<const Unit*> units = {};  // All that occur.
  bool has_named_unit = false;          // One of them is more than a letter.
  std::size_t first_bytes = 0;          // Of the formula: its first value, with what spaces follow.
  std::string bare = {};                // The formula without its units.
};

// The same with units (unit_reader.h) behind numbers and currencies around them: "60 km/h * 2 h".
std::optional<Measured> measure(std::string_view formula);

}  // namespace ponder::modes
