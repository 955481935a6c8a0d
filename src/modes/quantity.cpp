#include "modes/quantity.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <optional>

#include "modes/dimensions.h"
#include "modes/rational.h"

namespace ponder::modes {
namespace {

using boost::multiprecision::cpp_int;

unsigned bits(const cpp_int& number) {
  return number == 0 ? 0 : static_cast<unsigned>(msb(abs(number))) + 1;
}

unsigned bits(const Rational& value) {
  return std::max(bits(cpp_int(numerator(value))), bits(cpp_int(denominator(value))));
}

std::optional<Quantity> within(Quantity quantity) {
  if (bits(quantity.value) > kValueBitsMax) return std::nullopt;
  return quantity;
}

}  // namespace

std::optional<Quantity> times(const Quantity& a, const Quantity& b) {
  const auto dimensions = a.dimensions.times(b.dimensions);
  if (!dimensions) return std::nullopt;
  return within({Rational(a.value * b.value), *dimensions, a.has_bare || b.has_bare});
}

std::optional<Quantity> over(const Quantity& a, const Quantity& b) {
  const auto dimensions = a.dimensions.times(b.dimensions, -1);
  if (!dimensions || b.value == 0) return std::nullopt;
  return within({Rational(a.value / b.value), *dimensions, a.has_bare || b.has_bare});
}

std::optional<Quantity> to_power(const Quantity& base, int exponent) {
  const auto dimensions = Dimensions{}.times(base.dimensions, exponent);
  const auto size = static_cast<unsigned>(std::abs(exponent));
  if (!dimensions || bits(base.value) * size > kValueBitsMax) return std::nullopt;
  if (exponent < 0 && base.value == 0) return std::nullopt;
  const cpp_int above = pow(cpp_int(numerator(base.value)), size);
  const cpp_int below = pow(cpp_int(denominator(base.value)), size);
  return Quantity{exponent < 0 ? Rational(below, above) : Rational(above, below), *dimensions,
                  base.has_bare};
}

std::optional<Quantity> plus(const Quantity& a, const Quantity& b) {
  return within({Rational(a.value + b.value), a.dimensions, a.has_bare || b.has_bare});
}

}  // namespace ponder::modes
