// Lanes of several registers brought together.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

using FourRegisters = std::array<__m512i, 4>;

// From four registers with four values of 16 in each lane to Order::kTransposed: within each
// quarter of 128 bits a 4 x 4 matrix of lanes.
PONDER_VNNI inline FourRegisters transposed(const FourRegisters& in) {
  const __m512i a = _mm512_unpacklo_epi32(in[0], in[1]);
  const __m512i b = _mm512_unpackhi_epi32(in[0], in[1]);
  const __m512i c = _mm512_unpacklo_epi32(in[2], in[3]);
  const __m512i d = _mm512_unpackhi_epi32(in[2], in[3]);
  return {_mm512_unpacklo_epi64(a, c), _mm512_unpackhi_epi64(a, c), _mm512_unpacklo_epi64(b, d),
          _mm512_unpackhi_epi64(b, d)};
}

// a's lanes added in pairs and b's, in turn, within each quarter of 128 bits.
PONDER_VNNI inline __m512 pair_sums(__m512 a, __m512 b) {
  return _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
}
PONDER_VNNI inline __m512 four_sums(__m512 ab, __m512 cd) {
  const __m512d x = _mm512_castps_pd(ab), y = _mm512_castps_pd(cd);
  return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)),
                       _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
}
// Quarters of a added in pairs, then those of b.
PONDER_VNNI inline __m512 quarter_sums(__m512 a, __m512 b) {
  return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0b10001000),
                       _mm512_shuffle_f32x4(a, b, 0b11011101));
}

// Lane i is what the lanes of register i add up to.
PONDER_VNNI inline __m512 sums_of(const std::array<__m512, 16>& in) {
  std::array<__m512, 4> fours;
  for (std::size_t i = 0; i < fours.size(); ++i) {
    fours[i] =
        four_sums(pair_sums(in[4 * i], in[4 * i + 1]), pair_sums(in[4 * i + 2], in[4 * i + 3]));
  }
  return quarter_sums(quarter_sums(fours[0], fours[1]), quarter_sums(fours[2], fours[3]));
}

}  // namespace ponder::llama::kernels
