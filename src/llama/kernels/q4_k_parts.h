// Q4_K, rows interleaved by eight: 64 bytes hold eight values of each of eight rows, the low halves
// of bytes 32 values (a part) before the high ones. What its kernels share.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "llama/kernels/blocks.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

// The 6-bit numbers of all parts, a byte each: of part p the scales of the rows at [p * 16], their
// minima at [p * 16 + 8].
using PartNumbers = std::array<std::uint8_t, BlockQ4Kx8::kParts * 16>;

inline void unpack_parts(const BlockQ4Kx8& block, PartNumbers& numbers) {
  constexpr std::uint32_t kSix = 0x3f3f3f3fU, kFour = 0x0f0f0f0fU, kTwo = 0x03030303U;
  for (std::size_t p = 0; p < BlockQ4Kx8::kParts; ++p) {
    std::array<std::uint32_t, 3> in{};
    std::memcpy(in.data(), block.parts + p * 12, 12);
    const std::array<std::uint32_t, 4> out = {
        in[0] & kSix, (in[2] & kFour) | (((in[0] >> 6U) & kTwo) << 4U), in[1] & kSix,
        ((in[2] >> 4U) & kFour) | (((in[1] >> 6U) & kTwo) << 4U)};
    std::memcpy(numbers.data() + p * 16, out.data(), 16);
  }
}

// Of two parts in turn: row 0's minima, row 1's...
PONDER_AVX2 inline __m256i part_minima(const PartNumbers& numbers, std::size_t part) {
  const std::uint8_t* first = numbers.data() + part * 16 + 8;
  return _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(read_8(first), read_8(first + 16)));
}

PONDER_AVX2 inline __m256i two_sums(const std::int16_t* at) {
  return _mm256_set1_epi32(together<std::int32_t>(at));
}

}  // namespace ponder::llama::kernels
