#include "modes/stated.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <string_view>

#include "modes/calculator.h"
#include "modes/decimal.h"
#include "modes/rational.h"

namespace ponder::modes {
namespace {

// Whether `shown`, given to the digit worth `unit`, is `value`, rounded or cut where it must be.
bool shows(const Rational& value, const Rational& shown, const Rational& unit) {
  if (value == shown) return true;
  const bool has_more_digits = !is_whole(Rational(value / unit));
  return has_more_digits && abs(Rational(value - shown)) < unit;
}

}  // namespace

bool says(const Rational& value, const Calculated& stated, std::string_view text) {
  if (stated.operators > 0) return value == stated.value;
  Rational unit = 1;
  for (std::size_t i = decimals_of(text); i > 0; --i) unit /= 10;
  if (!stated.has_percent) return shows(value, stated.value, unit);
  return shows(value, stated.value, Rational(unit / 100)) ||
         shows(value, Rational(stated.value * 100), unit);
}

}  // namespace ponder::modes
