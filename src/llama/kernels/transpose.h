// From four registers with four values of 16 in each lane to Order::kTransposed.
#pragma once

#include <immintrin.h>

#include <array>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

using FourRegisters = std::array<__m512i, 4>;

// Within each quarter of 128 bits a 4 x 4 matrix of lanes.
PONDER_VNNI inline FourRegisters transposed(const FourRegisters& in) {
  const __m512i a = _mm512_unpacklo_epi32(in[0], in[1]);
  const __m512i b = _mm512_unpackhi_epi32(in[0], in[1]);
  const __m512i c = _mm512_unpacklo_epi32(in[2], in[3]);
  const __m512i d = _mm512_unpackhi_epi32(in[2], in[3]);
  return {_mm512_unpacklo_epi64(a, c), _mm512_unpackhi_epi64(a, c), _mm512_unpacklo_epi64(b, d),
          _mm512_unpackhi_epi64(b, d)};
}

}  // namespace ponder::llama::kernels
