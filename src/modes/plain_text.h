// LaTeX, Markdown and Unicode mathematics as plain text: "$\dfrac{1}{2}\,\text{cm}$" -> "1/2 cm".
// For comparing answers, not for showing them.
#pragma once

#include <string>
#include <string_view>

namespace ponder::modes {

// Never fails: what it does not know stays as it is, commands as their names.
std::string to_plain_text(std::string_view text);

}  // namespace ponder::modes
