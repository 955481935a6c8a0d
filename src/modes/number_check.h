// Whether an equation between numbers holds.
#pragma once

#include <optional>
#include <string_view>

namespace ponder::modes {

// Nothing where a side cannot be worked out, or both are only numbers. A result may be rounded, on
// either side; of "2 + 3 = 5 * 2 = 10" each side may go on from the one before.
std::optional<bool> check_numbers(std::string_view left, std::string_view right);

}  // namespace ponder::modes
