// Q6_K: 256 values of 6 bits, each 16 with a scale of 8 bits. A block of weights is unpacked once
// for all rows, into the lanes that share a scale (Order::kTransposed).
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "llama/kernels/blocks.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"
#include "llama/kernels/transpose.h"
#include "llama/kernels/two_rows.h"

namespace ponder::llama::kernels {
namespace {

struct Q6K {
  using Block = BlockQ6K;
  static constexpr Order kOrder = Order::kTransposed;
  static constexpr std::size_t kBlocks = 1;
  static constexpr std::size_t kBlocksAhead = 64;

  // 128 values, as two registers of 64.
  PONDER_VNNI static void unpack_half(const Block& block, std::size_t half, __m512i* out) {
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

  PONDER_VNNI static Unpacked<4> unpack(const Block* block) {
    FourRegisters plain;
    unpack_half(*block, 0, plain.data());
    unpack_half(*block, 1, plain.data() + 2);
    const __m128i lanes = _mm_set_epi8(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
    const __m128i scales = _mm_shuffle_epi8(read_16(block->scales), lanes);
    return {transposed(plain), _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(scales)),
                                             _mm512_set1_ps(_cvtsh_ss(block->scale)))};
  }
};

}  // namespace

void multiply_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  TwoRows<Q6K>::multiply_range(weights, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
