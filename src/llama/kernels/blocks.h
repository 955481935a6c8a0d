// Blocks of weights as llama.cpp keeps them.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

struct BlockQ50 {  // llama.cpp's block_q5_0.
  static constexpr std::size_t kValues = 32;
  std::uint16_t scale;
  std::uint16_t fifth[2];  // Bits of the first and of the last 16 values.
  std::uint8_t low[16];    // Of each byte the lower half is of the first 16 values.
};
static_assert(sizeof(BlockQ50) == 22);

struct BlockQ80 {  // llama.cpp's block_q8_0.
  static constexpr std::size_t kValues = 32;
  std::uint16_t scale;
  std::int8_t values[32];
};
static_assert(sizeof(BlockQ80) == 34);

struct BlockQ6K {  // llama.cpp's block_q6_K.
  static constexpr std::size_t kValues = 256;
  std::uint8_t low[128];   // The lower 4 bits.
  std::uint8_t high[64];   // The upper 2 bits.
  std::int8_t scales[16];  // Of 16 values each.
  std::uint16_t scale;
};
static_assert(sizeof(BlockQ6K) == 210);

struct BlockQ4Kx8 {  // llama.cpp's block_q4_Kx8: a block of eight rows.
  static constexpr std::size_t kValues = 256;
  static constexpr std::size_t kParts = 8;
  std::uint16_t scale[8];
  std::uint16_t least[8];
  std::uint8_t parts[kParts * 12];  // For each part eight scales and eight minima of 6 bits.
  std::uint8_t values[8 * kValues / 2];
};
static_assert(sizeof(BlockQ4Kx8) == 1152);

// Of four blocks of Q5_0 or Q8_0.
template <class Block>
PONDER_AVX2 inline __m128 four_scales(const Block* blocks) {
  const __m128i halves = _mm_setr_epi16(
      static_cast<short>(blocks[0].scale), static_cast<short>(blocks[1].scale),
      static_cast<short>(blocks[2].scale), static_cast<short>(blocks[3].scale), 0, 0, 0, 0);
  return _mm_cvtph_ps(halves);
}

}  // namespace ponder::llama::kernels
