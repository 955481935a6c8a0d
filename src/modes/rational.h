// Exact numbers of any size, and the bound on what is worked out with them.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

namespace ponder::modes {

using Rational = boost::multiprecision::cpp_rational;

// Of a numerator or denominator: over a thousand digits. Powers of powers would have millions.
inline constexpr unsigned kValueBitsMax = 1U << 12U;

inline bool is_whole(const Rational& value) { return denominator(value) == 1; }

}  // namespace ponder::modes
