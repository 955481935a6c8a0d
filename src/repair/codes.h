// The table of error codes (data/codes.txt): looked up so that what a camera or a hand gets wrong
// does no harm, and never so that one code becomes another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "repair/book.h"

namespace ponder::repair {

// Equal for ways of writing one code: case, blanks, dashes, dots and colons do not count, and O and
// 0, I and 1 are the same. Empty: nothing of it is left.
std::string code_key(std::string_view code);

// Null: not known. Brands are compared without case.
const CodeEntry* find_code(std::string_view kind, std::string_view brand, std::string_view code);

// The brands whose table for this kind has the code, in their order.
std::vector<std::string> brands_with(std::string_view kind, std::string_view code);

// The code in what somebody wrote or in what was read in a picture, as it stands there. Words that
// may be anything else ("de", "230 V", "R600a") are taken only where "code", "error", "shows" or
// the like stands before them; in a picture, where they are all that it shows.
std::optional<std::string> code_in_words(std::string_view words);
std::optional<std::string> code_in_picture(std::string_view read);

}  // namespace ponder::repair
