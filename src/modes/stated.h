// Whether a result, as it stands in a text, says what a value is.
#pragma once

#include <string_view>

#include "modes/calculator.h"
#include "modes/rational.h"

namespace ponder::modes {

// `stated` is what `text` says. One that is worked out must be the value; a number alone may be
// rounded or cut to its digits, and a percentage may mean its number alone.
bool says(const Rational& value, const Calculated& stated, std::string_view text);

}  // namespace ponder::modes
