// Rows for the kernels that have no more than AVX2.
#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/avx2.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {
namespace {

PONDER_AVX2 float largest(const float* from, std::size_t count) {
  const __m256 no_sign = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
  __m256 most = _mm256_setzero_ps();
  for (std::size_t i = 0; i < count; i += 8) {
    most = _mm256_max_ps(most, _mm256_and_ps(no_sign, _mm256_loadu_ps(from + i)));
  }
  alignas(32) float lanes[8];
  _mm256_store_ps(lanes, most);
  return *std::max_element(lanes, lanes + 8);
}

PONDER_AVX2 inline __m256i whole(const float* from, __m256 factor) {
  return _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(from), factor));
}

// Writes 32 values as bytes.
PONDER_AVX2 inline void shrink(const float* from, __m256 factor, std::int8_t* to) {
  const __m256i first = _mm256_packs_epi32(whole(from, factor), whole(from + 8, factor));
  const __m256i second = _mm256_packs_epi32(whole(from + 16, factor), whole(from + 24, factor));
  // Packing works on each 128 bits, so that fours of values lie in turn.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  write_32(to, _mm256_permutevar8x32_epi32(_mm256_packs_epi16(first, second), order));
}

// Of each lane.
PONDER_AVX2 inline __m256i fours_added(__m256i values) {
  return pairs_added(_mm256_maddubs_epi16(_mm256_set1_epi8(1), values));
}

PONDER_AVX2 void sum_parts(const std::int8_t* values, std::int16_t* sums) {
  for (std::size_t p = 0; p < block_of(Order::kPlain) / kPart; ++p) {
    const __m256i fours = fours_added(read_32(values + p * kPart));
    const __m256i eights = _mm256_hadd_epi32(fours, fours);
    const __m256i all = _mm256_hadd_epi32(eights, eights);
    sums[p] =
        static_cast<std::int16_t>(_mm256_extract_epi32(all, 0) + _mm256_extract_epi32(all, 4));
  }
}

// And what the lanes add up to times -bias.
PONDER_AVX2 void halve_block(std::int8_t* values, int bias, std::int32_t* offsets) {
  FourHalves in;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = read_32(values + i * 32);
  const FourHalves out = halved(in);
  __m256i sum = _mm256_setzero_si256();
  for (std::size_t i = 0; i < out.size(); ++i) {
    write_32(values + i * 32, out[i]);
    sum = _mm256_add_epi32(sum, fours_added(out[i]));
  }
  write_32(offsets, _mm256_mullo_epi32(sum, _mm256_set1_epi32(-bias)));
}

}  // namespace

PONDER_AVX2 void fill_row_avx2(const Rows& rows, std::size_t r, const float* from) {
  const std::size_t size = rows.block();
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    const std::size_t block = r * rows.blocks() + b;
    std::int8_t* values = rows.values + block * size;
    const float most = largest(from + b * size, size);
    const __m256 factor = _mm256_set1_ps(rows.set_scale(block, most));
    for (std::size_t i = 0; i < size; i += 32) shrink(from + b * size + i, factor, values + i);
    if (rows.order == Order::kHalves) {
      halve_block(values, rows.bias, rows.offsets + block * kHalfLanes);
    } else {
      sum_parts(values, rows.sums + block * (size / kPart));
    }
  }
}

}  // namespace ponder::llama::kernels
