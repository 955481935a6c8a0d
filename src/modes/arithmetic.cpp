#include "modes/arithmetic.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modes/calculator.h"
#include "modes/plain_text.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr std::string_view kOperators = "+-*/^";

bool is_operator(char c) { return kOperators.find(c) != std::string_view::npos; }

bool belongs_to_formula(char c) {
  return is_digit(c) || is_operator(c) ||
         std::string_view(" .,$%()").find(c) != std::string_view::npos;
}

// 3 x 4 -> 3 * 4; "20% of 50" -> "20% * 50".
std::string with_signs(std::string line) {
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    if (line[i] != 'x' && line[i] != 'X') continue;
    const std::size_t before = line.find_last_not_of(' ', i - 1);
    const std::size_t behind = line.find_first_not_of(" $", i + 1);
    if (before == std::string::npos || behind == std::string::npos) continue;
    if ((is_digit(line[before]) || line[before] == ')') && is_digit(line[behind])) line[i] = '*';
  }
  replace_all(line, "% of ", "% * ");
  return line;
}

// Full stops and commas that are not inside a number end a formula.
bool ends_formula(std::string_view line, std::size_t i) {
  if (line[i] != '.' && line[i] != ',') return !belongs_to_formula(line[i]);
  return i + 1 >= line.size() || !is_digit(line[i + 1]);
}

std::string_view formula_before(std::string_view line, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && !ends_formula(line, begin - 1)) --begin;
  return line.substr(begin, end - begin);
}

std::string_view formula_behind(std::string_view line, std::size_t begin) {
  std::size_t end = begin;
  while (end < line.size() && !ends_formula(line, end)) ++end;
  return line.substr(begin, end - begin);
}

// Whether `formula` may be a piece of something longer: it touches a letter, or begins or ends with
// an operator.
bool is_cut_out(std::string_view line, std::string_view formula) {
  const auto begin = static_cast<std::size_t>(formula.data() - line.data());
  const std::size_t end = begin + formula.size();
  const std::string_view core = trimmed(formula);
  if (core.empty() || is_operator(core.front()) || is_operator(core.back())) return true;
  const auto touches = [](char c) {
    return is_word_byte(c) || std::string_view("_:^!|{}[]\\").find(c) != std::string_view::npos;
  };
  const bool front_touches = begin > 0 && touches(line[begin - 1]) && !is_space(formula.front());
  const bool back_touches = end < line.size() && touches(line[end]) && !is_space(formula.back());
  return front_touches || back_touches;
}

std::size_t decimals_of(std::string_view number) {
  const std::size_t dot = number.find('.');
  if (dot == std::string_view::npos) return 0;
  std::size_t n = 0;
  while (dot + 1 + n < number.size() && is_digit(number[dot + 1 + n])) ++n;
  return n;
}

bool is_whole(const Rational& value) { return denominator(value) == 1; }

// Whether `shown`, given to the digit worth `unit`, is `value`, rounded or cut where it must be.
bool shows(const Rational& value, const Rational& shown, const Rational& unit) {
  if (value == shown) return true;
  const bool has_more_digits = !is_whole(Rational(value / unit));
  return has_more_digits && abs(Rational(value - shown)) < unit;
}

// Whether `right` says what `value` is. A percentage may mean its number alone.
bool says(const Rational& value, const Calculated& right, std::string_view right_text) {
  if (right.operators > 0) return value == right.value;
  Rational unit = 1;
  for (std::size_t i = decimals_of(right_text); i > 0; --i) unit /= 10;
  if (!right.has_percent) return shows(value, right.value, unit);
  return shows(value, right.value, Rational(unit / 100)) ||
         shows(value, Rational(right.value * 100), unit);
}

std::string_view first_operand(std::string_view formula) {
  formula = trimmed(formula);
  std::size_t end = 0;
  while (end < formula.size() && (end == 0 || !is_operator(formula[end]))) ++end;
  return trimmed(formula.substr(0, end));
}

std::optional<ArithmeticCheck> check_at(std::string_view line, std::size_t at) {
  const bool is_relation =
      at > 0 && std::string_view("<>!=~").find(line[at - 1]) != std::string_view::npos;
  if (is_relation || (at + 1 < line.size() && line[at + 1] == '=')) return std::nullopt;
  const std::string_view left_text = formula_before(line, at);
  const std::string_view right_text = formula_behind(line, at + 1);
  if (is_cut_out(line, left_text)) return std::nullopt;
  const std::string_view behind =
      line.substr(static_cast<std::size_t>(right_text.data() - line.data()) + right_text.size());
  if (right_text.ends_with('(') || lowered(behind.substr(0, 3)) == "mod") return std::nullopt;
  const auto left = calculate(trimmed(left_text));
  if (!left) return std::nullopt;
  std::string_view core = trimmed(right_text);
  if (is_cut_out(line, right_text)) {
    const bool is_negative =
        core.size() > 1 && core.front() == '-' && is_digit(core[1]) && !is_operator(core.back());
    if (!is_negative) return std::nullopt;
  }
  const auto right = calculate(core);
  if (!right || left->operators + right->operators == 0) return std::nullopt;
  ArithmeticCheck check{std::string(trimmed(left_text)), std::string(core), false};
  check.holds = says(left->value, *right, core);
  if (!check.holds && right->operators > 0) {
    const std::string_view first = first_operand(core);
    const auto value = calculate(first);
    check.holds = value && says(left->value, *value, first);
  }
  if (!check.holds && left->operators == 0) {
    // "12 = 3 * 4.1": the left one may be the rounded one.
    check.holds = says(right->value, *left, check.left);
  }
  return check;
}

}  // namespace

std::vector<ArithmeticCheck> check_arithmetic(std::string_view text) {
  std::vector<ArithmeticCheck> checks;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = with_signs(to_plain_text(text.substr(begin, end - begin)));
    for (std::size_t at = line.find('='); at != std::string::npos; at = line.find('=', at + 1)) {
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
