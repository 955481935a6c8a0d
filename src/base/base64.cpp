#include "base/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> values_of_digits() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values.at(static_cast<std::uint8_t>(kDigits[i])) = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr std::array<std::uint8_t, 256> kValues = values_of_digits();

bool is_line_break(char c) { return c == '\r' || c == '\n'; }

Error wrong_at(std::size_t at) {
  return invalid("is not base64: byte " + std::to_string(at) + " is wrong");
}

}  // namespace

std::string base64_encoded(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint8_t byte =
          i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : std::uint8_t{0};
      group = group << 8U | byte;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : kDigits[group >> (18U - 6U * k) & 63U];
    }
  }
  return text;
}

Result<std::string> base64_decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_line_break(text[i])) continue;
    if (text[i] == '=' && digits % 4 >= 2) {
      if (++padding > 4 - digits % 4) return wrong_at(i);
      continue;
    }
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(text[i])];
    if (value == kNoDigit || padding > 0) return wrong_at(i);
    group = group << 6U | value;
    if (++digits % 4 != 0) continue;
    for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>(group >> shift & 0xFFU);
    group = 0;
  }
  if (digits % 4 == 1) return wrong_at(text.size());
  if (digits % 4 == 2) bytes += static_cast<char>(group >> 4U & 0xFFU);
  if (digits % 4 == 3) {
    bytes += static_cast<char>(group >> 10U & 0xFFU);
    bytes += static_cast<char>(group >> 2U & 0xFFU);
  }
  return bytes;
}

std::string data_url(std::string_view media_type, std::string_view bytes) {
  return "data:" + std::string(media_type) + ";base64," + base64_encoded(bytes);
}

}  // namespace ponder
