// Small helpers on ASCII text; bytes beyond ASCII pass through untouched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder::modes {

inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
inline bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
inline bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80U; }
// Part of a word in any language.
inline bool is_word_byte(char c) { return is_letter(c) || is_digit(c) || is_beyond_ascii(c); }

std::string_view trimmed(std::string_view text);
std::string lowered(std::string_view text);
std::string without_spaces(std::string_view text);
std::string with_single_spaces(std::string_view text);  // Trimmed; runs of space become one.
std::vector<std::string_view> words(std::string_view text);
void replace_all(std::string& text, std::string_view from, std::string_view to);
// At most `bytes_max` bytes, cut at a whole UTF-8 character and then ended by "...".
std::string excerpt(std::string_view text, std::size_t bytes_max);

}  // namespace ponder::modes
