// Text as words that can be compared: what differs only in case, accents or marks becomes equal.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/utf8.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

// Letters of two bytes from U+00C0 on, without their accents; the same for capitals.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> kPlain = {{
    {"\u00e0", "a"},  {"\u00e1", "a"}, {"\u00e2", "a"}, {"\u00e3", "a"}, {"\u00e4", "a"},
    {"\u00e5", "a"},  {"\u00c4", "a"}, {"\u00c1", "a"}, {"\u00c0", "a"}, {"\u00e8", "e"},
    {"\u00e9", "e"},  {"\u00ea", "e"}, {"\u00eb", "e"}, {"\u00c9", "e"}, {"\u00ec", "i"},
    {"\u00ed", "i"},  {"\u00ee", "i"}, {"\u00ef", "i"}, {"\u00cd", "i"}, {"\u00f2", "o"},
    {"\u00f3", "o"},  {"\u00f4", "o"}, {"\u00f6", "o"}, {"\u00d6", "o"}, {"\u00d3", "o"},
    {"\u00f9", "u"},  {"\u00fa", "u"}, {"\u00fb", "u"}, {"\u00fc", "u"}, {"\u00dc", "u"},
    {"\u00da", "u"},  {"\u00f1", "n"}, {"\u00d1", "n"}, {"\u00e7", "c"}, {"\u00c7", "c"},
    {"\u00df", "ss"}, {"\u00a0", " "}, {"\u00bf", " "}, {"\u00a1", " "}, {"\u0640", ""},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSigns = {{
    {"\u2019", "'"},
    {"\u2018", "'"},
    {"\u060c", ","},
    {"\u061f", "?"},
    {"\u061b", ";"},
}};

// The bytes of the character that begins with `lead`.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

bool is_arabic_mark(std::string_view character) {
  return character.size() == 2 && character[0] == '\xD9' && character[1] >= '\x8B' &&
         character[1] <= '\x92';
}

template <std::size_t N>
const std::string_view* found_in(
    const std::array<std::pair<std::string_view, std::string_view>, N>& table,
    std::string_view character) {
  for (const auto& [from, to] : table) {
    if (from == character) return &to;
  }
  return nullptr;
}

void append_folded(std::string& out, std::string_view character) {
  if (character.size() == 1) {
    const char c = character[0];
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return;
  }
  if (is_arabic_mark(character)) return;
  const std::string_view* plain = found_in(kPlain, character);
  if (plain == nullptr) plain = found_in(kSigns, character);
  out += plain != nullptr ? *plain : character;
}

bool is_sign(char c) { return std::string_view(",.;!?:\n()").find(c) != std::string_view::npos; }
// Bytes of other scripts are parts of words.
bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length =
        std::min(length_of(static_cast<unsigned char>(text[0])), text.size());
    append_folded(out, text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (const char c : folded(utf8_begin(text, limits::kRepairReadBytesMax))) {
    if (is_word_byte(c)) {
      word += c;
      continue;
    }
    end_word();
    if (is_sign(c)) words.emplace_back(1, c == '\n' ? '.' : c);
  }
  end_word();
  return words;
}

}  // namespace ponder::repair
