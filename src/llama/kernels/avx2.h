// What the kernels for AVX2 share: products of bytes, and registers of 32 values brought into
// Order::kHalves.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

using FourHalves = std::array<__m256i, 4>;

// Four registers of 32 values each: within each 128 bits a 4 x 4 matrix of lanes is turned.
PONDER_AVX2 inline FourHalves halved(const FourHalves& in) {
  const __m256i a = _mm256_unpacklo_epi32(in[0], in[1]);
  const __m256i b = _mm256_unpackhi_epi32(in[0], in[1]);
  const __m256i c = _mm256_unpacklo_epi32(in[2], in[3]);
  const __m256i d = _mm256_unpackhi_epi32(in[2], in[3]);
  return {_mm256_unpacklo_epi64(a, c), _mm256_unpackhi_epi64(a, c), _mm256_unpacklo_epi64(b, d),
          _mm256_unpackhi_epi64(b, d)};
}

// Lanes of 32 bits from those of 16, added in pairs.
PONDER_AVX2 inline __m256i pairs_added(__m256i sums) {
  return _mm256_madd_epi16(sums, _mm256_set1_epi16(1));
}

PONDER_AVX2 inline float lanes_added(__m256 in) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(in), _mm256_extractf128_ps(in, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

}  // namespace ponder::llama::kernels
