// Text as the unsigned bytes that C libraries read, and numbers read out of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ponder {

inline const std::uint8_t* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

// A view of `length` bytes at `offset`; shorter, or empty, where `bytes` ends before.
inline std::string_view bytes_at(std::string_view bytes, std::size_t offset, std::size_t length) {
  return offset >= bytes.size() ? std::string_view{} : bytes.substr(offset, length);
}

// Numbers of `count` bytes (1 to 4) at `offset`. Bytes that are not there count as 0.
inline std::uint32_t big_endian(std::string_view bytes, std::size_t offset, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = offset + i;
    value = (value << 8U) | (at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0U);
  }
  return value;
}

inline std::uint32_t little_endian(std::string_view bytes, std::size_t offset, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    const std::size_t at = offset + i;
    value = (value << 8U) | (at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0U);
  }
  return value;
}

}  // namespace ponder
