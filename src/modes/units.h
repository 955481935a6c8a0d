// Units behind (or, for currencies, before) a number.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ponder::modes {

// What stands behind a number (plain, lower case): its canonical unit ("cm", "percent", "usd"), ""
// where it is nothing or only says what is counted ("12 students"), nothing at all where the text
// goes on in another way ("3 or 4", "2x").
std::optional<std::string> read_unit(std::string_view rest);

// The same, for known units only.
std::optional<std::string> read_known_unit(std::string_view rest);

struct CurrencySign {
  std::string unit;
  std::size_t bytes = 0;
};
// "$" before a number.
std::optional<CurrencySign> read_currency_sign(std::string_view text);

}  // namespace ponder::modes
