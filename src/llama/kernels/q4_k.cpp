// Q4_K, rows interleaved by eight (q4_k_parts.h): one 8-bit dot product works on eight rows of
// weights.
#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/blocks.h"
#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/q4_k_parts.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::size_t kBlock = block_of(Order::kPlain);
constexpr std::size_t kParts = BlockQ4Kx8::kParts;
constexpr std::size_t kBlocksAhead = 24;  // Fetched from memory before they are needed.

using Block = BlockQ4Kx8;

// Eight numbers twice each: for lanes that hold two sums a row.
PONDER_VNNI inline __m512i twice(__m256i numbers) {
  const __m512i order = _mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
  return _mm512_permutexvar_epi32(order, _mm512_castsi256_si512(numbers));
}

PONDER_VNNI inline __m512i part_scales(const PartNumbers& numbers, std::size_t part) {
  return twice(_mm256_cvtepu8_epi32(read_8(numbers.data() + part * 16)));
}

PONDER_VNNI inline __m512i eight_values(const std::int8_t* at) {
  return _mm512_set1_epi64(together<std::int64_t>(at));
}

// Eight rows of weights and N rows from `first` on.
template <std::size_t N>
PONDER_VNNI void multiply(const Block* blocks, const Rows& rows, std::size_t first, float* out,
                          std::size_t stride) {
  const __m512i low_halves = _mm512_set1_epi8(0x0f);
  std::array<__m512, N> totals;
  std::array<__m256, N> minima;
  for (std::size_t r = 0; r < N; ++r) {
    totals[r] = _mm512_setzero_ps();
    minima[r] = _mm256_setzero_ps();
  }
  PartNumbers numbers;
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    const Block& block = blocks[b];
    fetch(blocks + b + kBlocksAhead, sizeof(Block), Cache::kSecond);
    unpack_parts(block, numbers);
    std::array<__m512i, N> sums;
    for (auto& sum : sums) sum = _mm512_setzero_si512();
    for (std::size_t pair = 0; pair < kParts / 2; ++pair) {
      std::array<__m512i, 4> low, high;
      for (std::size_t i = 0; i < 4; ++i) {
        const __m512i bytes = read_64(block.values + (pair * 4 + i) * 64);
        low[i] = _mm512_and_si512(bytes, low_halves);
        high[i] = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low_halves);
      }
      const __m512i low_scales = part_scales(numbers, pair * 2);
      const __m512i high_scales = part_scales(numbers, pair * 2 + 1);
      for (std::size_t r = 0; r < N; ++r) {
        const std::int8_t* values = rows.values + (first + r) * rows.width + b * kBlock + pair * 64;
        __m512i of_low = _mm512_setzero_si512();
        __m512i of_high = _mm512_setzero_si512();
        for (std::size_t i = 0; i < 4; ++i) {
          of_low = _mm512_dpbusd_epi32(of_low, low[i], eight_values(values + i * 8));
          of_high = _mm512_dpbusd_epi32(of_high, high[i], eight_values(values + 32 + i * 8));
        }
        sums[r] = _mm512_add_epi32(sums[r], _mm512_mullo_epi32(of_low, low_scales));
        sums[r] = _mm512_add_epi32(sums[r], _mm512_mullo_epi32(of_high, high_scales));
      }
    }
    const __m256 scale = _mm256_cvtph_ps(read_16(block.scale));
    const __m512 scales = _mm512_castsi512_ps(twice(_mm256_castps_si256(scale)));
    const __m256 least = _mm256_cvtph_ps(read_16(block.least));
    for (std::size_t r = 0; r < N; ++r) {
      const float row_scale = rows.scales[(first + r) * rows.blocks() + b];
      totals[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r]),
                                  _mm512_mul_ps(scales, _mm512_set1_ps(row_scale)), totals[r]);
      const std::int16_t* part_sums = rows.sums + ((first + r) * rows.width + b * kBlock) / kPart;
      __m256i of_minima = _mm256_setzero_si256();
      for (std::size_t p = 0; p < kParts; p += 2) {
        of_minima =
            _mm256_dpwssd_epi32(of_minima, part_minima(numbers, p), two_sums(part_sums + p));
      }
      minima[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(of_minima),
                                  _mm256_mul_ps(least, _mm256_set1_ps(row_scale)), minima[r]);
    }
  }
  const __m512i even = _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, 0, 14, 12, 10, 8, 6, 4, 2, 0);
  for (std::size_t r = 0; r < N; ++r) {
    const __m512 pairs = _mm512_add_ps(totals[r], _mm512_permute_ps(totals[r], 0xB1));
    const __m256 total = _mm512_castps512_ps256(_mm512_permutexvar_ps(even, pairs));
    _mm256_storeu_ps(out + (first + r) * stride, _mm256_sub_ps(total, minima[r]));
  }
}

constexpr MultiplyRows<Block> kMultiply = {multiply<1>, multiply<2>, multiply<3>, multiply<4>,
                                           multiply<5>, multiply<6>, multiply<7>, multiply<8>};

}  // namespace

void multiply_q4_k_by_8(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results) {
  multiply_all(kMultiply, weights, {kWeightRowsStep, rows.blocks()}, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
