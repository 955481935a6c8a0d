#include "store/search_query.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "store/history_limits.h"

namespace ponder::store {
namespace {

constexpr std::size_t kBytesBefore = 60;  // Of a scanned snippet, around what was found.
constexpr std::size_t kBytesAfter = 120;
constexpr std::string_view kCut = "\u2026";

bool is_space(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }

bool is_ascii_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t find_ignoring_case(std::string_view text, std::string_view wanted) {
  const auto found = std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                                 [](char a, char b) { return lower(a) == lower(b); });
  return found == text.end() ? std::string_view::npos
                             : static_cast<std::size_t>(found - text.begin());
}

// Its code point, if it takes three or four bytes: those of interest do.
std::uint32_t long_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])) : 0U;
  };
  const auto tail = [&](std::size_t i) { return byte(i) & 0x3FU; };
  if (byte(0) >= 0xF0) {
    return ((byte(0) & 0x07U) << 18U) | (tail(1) << 12U) | (tail(2) << 6U) | tail(3);
  }
  if (byte(0) >= 0xE0) return ((byte(0) & 0x0FU) << 12U) | (tail(1) << 6U) | tail(2);
  return 0;
}

bool is_unspaced(std::uint32_t code_point) {
  struct Range {
    std::uint32_t first, last;
  };
  constexpr std::array<Range, 6> kRanges = {{{0x0E00, 0x0EFF},      // Thai, Lao.
                                             {0x1000, 0x109F},      // Burmese.
                                             {0x1780, 0x17FF},      // Khmer.
                                             {0x3040, 0x9FFF},      // Kana, Han.
                                             {0xF900, 0xFAFF},      // Han.
                                             {0x20000, 0x3FFFF}}};  // Han.
  return std::ranges::any_of(kRanges, [code_point](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size() && words.size() < history_limits::kSearchWordsMax;) {
    const auto begin =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_space);
    const auto end = std::find_if(begin, text.end(), is_space);
    if (begin != end) words.emplace_back(begin, end);
    at = static_cast<std::size_t>(end - text.begin());
  }
  return words;
}

bool needs_scan(std::string_view text) {
  bool has_letters = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_unspaced(long_code_point(text.substr(at)))) return true;
    has_letters = has_letters || is_ascii_word(text[at]) || (text[at] & 0x80) != 0;
  }
  return !has_letters;
}

std::string match_expression(std::span<const std::string> words) {
  std::string expression;
  for (const std::string& word : words) {
    if (!expression.empty()) expression += ' ';
    expression += '"';
    for (const char c : word) {
      if (c == '"') expression += '"';
      expression += c;
    }
    expression += "\"*";
  }
  return expression;
}

std::vector<std::string> pieces_of(std::string_view marked) {
  std::vector<std::string> pieces(1);
  for (const char c : marked) {
    const bool found = pieces.size() % 2 == 0;
    if (c == (found ? kFoundEnd : kFoundBegin)) {
      pieces.emplace_back();
    } else if (c != kFoundBegin && c != kFoundEnd) {
      pieces.back() += c;
    }
  }
  return pieces;
}

std::vector<std::string> pieces_around(std::string_view text, std::span<const std::string> words) {
  const bool all = std::ranges::all_of(words, [text](const std::string& word) {
    return find_ignoring_case(text, word) != std::string_view::npos;
  });
  if (words.empty() || !all) return {};
  const std::size_t at = find_ignoring_case(text, words.front());
  const std::size_t end = at + words.front().size();
  const std::string_view before = utf8_end(text.substr(0, at), kBytesBefore);
  const std::string_view after = utf8_begin(text.substr(end), kBytesAfter);
  return {std::string(before.size() < at ? kCut : "") + std::string(before),
          std::string(text.substr(at, end - at)),
          std::string(after) + std::string(end + after.size() < text.size() ? kCut : "")};
}

}  // namespace ponder::store
