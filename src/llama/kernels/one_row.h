// Multiplies a row of weights with up to eight rows in halves, for AVX2. A form of weights says how
// its blocks are unpacked:
//
//   Block            one block as llama.cpp keeps it
//   Unpacked         the weights of one block of the rows, and `scales` of the lanes
//   unpack(row, b)   those of block b of the rows
//   dot(weights, values)
//                    their product in each lane, but for the offset of the rows
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>

#include "llama/kernels/avx2.h"
#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {

template <class Form>
struct OneRow {
  using Block = typename Form::Block;
  static constexpr std::size_t kBlock = block_of(Order::kHalves);

  // The row of weights from `row` on, and N rows from `first` on.
  template <std::size_t N>
  PONDER_AVX2 static void multiply(const Block* row, const Rows& rows, std::size_t first,
                                   float* out, std::size_t stride) {
    std::array<__m256, N> totals;
    totals.fill(_mm256_setzero_ps());
    for (std::size_t b = 0; b < rows.blocks(); ++b) {
      const typename Form::Unpacked weights = Form::unpack(row, b);
      for (std::size_t r = 0; r < N; ++r) {
        const std::size_t at = (first + r) * rows.blocks() + b;
        const __m256i offset = read_32(rows.offsets + at * kHalfLanes);
        const __m256i sum = _mm256_add_epi32(Form::dot(weights, rows.values + at * kBlock), offset);
        const __m256 scales = _mm256_mul_ps(weights.scales, _mm256_set1_ps(rows.scales[at]));
        totals[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scales, totals[r]);
      }
    }
    for (std::size_t r = 0; r < N; ++r) out[(first + r) * stride] = lanes_added(totals[r]);
  }

  static void multiply_range(const void* weights, std::size_t begin, std::size_t end,
                             const Rows& rows, const Results& results) {
    constexpr MultiplyRows<Block> kMultiply = {multiply<1>, multiply<2>, multiply<3>, multiply<4>,
                                               multiply<5>, multiply<6>, multiply<7>, multiply<8>};
    const std::size_t blocks = rows.width / Block::kValues;
    multiply_all(kMultiply, weights, {1, blocks}, begin, end, rows, results);
  }
};

}  // namespace ponder::llama::kernels
