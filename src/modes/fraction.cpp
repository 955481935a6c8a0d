#include "modes/fraction.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

namespace ponder::modes {
namespace {

constexpr int kExponentMax = 18;
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

std::optional<Fraction> reduced(std::int64_t above, std::int64_t below) {
  if (below == 0) return std::nullopt;
  if (below < 0) {
    above = -above;
    below = -below;
  }
  const std::int64_t divisor = std::gcd(above, below);
  return Fraction{above / divisor, below / divisor};
}

std::optional<std::int64_t> product(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(a, b, &out) || out == kMin) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Fraction> plus(const Fraction& a, const Fraction& b) {
  const auto left = product(a.above, b.below);
  const auto right = product(b.above, a.below);
  const auto below = product(a.below, b.below);
  std::int64_t above = 0;
  if (!left || !right || !below || __builtin_add_overflow(*left, *right, &above)) {
    return std::nullopt;
  }
  return above == kMin ? std::nullopt : reduced(above, *below);
}

std::optional<Fraction> times(const Fraction& a, const Fraction& b) {
  // Across first: fewer products that do not fit.
  const auto first = reduced(a.above, b.below);
  const auto second = reduced(b.above, a.below);
  if (!first || !second) return std::nullopt;
  const auto above = product(first->above, second->above);
  const auto below = product(first->below, second->below);
  if (!above || !below) return std::nullopt;
  return reduced(*above, *below);
}

std::optional<Fraction> over(const Fraction& a, const Fraction& b) {
  const auto inverse = reduced(b.below, b.above);
  return inverse ? times(a, *inverse) : std::nullopt;
}

std::optional<Fraction> power_of_ten(int exponent) {
  if (exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  std::int64_t value = 1;
  for (int i = 0; i < (exponent < 0 ? -exponent : exponent); ++i) value *= 10;
  return exponent < 0 ? Fraction{1, value} : Fraction{value, 1};
}

std::string to_text(const Fraction& fraction) {
  if (fraction.below == 1) return std::to_string(fraction.above);
  std::size_t digits = 0;
  std::int64_t scale = 1;
  while (scale % fraction.below != 0 && digits < kExponentMax) {
    scale *= 10;
    ++digits;
  }
  const bool has_end = scale % fraction.below == 0;
  const auto scaled = has_end ? product(fraction.above, scale / fraction.below) : std::nullopt;
  if (!scaled) return std::to_string(fraction.above) + "/" + std::to_string(fraction.below);
  std::string out = std::to_string(*scaled < 0 ? -*scaled : *scaled);
  if (out.size() <= digits) out.insert(0, digits + 1 - out.size(), '0');
  out.insert(out.size() - digits, ".");
  return (*scaled < 0 ? "-" : "") + out;
}

}  // namespace ponder::modes
