// Random text that nobody can guess: for keys and links.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ponder {

inline constexpr std::string_view kBase32Digits = "abcdefghijklmnopqrstuvwxyz234567";  // RFC 4648.

// The digits that so many bytes take in base 32.
constexpr std::size_t base32_digits(std::size_t bytes) { return (bytes * 8 + 4) / 5; }

// So many random bytes of the system in base 32; nothing where it gives none.
std::optional<std::string> random_text(std::size_t bytes);

}  // namespace ponder
