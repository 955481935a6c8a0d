// Whether an equation between quantities holds, judged with care: what might be right is not called
// wrong.
#pragma once

#include <cstdint>
#include <optional>

#include "modes/equation_sides.h"

namespace ponder::modes {

enum class Verdict : std::uint8_t {
  kHolds,
  kWrongValue,
  kWrongUnits,
  kOpen,  // Not to be judged.
};

// Nothing where the sides are no formulas of quantities, or have no units but behind a number alone
// on the right ("3 * 4 = 12 m"): then only the numbers count. Otherwise:
//
//   holds          the quantities agree; or a number has no unit and the numbers alone agree
//                  ("2 h * 60 = 120 min")
//   wrong value    the dimensions agree and the value is another
//   wrong units    different dimensions are added or, where each number has a unit, made equal
//   open           what else may explain it: a rate of which "per hour" is left out ("4 hours *
//                  $15 = $60", "72 m^3 * 3 s = 216 s"), factors of a conversion ("5 feet * 12
//                  inches = 60 inches"), what only corresponds ("1 cm = 5 km" on a map, "1 L = 1
//                  kg"), rounded factors ("200 miles = 320 km"), a day of work ("40 hours = 5
//                  days"), a letter that may be a variable ("2 m + 3 = 11"), a number whose unit
//                  is missing
std::optional<Verdict> judge_quantities(const EquationSides& sides);

}  // namespace ponder::modes
