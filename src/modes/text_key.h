// Words in the form in which they are compared.
#pragma once

#include <string>
#include <string_view>

namespace ponder::modes {

// The key of `text` (plain, lower case): without a leading article, quotes and punctuation, but
// with the signs that make another thing of a word ("C#", "Disney+") or stand between two ("p &
// q"). Where digits are in it, all of its signs but quotes, commas and emphasis.
std::string text_key(std::string_view text);

}  // namespace ponder::modes
