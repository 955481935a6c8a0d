// Q6_K: 256 values of 6 bits, each 16 with a scale of 8 bits. A block of weights is unpacked once
// for all rows, into the lanes that share a scale (Order::kTransposed).
#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"
#include "llama/kernels/transpose.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::size_t kBlock = block_of(Order::kTransposed);

struct Block {                    // llama.cpp's block_q6_K.
  std::uint8_t low[kBlock / 2];   // The lower 4 bits.
  std::uint8_t high[kBlock / 4];  // The upper 2 bits.
  std::int8_t scales[kBlock / 16];
  std::uint16_t scale;
};
static_assert(sizeof(Block) == 210);

constexpr std::size_t kTogether = 2;      // Rows of weights that share what is read of the rows.
constexpr std::size_t kBlocksAhead = 64;  // Fetched from memory before they are needed.

struct Unpacked {
  FourRegisters values;  // 0 to 63: 32 more than is meant.
  __m512 scales;         // Of the lanes.
};

// 128 values, as two registers of 64.
PONDER_VNNI inline void unpack_half(const Block& block, std::size_t half, __m512i* out) {
  const __m512i low = read_64(block.low + half * 64);
  const __m512i high = _mm512_broadcast_i64x4(read_32(block.high + half * 32));
  const __m512i low_mask = _mm512_set1_epi8(0x0f);
  const __m512i high_mask = _mm512_set1_epi8(0x30);
  // The quarters of the half take bits 0-1, 2-3, 4-5 and 6-7 of each byte of `high`.
  const __m512i left = _mm512_set_epi64(2, 2, 2, 2, 4, 4, 4, 4);
  const __m512i right = _mm512_set_epi64(2, 2, 2, 2, 0, 0, 0, 0);
  out[0] = _mm512_or_si512(_mm512_and_si512(low, low_mask),
                           _mm512_and_si512(_mm512_sllv_epi64(high, left), high_mask));
  out[1] = _mm512_or_si512(_mm512_and_si512(_mm512_srli_epi16(low, 4), low_mask),
                           _mm512_and_si512(_mm512_srlv_epi64(high, right), high_mask));
}

PONDER_VNNI inline Unpacked unpack(const Block& block) {
  FourRegisters plain;
  unpack_half(block, 0, plain.data());
  unpack_half(block, 1, plain.data() + 2);
  const __m128i lanes = _mm_set_epi8(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  const __m128i scales = _mm_shuffle_epi8(read_16(block.scales), lanes);
  return {transposed(plain), _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(scales)),
                                           _mm512_set1_ps(_cvtsh_ss(block.scale)))};
}

// kTogether rows of weights, from `blocks` on, and N rows from `first` on.
template <std::size_t N>
PONDER_VNNI void multiply(const Block* blocks, const Rows& rows, std::size_t first, float* out,
                          std::size_t stride) {
  std::array<std::array<__m512, N>, kTogether> totals;
  for (auto& of_row : totals) of_row.fill(_mm512_setzero_ps());
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    // Rows to come, in the order in which they lie in memory: the processor then joins in.
    fetch(blocks + kTogether * b + kBlocksAhead, kTogether * sizeof(Block), Cache::kSecond);
    const Unpacked one = unpack(blocks[b]);
    const Unpacked two = unpack(blocks[rows.blocks() + b]);
    for (std::size_t r = 0; r < N; ++r) {
      const std::size_t at = (first + r) * rows.blocks() + b;
      const std::int8_t* values = rows.values + at * kBlock;
      __m512i sum_one = _mm512_load_si512(rows.offsets + at * kLanes);
      __m512i sum_two = sum_one;
      for (std::size_t i = 0; i < 4; ++i) {
        const __m512i value = _mm512_load_si512(values + i * 64);
        sum_one = _mm512_dpbusd_epi32(sum_one, one.values[i], value);
        sum_two = _mm512_dpbusd_epi32(sum_two, two.values[i], value);
      }
      const __m512 scale = _mm512_set1_ps(rows.scales[at]);
      totals[0][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum_one), _mm512_mul_ps(one.scales, scale),
                                     totals[0][r]);
      totals[1][r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum_two), _mm512_mul_ps(two.scales, scale),
                                     totals[1][r]);
    }
  }
  for (std::size_t r = 0; r < N; ++r) {
    for (std::size_t w = 0; w < kTogether; ++w) {
      out[(first + r) * stride + w] = _mm512_reduce_add_ps(totals[w][r]);
    }
  }
}

constexpr MultiplyRows<Block> kMultiply = {multiply<1>, multiply<2>, multiply<3>, multiply<4>,
                                           multiply<5>, multiply<6>, multiply<7>, multiply<8>};

}  // namespace

void multiply_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  multiply_all(kMultiply, weights, {kTogether, kTogether * rows.blocks()}, begin, end, rows,
               results);
}

}  // namespace ponder::llama::kernels
