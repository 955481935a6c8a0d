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

// Letters that are no variables: words of three and more, save the names of functions.
bool has_words(std::string_view text) {
  constexpr std::array<std::string_view, 11> kFunctions = {
      "sqrt", "sin", "cos", "tan", "log", "inf", "exp", "theta", "alpha", "beta", "root"};
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && (is_letter(text[end]) || is_beyond_ascii(text[end]))) ++end;
    const std::string_view word = text.substr(i, end - i);
    if (word.size() > 2 && std::ranges::find(kFunctions, word) == kFunctions.end()) return true;
    i = end + 1;
  }
  return false;
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

std::optional<std::string> expression_key(std::string_view text) {
  if (has_words(text) || text.find_first_of("0123456789^*+=/<>(") == std::string_view::npos) {
    return std::nullopt;
  }
  std::string key = without_spaces(text);
  drop_products(key);
  drop_parentheses(key);
  return key;
}

}  // namespace ponder::modes
