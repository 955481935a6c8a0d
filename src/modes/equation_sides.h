// The two sides of an equation that stands in a line of text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ponder::modes {

struct EquationSides {
  std::string_view left, right;  // Without spaces around them.
  bool has_word_behind = false;  // The right one is followed by a word.
};

// Of digits and signs alone, around the '=' at `at`. Nothing where it is no plain "equals", or one
// side is empty or cut out of something longer: it touches a letter, or begins or ends with an
// operator.
std::optional<EquationSides> number_sides(std::string_view line, std::size_t at);

// The same with units and currencies; nothing also where neither side has any. A word before the
// first number is not part of it.
std::optional<EquationSides> quantity_sides(std::string_view line, std::size_t at);

}  // namespace ponder::modes
