// Formulas in the form in which they are compared: nothing is computed or reordered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ponder::modes {

// The key of a formula (plain, lower case): without spaces, needless "*" and needless parentheses.
// Nothing where the text has words in it or no sign of a formula.
std::optional<std::string> expression_key(std::string_view text);

// Whether letters (lower case) stand alone in it or are names of functions and constants: "2n",
// "(x-pi)"; not "it is x", "5 cm".
bool has_only_variables(std::string_view text);

}  // namespace ponder::modes
