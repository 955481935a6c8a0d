// A number with what it measures, and the arithmetic of both.
#pragma once

#include <optional>

#include "modes/dimensions.h"
#include "modes/rational.h"

namespace ponder::modes {

struct Quantity {
  Rational value;  // In base units.
  Dimensions dimensions;
  bool has_bare = false;  // A number in it has no unit.
};

// Nothing where a value would exceed kValueBitsMax, a dimension kBaseExponentMax, and where it
// divides by zero.
std::optional<Quantity> times(const Quantity& a, const Quantity& b);
std::optional<Quantity> over(const Quantity& a, const Quantity& b);
std::optional<Quantity> to_power(const Quantity& base, int exponent);
// Of the same dimensions.
std::optional<Quantity> plus(const Quantity& a, const Quantity& b);

}  // namespace ponder::modes
