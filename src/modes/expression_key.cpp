#include "modes/expression_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/text.h"

namespace ponder::modes {
namespace {

bool is_name(std::string_view word) {
  constexpr std::array<std::string_view, 13> kNames = {"sqrt", "sin",  "cos", "tan",   "log",
                                                       "inf",  "exp",  "ln",  "theta", "alpha",
                                                       "beta", "root", "pi"};
  return std::ranges::find(kNames, word) != kNames.end();
}

// The letters that `text` begins with.
std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_letter(text[end]) || is_beyond_ascii(text[end]))) ++end;
  return text.substr(0, end);
}

// Whether letters stand together in more than `bytes_max` bytes, save in names of functions and
// constants.
bool has_longer_words(std::string_view text, std::size_t bytes_max) {
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view word = first_word(text.substr(i));
    if (word.size() > bytes_max && !is_name(word)) return true;
    i += word.size() + 1;
  }
  return false;
}

bool has_words(std::string_view text) { return has_longer_words(text, 2); }

// "-x", "a-", "- pi"; between letters in a formula only: "p - q", not "go-to". The "- x" of a list
// has none.
bool has_minus(std::string_view text) {
  if (text.size() < 2) return false;
  const bool is_glued = (text.front() == '-' && !is_space(text[1])) ||
                        (text.back() == '-' && !is_space(text[text.size() - 2]));
  if (is_glued) return true;
  if (text.front() == '-' && is_name(first_word(text.substr(2)))) return true;
  return text.find('-', 1) < text.size() - 1 && has_only_variables(text);
}

bool has_sign(std::string_view text) {
  return text.find_first_of("0123456789^*+=/<>(&|") != std::string_view::npos ||
         text.ends_with('!') || has_minus(text);
}

// 2*x -> 2x; but 2*3 stays.
void drop_products(std::string& key) {
  for (std::size_t i = 1; i + 1 < key.size();) {
    const bool is_needed = is_digit(key[i - 1]) && is_digit(key[i + 1]);
    if (key[i] == '*' && !is_needed) {
      key.erase(i, 1);
    } else {
      ++i;
    }
  }
}

std::size_t closing(std::string_view key, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < key.size(); ++i) {
    if (key[i] == '(') ++depth;
    if (key[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

bool is_product(std::string_view inner) {
  int depth = 0;
  for (const char c : inner) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth == 0 && std::string_view("+-/=<>,").find(c) != std::string_view::npos) return false;
  }
  return !inner.empty();
}

// (2sqrt(3))/3 -> 2sqrt(3)/3: a product above a fraction's line needs none.
void drop_parentheses(std::string& key) {
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool begins_term =
        i == 0 || std::string_view("+-(=,<>").find(key[i - 1]) != std::string_view::npos;
    if (key[i] != '(' || !begins_term) continue;
    const std::size_t end = closing(key, i);
    if (end == std::string::npos || end + 1 >= key.size() || key[end + 1] != '/') continue;
    if (!is_product(std::string_view(key).substr(i + 1, end - i - 1))) continue;
    key.erase(end, 1);
    key.erase(i, 1);
  }
}

}  // namespace

bool has_only_variables(std::string_view text) { return !has_longer_words(text, 1); }

std::optional<std::string> expression_key(std::string_view text) {
  if (has_words(text) || !has_sign(text)) return std::nullopt;
  std::string key = without_spaces(text);
  drop_products(key);
  drop_parentheses(key);
  return key;
}

}  // namespace ponder::modes
