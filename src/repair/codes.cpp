#include "repair/codes.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "repair/book.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kCodeBytesMax = 6;     // Of a code in running text, without signs.
constexpr std::size_t kDisplayWordsMax = 3;  // A picture of a display shows little else.
constexpr std::size_t kCueReach = 3;         // Words between a cue and the code.

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_code_byte(char c) { return is_letter(c) || is_digit(c); }

bool same_name(std::string_view a, std::string_view b) { return folded(a) == folded(b); }

// Pieces of text between blanks and signs that end words, as they were written.
std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  text = text.substr(0, limits::kRepairReadBytesMax);
  constexpr std::string_view kBetween = " \t\r\n,;!?()\"'<>[]";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(kBetween, begin), text.size());
    std::string_view piece = text.substr(begin, end - begin);
    while (!piece.empty() && (piece.back() == '.' || piece.back() == ':')) piece.remove_suffix(1);
    if (!piece.empty()) pieces.push_back(piece);
    at = end;
  }
  return pieces;
}

bool is_cue(std::string_view piece) {
  const std::vector<std::string_view>& cues = book().word_list("code cues");
  return std::ranges::find(cues, folded(piece)) != cues.end();
}

// Letters, then digits ("E24", "E:24", "F9E1", "i20"): what units and types of lamps do not look
// like.
bool looks_like_code(std::string_view piece) {
  const std::string key = code_key(piece);
  if (key.size() < 3 || key.size() > kCodeBytesMax || !is_letter(piece.front())) return false;
  const bool plain = std::ranges::all_of(
      piece, [](char c) { return is_code_byte(c) || c == ':' || c == '-' || c == '.'; });
  return plain && std::ranges::any_of(piece, is_digit) &&
         std::ranges::count_if(piece, is_letter) <= 3;
}

bool in_table(std::string_view piece) {
  const std::string key = code_key(piece);
  return !key.empty() && std::ranges::any_of(book().codes, [&](const CodeEntry& entry) {
    return std::ranges::any_of(entry.codes,
                               [&](std::string_view code) { return code_key(code) == key; });
  });
}

// As the display shows it: small letters of running text ("de", "he") are no code.
bool written_as_shown(std::string_view piece) {
  return std::ranges::any_of(book().codes, [&](const CodeEntry& entry) {
    return std::ranges::find(entry.codes, piece) != entry.codes.end();
  });
}

bool might_be_code(std::string_view piece) {
  const std::string key = code_key(piece);
  if (key.size() < 2 || key.size() > kCodeBytesMax) return false;
  if (!std::ranges::all_of(
          piece, [](char c) { return is_code_byte(c) || c == ':' || c == '-' || c == '.'; })) {
    return false;
  }
  return std::ranges::any_of(piece, is_digit) || written_as_shown(piece);
}

// "E 24", "F9 E1": two pieces that are one code of the table.
std::optional<std::string> pair_in_table(std::string_view first, std::string_view second) {
  if (!is_letter(first.front()) || first.size() > 3 || !std::ranges::any_of(second, is_digit)) {
    return std::nullopt;
  }
  std::string both = std::string(first) + " " + std::string(second);
  if (code_key(both).size() > kCodeBytesMax || !in_table(both)) return std::nullopt;
  return both;
}

}  // namespace

std::string code_key(std::string_view code) {
  std::string key;
  for (const char c : code) {
    if (!is_code_byte(c)) continue;
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    key += upper == 'O' ? '0' : upper == 'I' ? '1' : upper;
  }
  return key;
}

const CodeEntry* find_code(std::string_view kind, std::string_view brand, std::string_view code) {
  const std::string key = code_key(code);
  if (key.empty()) return nullptr;
  for (const CodeEntry& entry : book().codes) {
    if (entry.kind != kind) continue;
    const auto is_brand = [&](std::string_view name) { return same_name(name, brand); };
    const auto is_code = [&](std::string_view known) { return code_key(known) == key; };
    if (std::ranges::any_of(entry.brands, is_brand) && std::ranges::any_of(entry.codes, is_code)) {
      return &entry;
    }
  }
  return nullptr;
}

std::vector<std::string> brands_with(std::string_view kind, std::string_view code) {
  std::vector<std::string> brands;
  for (const CodeEntry& entry : book().codes) {
    for (const std::string_view brand : entry.brands) {
      if (find_code(kind, brand, code) == nullptr) continue;
      if (std::ranges::find(brands, brand) == brands.end()) brands.emplace_back(brand);
    }
  }
  return brands;
}

std::optional<std::string> code_in_words(std::string_view words) {
  const auto pieces = pieces_of(words);
  std::size_t after_cue = kCueReach + 1;  // Pieces since the last cue.
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i + 1 < pieces.size()) {
      if (auto both = pair_in_table(pieces[i], pieces[i + 1])) return both;
    }
    const bool cued = after_cue <= kCueReach;
    if (looks_like_code(pieces[i]) && (cued || in_table(pieces[i]))) return std::string(pieces[i]);
    if (cued && might_be_code(pieces[i])) return std::string(pieces[i]);
    after_cue = is_cue(pieces[i]) ? 1 : after_cue + 1;
  }
  return std::nullopt;
}

std::optional<std::string> code_in_picture(std::string_view read) {
  if (auto code = code_in_words(read)) return code;
  const auto pieces = pieces_of(read);
  if (pieces.size() > kDisplayWordsMax) return std::nullopt;
  for (const std::string_view piece : pieces) {
    if (might_be_code(piece)) return std::string(piece);
  }
  return std::nullopt;
}

}  // namespace ponder::repair
