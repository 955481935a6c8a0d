// Works out arithmetic exactly: whole numbers, decimals, fractions, percents, + - * / ^ and
// parentheses, with fractions of whole numbers of any size (Boost.Multiprecision).
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string_view>

namespace ponder::modes {

using Rational = boost::multiprecision::cpp_rational;

inline constexpr std::size_t kFormulaBytesMax = 200;
inline constexpr int kFormulaNestingMax = 32;
inline constexpr int kPowerMax = 64;

struct Calculated {
  Rational value;
  std::size_t operators = 0;  // 0: a number alone.
  bool has_percent = false;
};

// The value of `formula` (plain text, see plain_text.h), all of it: "2(3 + 4)", "1,000 * 5%",
// "-3/4". Nothing where it is no formula, divides by zero, or exceeds a limit above.
std::optional<Calculated> calculate(std::string_view formula);

}  // namespace ponder::modes
