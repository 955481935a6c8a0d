// Q5_0 and Q8_0: 32 values share a scale. Four such blocks are unpacked at once, each into a
// quarter of two registers (Order::kQuarters).
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "llama/kernels/blocks.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"
#include "llama/kernels/two_rows.h"

namespace ponder::llama::kernels {
namespace {

PONDER_VNNI inline __m512i four(__m128i a, __m128i b, __m128i c, __m128i d) {
  return _mm512_inserti64x4(
      _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1)),
      _mm256_inserti128_si256(_mm256_castsi128_si256(c), d, 1), 1);
}

template <class Block>
PONDER_VNNI inline __m512 scales_of(const Block* blocks) {
  const __m512i quarters = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
  return _mm512_permutexvar_ps(quarters, _mm512_castps128_ps512(four_scales(blocks)));
}

struct InQuarters {
  static constexpr Order kOrder = Order::kQuarters;
  static constexpr std::size_t kBlocks = block_of(kOrder) / 32;
  static constexpr std::size_t kBlocksAhead = 768;
};

struct Q50 : InQuarters {
  using Block = BlockQ50;

  PONDER_VNNI static __m512i with_fifth(__m512i values, const Block* blocks, std::size_t half) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < kBlocks; ++i) {
      bits |= std::uint64_t{blocks[i].fifth[half]} << (16U * i);
    }
    return _mm512_mask_add_epi8(values, bits, values, _mm512_set1_epi8(16));
  }

  PONDER_VNNI static Unpacked<2> unpack(const Block* blocks) {
    const __m512i mask = _mm512_set1_epi8(0x0f);
    const __m512i both = four(read_16(blocks[0].low), read_16(blocks[1].low),
                              read_16(blocks[2].low), read_16(blocks[3].low));
    const __m512i first = _mm512_and_si512(both, mask);
    const __m512i last = _mm512_and_si512(_mm512_srli_epi16(both, 4), mask);
    return {{with_fifth(first, blocks, 0), with_fifth(last, blocks, 1)}, scales_of(blocks)};
  }
};

struct Q80 : InQuarters {
  using Block = BlockQ80;

  PONDER_VNNI static __m512i halves_of(const Block* blocks, std::size_t half) {
    const std::size_t at = half * 16;
    const __m512i values = four(read_16(blocks[0].values + at), read_16(blocks[1].values + at),
                                read_16(blocks[2].values + at), read_16(blocks[3].values + at));
    return _mm512_xor_si512(values, _mm512_set1_epi8(static_cast<char>(kQ80Bias)));
  }

  PONDER_VNNI static Unpacked<2> unpack(const Block* blocks) {
    return {{halves_of(blocks, 0), halves_of(blocks, 1)}, scales_of(blocks)};
  }
};

}  // namespace

void multiply_q5_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  TwoRows<Q50>::multiply_range(weights, begin, end, rows, results);
}

void multiply_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  TwoRows<Q80>::multiply_range(weights, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
