// Reads, writes and early fetches of registers, from and to any address.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

PONDER_AVX2 inline __m128i read_8(const void* from) {
  return _mm_loadl_epi64(static_cast<const __m128i*>(from));
}
PONDER_AVX2 inline __m128i read_16(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}
PONDER_AVX2 inline __m256i read_32(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
PONDER_VNNI inline __m512i read_64(const void* from) { return _mm512_loadu_si512(from); }
PONDER_AVX2 inline void write_16(void* to, __m128i value) {
  _mm_storeu_si128(static_cast<__m128i*>(to), value);
}
PONDER_AVX2 inline void write_32(void* to, __m256i value) {
  _mm256_storeu_si256(static_cast<__m256i*>(to), value);
}

// The numbers at `from`, as many as a T holds, as one number to repeat over a register.
template <class T>
T together(const void* from) {
  T numbers;
  std::memcpy(&numbers, from, sizeof numbers);
  return numbers;
}

enum class Cache : std::uint8_t { kFirst, kSecond };

// Nothing happens where there is no such memory.
inline void fetch(const void* from, std::size_t bytes, Cache cache) {
  constexpr std::size_t kLine = 64;
  const auto* begin = static_cast<const char*>(from);
  for (std::size_t at = 0; at < bytes; at += kLine) {
    if (cache == Cache::kFirst) {
      _mm_prefetch(begin + at, _MM_HINT_T0);
    } else {
      _mm_prefetch(begin + at, _MM_HINT_T1);
    }
  }
}

}  // namespace ponder::llama::kernels
