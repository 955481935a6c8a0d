// Text in HTML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

// For the inside of an element or of a quoted attribute.
std::string html_escaped(std::string_view text);

}  // namespace ponder
