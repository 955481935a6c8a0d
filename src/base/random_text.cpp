#include "base/random_text.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ponder {

std::optional<std::string> random_text(std::size_t bytes) {
  constexpr unsigned kBitsPerDigit = 5;
  std::vector<unsigned char> random(bytes);
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return std::nullopt;
  std::string out;
  unsigned waiting = 0;
  unsigned bits = 0;
  for (const unsigned char byte : random) {
    waiting = (waiting << 8U) | byte;
    bits += 8;
    while (bits >= kBitsPerDigit) {
      bits -= kBitsPerDigit;
      out += kBase32Digits[(waiting >> bits) & 31U];
    }
    waiting &= (1U << bits) - 1;
  }
  if (bits > 0) out += kBase32Digits[(waiting << (kBitsPerDigit - bits)) & 31U];
  OPENSSL_cleanse(random.data(), random.size());
  return out;
}

}  // namespace ponder
