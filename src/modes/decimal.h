// Numbers in digits, as formulas have them: 12, 1,234.5, .5
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "modes/rational.h"

namespace ponder::modes {

struct Decimal {
  Rational value;
  std::size_t bytes = 0;
};
// At the beginning of `text`, without a sign; nothing where there is none.
std::optional<Decimal> read_decimal(std::string_view text);

// How many digits stand behind the first decimal point of `text`.
std::size_t decimals_of(std::string_view text);

}  // namespace ponder::modes
