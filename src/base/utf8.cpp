#include "base/utf8.h"

#include <cstdint>

namespace ponder {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0U) == 0x80U; }

// The length that a lead byte announces; 0 where it is no lead byte.
std::size_t announced_length(std::uint8_t lead) {
  if (lead < 0x80U) return 1;
  if (lead >= 0xC2U && lead <= 0xDFU) return 2;
  if (lead >= 0xE0U && lead <= 0xEFU) return 3;
  if (lead >= 0xF0U && lead <= 0xF4U) return 4;
  return 0;
}

// Whether the second byte keeps the character within Unicode and in its shortest form.
bool second_byte_allowed(std::uint8_t lead, std::uint8_t second) {
  if (lead == 0xE0U) return second >= 0xA0U;
  if (lead == 0xEDU) return second <= 0x9FU;
  if (lead == 0xF0U) return second >= 0x90U;
  if (lead == 0xF4U) return second <= 0x8FU;
  return true;
}

// The length of the valid character at `i`, or 0.
std::size_t character_length(std::string_view text, std::size_t i) {
  const std::size_t length = announced_length(byte_at(text, i));
  if (length == 0 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if (!is_continuation(byte_at(text, i + k))) return 0;
  }
  if (length > 1 && !second_byte_allowed(byte_at(text, i), byte_at(text, i + 1))) return 0;
  return length;
}

}  // namespace

std::size_t utf8_invalid_at(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::size_t utf8_cut_bytes(std::string_view text) {
  const std::size_t deepest = text.size() < 3 ? text.size() : 3;
  for (std::size_t back = 1; back <= deepest; ++back) {
    const std::uint8_t byte = byte_at(text, text.size() - back);
    if (is_continuation(byte)) continue;
    return announced_length(byte) > back ? back : 0;
  }
  return 0;
}

std::string_view utf8_begin(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  text = text.substr(0, bytes_max);
  text.remove_suffix(utf8_cut_bytes(text));
  return text;
}

std::string_view utf8_end(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  text.remove_prefix(text.size() - bytes_max);
  while (!text.empty() && is_continuation(byte_at(text, 0))) text.remove_prefix(1);
  return text;
}

std::string utf8_repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
    } else {
      out.append(text, i, length);
      i += length;
    }
  }
  return out;
}

}  // namespace ponder
