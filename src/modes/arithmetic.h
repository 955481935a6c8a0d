// Checks the arithmetic that stands in a text: "3 * 4 = 12" holds, "3 * 4 = 13" and "3 m * 4 m =
// 12 m" do not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chat/event.h"

namespace ponder::modes {

// What comes behind so many equals signs of one text is not looked at.
inline constexpr std::size_t kEqualsSignsMax = 2000;

struct ArithmeticCheck {
  std::string left, right;  // As they stand in the text, plain.
  bool holds = false;
  chat::EquationFault fault = chat::EquationFault::kValue;  // Where it does not.
};

// Every equation between numbers that can be worked out whole. What has letters in it that are no
// units, what is cut out of a larger formula, and what is only a number equal to a number is passed
// over. A result may be rounded or cut to the digits that are given (10 / 3 = 3.33), a percentage
// may lack its sign's meaning (3 / 4 * 100 = 75%), and of "2 + 3 = 5 * 2 = 10" each side may go on
// from the one before. With units: quantity_check.h.
std::vector<ArithmeticCheck> check_arithmetic(std::string_view text);

// Whether one of them does not hold.
bool has_wrong_arithmetic(std::string_view text);

}  // namespace ponder::modes
