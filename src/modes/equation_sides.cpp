#include "modes/equation_sides.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/text.h"
#include "modes/unit_reader.h"
#include "modes/units.h"

namespace ponder::modes {
namespace {

constexpr std::string_view kOperators = "+-*/^";

bool is_operator(char c) { return kOperators.find(c) != std::string_view::npos; }

bool is_letter_byte(char c) { return is_letter(c) || is_beyond_ascii(c); }

bool belongs_to_formula(char c) {
  return is_digit(c) || is_operator(c) ||
         std::string_view(" .,$%()").find(c) != std::string_view::npos;
}

// Full stops and commas that are not inside a number end a formula.
bool ends_formula(std::string_view line, std::size_t i) {
  if (line[i] != '.' && line[i] != ',') return !belongs_to_formula(line[i]);
  return i + 1 >= line.size() || !is_digit(line[i + 1]);
}

// "euro 5": as plain_text.h writes currency signs.
std::size_t currency_bytes(std::string_view text) {
  const auto sign = read_currency_sign(lowered(text.substr(0, 8)));
  const bool is_before_number =
      sign && sign->bytes < text.size() && is_digit(text[sign->bytes]) && is_letter(text.front());
  return is_before_number ? sign->bytes : 0;
}

bool is_formula_word(std::string_view line, std::string_view word) {
  const auto at = static_cast<std::size_t>(word.data() - line.data());
  return belongs_to_units(word) || currency_bytes(line.substr(at)) > 0;
}

std::string_view word_before(std::string_view line, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && is_letter_byte(line[begin - 1])) --begin;
  return line.substr(begin, end - begin);
}

std::string_view formula_before(std::string_view line, std::size_t end, bool has_units) {
  std::size_t begin = end;
  while (begin > 0) {
    const std::string_view word = has_units ? word_before(line, begin) : std::string_view{};
    if (!word.empty() && is_formula_word(line, word)) {
      begin -= word.size();
    } else if (!ends_formula(line, begin - 1)) {
      --begin;
    } else {
      break;
    }
  }
  return line.substr(begin, end - begin);
}

std::string_view formula_behind(std::string_view line, std::size_t begin, bool has_units) {
  std::size_t end = begin;
  while (end < line.size()) {
    const std::string_view rest = line.substr(end);
    const std::string_view word = has_units ? rest.substr(0, word_bytes(rest)) : std::string_view{};
    if (!word.empty() && is_formula_word(line, word)) {
      end += word.size();
    } else if (!ends_formula(line, end)) {
      ++end;
    } else {
      break;
    }
  }
  return line.substr(begin, end - begin);
}

// "each second 3 m" -> "3 m".
std::string_view without_words_before(std::string_view formula) {
  for (;;) {
    const std::size_t spaces = std::min(formula.find_first_not_of(' '), formula.size());
    const std::string_view rest = formula.substr(spaces);
    const std::size_t word = word_bytes(rest);
    if (word == 0 || currency_bytes(rest) > 0) return formula;
    formula = rest.substr(word);
  }
}

bool is_negative_number(std::string_view core) {
  return core.size() > 1 && core.front() == '-' && is_digit(core[1]) && !is_operator(core.back());
}

// Whether `formula` may be a piece of something longer.
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

bool is_equals(std::string_view line, std::size_t at) {
  const bool is_relation =
      at > 0 && std::string_view("<>!=~").find(line[at - 1]) != std::string_view::npos;
  return !is_relation && (at + 1 >= line.size() || line[at + 1] != '=');
}

std::optional<EquationSides> sides(std::string_view line, std::string_view left,
                                   std::string_view right) {
  const std::string_view behind =
      line.substr(static_cast<std::size_t>(right.data() - line.data()) + right.size());
  if (is_cut_out(line, left)) return std::nullopt;
  if (is_cut_out(line, right) && !is_negative_number(trimmed(right))) return std::nullopt;
  if (right.ends_with('(') || lowered(behind.substr(0, 3)) == "mod") return std::nullopt;
  return EquationSides{trimmed(left), trimmed(right),
                       !behind.empty() && is_letter_byte(behind.front())};
}

}  // namespace

std::optional<EquationSides> number_sides(std::string_view line, std::size_t at) {
  if (!is_equals(line, at)) return std::nullopt;
  return sides(line, formula_before(line, at, false), formula_behind(line, at + 1, false));
}

std::optional<EquationSides> quantity_sides(std::string_view line, std::size_t at) {
  if (!is_equals(line, at)) return std::nullopt;
  const auto found = sides(line, without_words_before(formula_before(line, at, true)),
                           formula_behind(line, at + 1, true));
  if (!found) return std::nullopt;
  const bool has_words = std::ranges::any_of(found->left, is_letter_byte) ||
                         std::ranges::any_of(found->right, is_letter_byte);
  return has_words ? found : std::nullopt;
}

}  // namespace ponder::modes
