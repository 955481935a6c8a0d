// Numbers as people and models write them: "1,234.50", "-3/4", "2 1/2", "1.5e3", "5 million",
// "seven". Exact: a number is a fraction of integers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ponder::modes {

struct ReadNumber {
  // The one way to write this value: "42", "-0.75", "1/3".
  std::string canonical;
  std::size_t bytes = 0;  // How much of the text it took.
};

// The number at the beginning of `text` (plain, lower case); nothing where there is none.
std::optional<ReadNumber> read_number(std::string_view text);

}  // namespace ponder::modes
