#include "modes/number_check.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "modes/calculator.h"
#include "modes/stated.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

std::string_view first_operand(std::string_view formula) {
  std::size_t end = 0;
  const auto is_operator = [](char c) {
    return std::string_view("+-*/^").find(c) != std::string_view::npos;
  };
  while (end < formula.size() && (end == 0 || !is_operator(formula[end]))) ++end;
  return trimmed(formula.substr(0, end));
}

}  // namespace

std::optional<bool> check_numbers(std::string_view left_text, std::string_view right_text) {
  left_text = trimmed(left_text);
  right_text = trimmed(right_text);
  const auto left = calculate(left_text);
  const auto right = calculate(right_text);
  if (!left || !right || left->operators + right->operators == 0) return std::nullopt;
  if (says(left->value, *right, right_text)) return true;
  if (right->operators > 0) {
    const std::string_view first = first_operand(right_text);
    const auto value = calculate(first);
    if (value && says(left->value, *value, first)) return true;
  }
  // "12 = 3 * 4.1": the left one may be the rounded one.
  return left->operators == 0 && says(right->value, *left, left_text);
}

}  // namespace ponder::modes
