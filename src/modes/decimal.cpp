#include "modes/decimal.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/rational.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

bool has_at(std::string_view text, std::size_t at, char c) {
  return at < text.size() && text[at] == c;
}

}  // namespace

std::optional<Decimal> read_decimal(std::string_view text) {
  std::size_t at = digits_at(text, 0);
  std::string digits(text.substr(0, at));
  const bool may_group = !digits.empty() && digits.size() <= 3;
  while (may_group && has_at(text, at, ',') && digits_at(text, at + 1) == 3) {
    digits += text.substr(at + 1, 3);
    at += 4;
  }
  std::size_t decimals = 0;
  if (has_at(text, at, '.')) {
    decimals = digits_at(text, at + 1);
    digits += text.substr(at + 1, decimals);
    if (decimals > 0) at += decimals + 1;
  }
  if (digits.empty()) return std::nullopt;
  // A leading zero would make it octal.
  const std::size_t begin = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  const boost::multiprecision::cpp_int whole(digits.substr(begin));
  boost::multiprecision::cpp_int scale = 1;
  for (std::size_t i = 0; i < decimals; ++i) scale *= 10;
  return Decimal{Rational(whole, scale), at};
}

std::size_t decimals_of(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot == std::string_view::npos ? 0 : digits_at(text, dot + 1);
}

}  // namespace ponder::modes
