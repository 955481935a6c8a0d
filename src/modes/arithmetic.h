// Checks the arithmetic that stands in a text: "3 * 4 = 12" holds, "3 * 4 = 13" does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder::modes {

struct ArithmeticCheck {
  std::string left, right;  // As they stand in the text, plain.
  bool holds = false;
};

// Every equation between numbers that can be worked out whole. What has letters in it, what is cut
// out of a larger formula, and what is only a number equal to a number is passed over. A result may
// be rounded or cut to the digits that are given (10 / 3 = 3.33), a percentage may lack its sign's
// meaning (3 / 4 * 100 = 75%), and of "2 + 3 = 5 * 2 = 10" each side may go on from the one before.
std::vector<ArithmeticCheck> check_arithmetic(std::string_view text);

// Whether one of them does not hold.
bool has_wrong_arithmetic(std::string_view text);

}  // namespace ponder::modes
