// The edges of UTF-8: what is whole, what is cut, what is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ponder {

// The offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and a cut
// character at the end count as invalid), or npos.
std::size_t utf8_invalid_at(std::string_view text);

// How many bytes at the end of `text` begin a character that is not complete yet (0 to 3).
std::size_t utf8_cut_bytes(std::string_view text);

// At most `bytes_max` bytes of the beginning or the end of `text`: no character is cut.
std::string_view utf8_begin(std::string_view text, std::size_t bytes_max);
std::string_view utf8_end(std::string_view text, std::size_t bytes_max);

// `text` with each invalid byte replaced by U+FFFD.
std::string utf8_repaired(std::string_view text);

}  // namespace ponder
