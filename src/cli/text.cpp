#include "cli/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/utf8.h"

namespace ponder::cli {
namespace {

std::string formatted(const char* format, double value) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The character at `i`; a byte that begins none stands for itself.
Character character_at(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (bytes == 1 || utf8_invalid_at(text.substr(i, bytes)) != std::string_view::npos) {
    return {lead, 1};
  }
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t k = 1; k < bytes; ++k) {
    code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
  }
  return {code, bytes};
}

template <std::size_t N>
bool within(char32_t code, const std::array<std::pair<char32_t, char32_t>, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const auto& range) {
    return code >= range.first && code <= range.second;
  });
}

// The blocks that matter in practice, after Unicode's EastAsianWidth and general categories.
constexpr std::array<std::pair<char32_t, char32_t>, 6> kNoColumn = {{{0x0, 0x1F},
                                                                     {0x7F, 0x7F},
                                                                     {0x300, 0x36F},
                                                                     {0x200B, 0x200F},
                                                                     {0x20D0, 0x20FF},
                                                                     {0xFE00, 0xFE0F}}};
constexpr std::array<std::pair<char32_t, char32_t>, 9> kTwoColumns = {{{0x1100, 0x115F},
                                                                       {0x2E80, 0xA4CF},
                                                                       {0xAC00, 0xD7A3},
                                                                       {0xF900, 0xFAFF},
                                                                       {0xFE30, 0xFE6F},
                                                                       {0xFF00, 0xFF60},
                                                                       {0xFFE0, 0xFFE6},
                                                                       {0x1F300, 0x1FAFF},
                                                                       {0x20000, 0x3FFFD}}};

std::size_t columns_of(char32_t code) {
  if (within(code, kNoColumn)) return 0;
  return within(code, kTwoColumns) ? 2 : 1;
}

}  // namespace

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes) / 1000.0;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000.0;
    ++unit;
  }
  return formatted(unit < 2 || value >= 99.95 ? "%.0f " : "%.1f ", value) + kUnits.at(unit);
}

std::string format_count(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string format_seconds(double seconds) {
  if (seconds < 100.0) return formatted("%.1f s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Character c = character_at(text, i);
    columns += columns_of(c.code);
    i += c.bytes;
  }
  return columns;
}

std::string first_columns(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character c = character_at(text, end);
    used += columns_of(c.code);
    if (used > columns) break;
    end += c.bytes;
  }
  return std::string(text.substr(0, end));
}

std::string last_columns(std::string_view text, std::size_t columns) {
  std::size_t left = columns_of(text);
  std::size_t begin = 0;
  while (left > columns) {
    const Character c = character_at(text, begin);
    left -= columns_of(c.code);
    begin += c.bytes;
  }
  return std::string(text.substr(begin));
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string cut = first_columns(text, columns);
  cut.append(columns - columns_of(cut), ' ');
  return cut;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Character c = character_at(text, i);
    const bool control = c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0);
    if (!control || c.code == '\n' || c.code == '\t') out.append(text, i, c.bytes);
    i += c.bytes;
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]) + "  ";
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace ponder::cli
