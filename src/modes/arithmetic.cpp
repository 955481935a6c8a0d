#include "modes/arithmetic.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/event.h"
#include "modes/equation_sides.h"
#include "modes/number_check.h"
#include "modes/plain_text.h"
#include "modes/quantity_check.h"
#include "modes/text.h"
#include "modes/unit_table.h"

namespace ponder::modes {
namespace {

// Whether a factor may end here: a number, a parenthesis, a unit.
bool ends_factor(std::string_view line) {
  if (is_digit(line.back()) || line.back() == ')') return true;
  std::size_t begin = line.size();
  while (begin > 0 && (is_letter(line[begin - 1]) || is_beyond_ascii(line[begin - 1]))) --begin;
  return find_unit(line.substr(begin)) != nullptr;
}

// 3 x 4 -> 3 * 4; "20% of 50" -> "20% * 50"; the second sign of micro and of ohm -> the first.
std::string with_signs(std::string line) {
  replace_all(line, "\xCE\xBC", "\xC2\xB5");
  replace_all(line, "\xE2\x84\xA6", "\xCE\xA9");
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    if (line[i] != 'x' && line[i] != 'X') continue;
    const std::size_t before = line.find_last_not_of(' ', i - 1);
    const std::size_t behind = line.find_first_not_of(" $", i + 1);
    if (before == std::string::npos || behind == std::string::npos) continue;
    const bool is_word_end = before + 1 == i && !is_digit(line[before]) && line[before] != ')';
    if (is_word_end || !is_digit(line[behind])) continue;
    if (ends_factor(std::string_view(line).substr(0, before + 1))) line[i] = '*';
  }
  replace_all(line, "% of ", "% * ");
  return line;
}

std::optional<ArithmeticCheck> to_check(const EquationSides& sides, Verdict verdict) {
  if (verdict == Verdict::kOpen) return std::nullopt;
  const bool units_differ = verdict == Verdict::kWrongUnits;
  return ArithmeticCheck{std::string(sides.left), std::string(sides.right),
                         verdict == Verdict::kHolds,
                         units_differ ? chat::EquationFault::kUnits : chat::EquationFault::kValue};
}

std::optional<ArithmeticCheck> check_at(std::string_view line, std::size_t at) {
  if (const auto sides = quantity_sides(line, at)) {
    if (const auto verdict = judge_quantities(*sides)) return to_check(*sides, *verdict);
  }
  const auto sides = number_sides(line, at);
  const auto holds = sides ? check_numbers(sides->left, sides->right) : std::nullopt;
  if (!holds) return std::nullopt;
  return to_check(*sides, *holds ? Verdict::kHolds : Verdict::kWrongValue);
}

}  // namespace

std::vector<ArithmeticCheck> check_arithmetic(std::string_view text) {
  std::vector<ArithmeticCheck> checks;
  std::size_t signs = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = with_signs(to_plain_text(text.substr(begin, end - begin)));
    for (std::size_t at = line.find('='); at != std::string::npos; at = line.find('=', at + 1)) {
      if (++signs > kEqualsSignsMax) return checks;
      if (auto check = check_at(line, at)) checks.push_back(*std::move(check));
    }
    begin = end + 1;
  }
  return checks;
}

bool has_wrong_arithmetic(std::string_view text) {
  return std::ranges::any_of(check_arithmetic(text),
                             [](const ArithmeticCheck& check) { return !check.holds; });
}

}  // namespace ponder::modes
