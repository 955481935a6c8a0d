// The units that the calculator knows, with their exact size. What is ambiguous (ton, pound, cup,
// month, cent, the C of 20 C) or does not begin at zero (degrees) is left out.
#pragma once

#include <cstdint>
#include <string_view>

#include "modes/dimensions.h"

namespace ponder::modes {

struct Unit {
  std::string_view symbol;  // "kWh": upper and lower case matter. Empty: it has only a name.
  std::string_view name;    // In singular and lower case, or the short form that units.h gives.
  std::int64_t factor = 1, divisor = 1;  // factor / divisor of the unit made of base units.
  Dimensions dimensions = {};
  enum Kind : std::uint8_t {
    kPlain,
    kCustomary,  // Inch, mile, ounce: what people convert with rounded factors.
    kWork,       // Day, week: often one of work, not of 24 hours.
  } kind = kPlain;
};

// The unit that `word` stands for: a symbol as it is, a name of at least three letters in any case,
// in singular or plural. Null: none.
const Unit* find_unit(std::string_view word);

// The currency that units.h's read_currency_sign() names; null: none.
const Unit* find_currency(std::string_view canonical);

}  // namespace ponder::modes
