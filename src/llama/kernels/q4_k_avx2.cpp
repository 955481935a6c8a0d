// Q4_K, rows interleaved by eight (q4_k_parts.h), with AVX2: a register holds eight values of each
// of four rows of weights. Sums of 16 bits hold a part's 32 products, so that its scale is applied
// once.
#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/avx2.h"
#include "llama/kernels/blocks.h"
#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/q4_k_parts.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {
namespace {

using Block = BlockQ4Kx8;
constexpr std::size_t kParts = Block::kParts;
constexpr std::size_t kBlocksAhead = 24;  // Fetched from memory before they are needed.

// Two parts of four rows, and their scales.
struct TwoParts {
  FourHalves low, high;
  __m256i low_scale, high_scale;
};

// Of four rows, each for its four sums of 16 bits.
PONDER_AVX2 inline __m256i part_scales(const PartNumbers& numbers, std::size_t part,
                                       std::size_t four) {
  const __m256i bytes =
      _mm256_set1_epi32(together<std::int32_t>(numbers.data() + part * 16 + four * 4));
  const __m256i order = _mm256_setr_epi8(0, -1, 0, -1, 0, -1, 0, -1, 1, -1, 1, -1, 1, -1, 1, -1, 2,
                                         -1, 2, -1, 2, -1, 2, -1, 3, -1, 3, -1, 3, -1, 3, -1);
  return _mm256_shuffle_epi8(bytes, order);
}

PONDER_AVX2 inline TwoParts unpack(const Block& block, const PartNumbers& numbers, std::size_t pair,
                                   std::size_t four) {
  const __m256i low_halves = _mm256_set1_epi8(0x0f);
  TwoParts out;
  for (std::size_t i = 0; i < 4; ++i) {
    const __m256i bytes = read_32(block.values + (pair * 4 + i) * 64 + four * 32);
    out.low[i] = _mm256_and_si256(bytes, low_halves);
    out.high[i] = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_halves);
  }
  out.low_scale = part_scales(numbers, pair * 2, four);
  out.high_scale = part_scales(numbers, pair * 2 + 1, four);
  return out;
}

// A part's products with 32 values, scaled: two sums for each row of weights.
PONDER_AVX2 inline __m256i scaled_products(const FourHalves& weights, __m256i scale,
                                           const std::int8_t* values) {
  __m256i sums = _mm256_setzero_si256();
  for (std::size_t i = 0; i < 4; ++i) {
    const __m256i eight = _mm256_set1_epi64x(together<std::int64_t>(values + i * 8));
    sums = _mm256_add_epi16(sums, _mm256_maddubs_epi16(weights[i], eight));
  }
  return _mm256_madd_epi16(sums, scale);
}

// What the minima of a block take away, for each of the eight rows.
PONDER_AVX2 inline __m256i minima_of(const PartNumbers& numbers, const std::int16_t* part_sums) {
  __m256i sums = _mm256_setzero_si256();
  for (std::size_t p = 0; p < kParts; p += 2) {
    const __m256i two = _mm256_madd_epi16(part_minima(numbers, p), two_sums(part_sums + p));
    sums = _mm256_add_epi32(sums, two);
  }
  return sums;
}

// Eight sums, of rows 0 to 3 twice and of rows 4 to 7 twice, to one for each row.
PONDER_AVX2 inline __m256i eight_sums(const std::array<__m256i, 2>& fours) {
  return _mm256_permute4x64_epi64(_mm256_hadd_epi32(fours[0], fours[1]), 0b11011000);
}

// Eight rows of weights and N rows from `first` on.
template <std::size_t N>
PONDER_AVX2 void multiply(const Block* blocks, const Rows& rows, std::size_t first, float* out,
                          std::size_t stride) {
  std::array<__m256, N> totals;
  totals.fill(_mm256_setzero_ps());
  PartNumbers numbers;
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    const Block& block = blocks[b];
    fetch(blocks + b + kBlocksAhead, sizeof(Block), Cache::kSecond);
    unpack_parts(block, numbers);
    std::array<std::array<__m256i, 2>, N> sums;
    for (auto& of_row : sums) of_row.fill(_mm256_setzero_si256());
    for (std::size_t pair = 0; pair < kParts / 2; ++pair) {
      for (std::size_t four = 0; four < 2; ++four) {
        const TwoParts weights = unpack(block, numbers, pair, four);
        for (std::size_t r = 0; r < N; ++r) {
          const std::int8_t* values =
              rows.values + (first + r) * rows.width + b * Block::kValues + pair * 2 * kPart;
          const __m256i low = scaled_products(weights.low, weights.low_scale, values);
          const __m256i high = scaled_products(weights.high, weights.high_scale, values + kPart);
          sums[r][four] = _mm256_add_epi32(sums[r][four], _mm256_add_epi32(low, high));
        }
      }
    }
    const __m256 scale = _mm256_cvtph_ps(read_16(block.scale));
    const __m256 least = _mm256_cvtph_ps(read_16(block.least));
    for (std::size_t r = 0; r < N; ++r) {
      const std::size_t at = (first + r) * rows.blocks() + b;
      const __m256 minima = _mm256_cvtepi32_ps(minima_of(numbers, rows.sums + at * kParts));
      const __m256 products = _mm256_cvtepi32_ps(eight_sums(sums[r]));
      const __m256 both = _mm256_fmsub_ps(products, scale, _mm256_mul_ps(minima, least));
      totals[r] = _mm256_fmadd_ps(both, _mm256_set1_ps(rows.scales[at]), totals[r]);
    }
  }
  for (std::size_t r = 0; r < N; ++r) _mm256_storeu_ps(out + (first + r) * stride, totals[r]);
}

constexpr MultiplyRows<Block> kMultiply = {multiply<1>, multiply<2>, multiply<3>, multiply<4>,
                                           multiply<5>, multiply<6>, multiply<7>, multiply<8>};

}  // namespace

void multiply_avx2_q4_k_by_8(const void* weights, std::size_t begin, std::size_t end,
                             const Rows& rows, const Results& results) {
  multiply_all(kMultiply, weights, {kWeightRowsStep, rows.blocks()}, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
