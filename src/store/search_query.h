// What somebody looks for, as words and as an expression of the index, and what was found, cut into
// pieces. Pure functions. Internal to store/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::store {

// Cut at spaces and control characters; at most history_limits::kSearchWordsMax.
std::vector<std::string> words_of(std::string_view text);

// Whether the index knows no words for it: its script (Han, Kana, Thai, Lao, Khmer, Burmese) is
// written without spaces, or it has neither letters nor digits.
bool needs_scan(std::string_view text);

// The FTS5 expression that wants all words, or words that begin so. Each is quoted: nothing of
// FTS5's syntax is left, whatever stands in it.
std::string match_expression(std::span<const std::string> words);

// The control characters that stand around a word that was found, in snippets of the index.
inline constexpr char kFoundBegin = '\x02';
inline constexpr char kFoundEnd = '\x03';

// Plain, found, plain, found... of a snippet with these marks.
std::vector<std::string> pieces_of(std::string_view marked);

// The same of the first place in `text` that reads as the first of `words` (upper and lower case of
// ASCII alike), with what stands near it. Empty where a word is missing.
std::vector<std::string> pieces_around(std::string_view text, std::span<const std::string> words);

}  // namespace ponder::store
