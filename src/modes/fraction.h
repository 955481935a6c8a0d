// Exact fractions of 64-bit integers, as far as comparing written numbers needs them.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace ponder::modes {

// Reduced, `below` > 0, neither is the smallest integer. What does not fit, or divides by zero,
// gives nothing.
struct Fraction {
  static constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

  std::int64_t above = 0;
  std::int64_t below = 1;
};

std::optional<Fraction> plus(const Fraction& a, const Fraction& b);
std::optional<Fraction> times(const Fraction& a, const Fraction& b);
std::optional<Fraction> over(const Fraction& a, const Fraction& b);
std::optional<Fraction> power_of_ten(int exponent);

// The one way to write it: "42", "0.75" where the decimal form ends, else "1/3".
std::string to_text(const Fraction& fraction);

}  // namespace ponder::modes
