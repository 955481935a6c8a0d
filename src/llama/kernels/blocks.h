// Blocks of weights as llama.cpp keeps them.
#pragma once

#include <cstddef>
#include <cstdint>

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

}  // namespace ponder::llama::kernels
