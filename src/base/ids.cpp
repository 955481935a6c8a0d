#include "base/ids.h"

#include <array>
#include <chrono>
#include <random>

namespace ponder {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford base 32.

void append_base32(std::string& out, std::uint64_t value, int digits) {
  for (int shift = (digits - 1) * 5; shift >= 0; shift -= 5) {
    out.push_back(kAlphabet[(value >> static_cast<unsigned>(shift)) & 31U]);
  }
}

}  // namespace

std::string make_id(std::string_view prefix) {
  thread_local std::random_device random;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  std::string id(prefix);
  append_base32(id, static_cast<std::uint64_t>(ms), 10);
  const auto random40 = [] {
    return (std::uint64_t{random()} << 20U ^ random()) & ((std::uint64_t{1} << 40U) - 1);
  };
  append_base32(id, random40(), 8);
  append_base32(id, random40(), 8);
  return id;
}

}  // namespace ponder
