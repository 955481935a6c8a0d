#include "sight/look_alikes.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sight/reading.h"

namespace ponder::sight {
namespace {

constexpr std::size_t kCodeMax = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char digit_for(char c) {
  if (c == 'Q' || c == '@') return '0';
  if (c == 'l' || c == '|') return '1';
  return c;
}

// `alone`: it is the whole line, so "El" is no word of a sentence.
std::string mended(std::string_view word, bool alone) {
  std::string code(word);
  if (word.size() < 2 || word.size() > kCodeMax || word[0] < 'A' || word[0] > 'Z') return code;
  bool had_digit = false;
  for (std::size_t i = 1; i < word.size(); ++i) {
    had_digit = had_digit || is_digit(word[i]);
    code[i] = digit_for(word[i]);
    if (!is_digit(code[i])) return std::string(word);
  }
  const bool one_stroke = alone && word.size() == 2 && code[1] == '1';
  return had_digit || one_stroke ? code : std::string(word);
}

}  // namespace

void mend_look_alikes(std::vector<Line>& lines) {
  for (Line& line : lines) {
    for (Word& word : line.words) word.text = mended(word.text, line.words.size() == 1);
    line.text = text_of(line.words);
  }
}

}  // namespace ponder::sight
