#include "modes/text_key.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "modes/text.h"

namespace ponder::modes {
namespace {

bool is_one_of(char c, std::string_view signs) { return signs.find(c) != std::string_view::npos; }

// The signs at the end of "C#", "Notepad++"; not the one of "# Heading" or of "salt+pepper".
bool is_at_a_words_end(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (!is_one_of(c, "#+") || at == 0) return false;
  const bool is_behind_word = is_word_byte(text[at - 1]) || text[at - 1] == c;
  return is_behind_word && (at + 1 == text.size() || !is_word_byte(text[at + 1]));
}

// Signs between words stand apart.
std::string kept_of_words(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_word_byte(c) || is_at_a_words_end(text, i)) {
      kept += c;
    } else if (is_one_of(c, "&|<>")) {
      kept.append(" ").append(1, c).append(" ");
    } else if (!is_one_of(c, "'.\"")) {
      kept += ' ';
    }
  }
  return kept;
}

std::string kept_with_digits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (!is_one_of(c, "\"'`,*_")) {
      kept += c;
    } else if (!is_one_of(c, "'\"")) {
      kept += ' ';
    }
  }
  return kept;
}

// "| Paris |" is a cell, "> Paris" a quote.
void drop_outer_signs(std::string& key) {
  constexpr std::string_view kOuter = "&|<> ";
  key.erase(0, std::min(key.find_first_not_of(kOuter), key.size()));
  key.erase(key.find_last_not_of(kOuter) + 1);
}

}  // namespace

std::string text_key(std::string_view text) {
  const bool has_digit = std::ranges::any_of(text, is_digit);
  std::string key = with_single_spaces(has_digit ? kept_with_digits(text) : kept_of_words(text));
  if (!has_digit) drop_outer_signs(key);
  for (const std::string_view article : {"the ", "a ", "an "}) {
    if (key.starts_with(article)) key.erase(0, article.size());
  }
  if (has_digit && words(key).size() <= 3) key = without_spaces(key);
  return key;
}

}  // namespace ponder::modes
