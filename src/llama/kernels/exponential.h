// e to the power of sixteen numbers that are not above zero.
#pragma once

#include <immintrin.h>

#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {

// Relative error below 2e-7. 0 where the result would be below 1e-37, also of minus infinity.
PONDER_VNNI inline __m512 exponential(__m512 x) {
  const __mmask16 counts = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-85.0F), _CMP_GT_OQ);
  const __m512 in_range = _mm512_maskz_mov_ps(counts, x);
  // x = n ln 2 + rest, with ln 2 in two parts.
  const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(in_range, _mm512_set1_ps(1.44269504F)),
                                        _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 rest = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375F), in_range);
  rest = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4F), rest);
  // The Taylor series; |rest| is at most ln 2 / 2.
  __m512 sum = _mm512_set1_ps(1.0F / 5040.0F);
  for (const float factor :
       {1.0F / 720.0F, 1.0F / 120.0F, 1.0F / 24.0F, 1.0F / 6.0F, 0.5F, 1.0F, 1.0F}) {
    sum = _mm512_fmadd_ps(sum, rest, _mm512_set1_ps(factor));
  }
  return _mm512_maskz_scalef_ps(counts, sum, n);
}

}  // namespace ponder::llama::kernels
