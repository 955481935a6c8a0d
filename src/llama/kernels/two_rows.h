// Multiplies two rows of weights at once, which share what is read of the rows. A form of weights
// says how its blocks are unpacked:
//
//   Block                one block as llama.cpp keeps it
//   kOrder               of the rows
//   kBlocks              of weights that are as wide as one block of the rows
//   kBlocksAhead         fetched from memory before they are needed
//   unpack(block)        kBlocks blocks from there on
#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>

#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {

// Weights as wide as one block of the rows, which has as many registers.
template <std::size_t kRegisters>
struct Unpacked {
  std::array<__m512i, kRegisters> values;  // Too large by the form's bias, so without a sign.
  __m512 scales;                           // Of the lanes.
};

// One block's part of a product.
template <std::size_t kRegisters>
PONDER_VNNI inline __m512 add_product(__m512 total, const Unpacked<kRegisters>& weights,
                                      const std::array<__m512i, kRegisters>& row, __m512i offset,
                                      __m512 scale) {
  __m512i sum = offset;
  for (std::size_t i = 0; i < kRegisters; ++i) {
    sum = _mm512_dpbusd_epi32(sum, weights.values[i], row[i]);
  }
  return _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_mul_ps(weights.scales, scale), total);
}

template <class Form>
struct TwoRows {
  using Block = typename Form::Block;
  static constexpr std::size_t kTogether = 2;
  static constexpr std::size_t kRegisters = block_of(Form::kOrder) / 64;

  // The rows of weights from `blocks` on, and N rows from `first` on.
  template <std::size_t N>
  PONDER_VNNI static void multiply(const Block* blocks, const Rows& rows, std::size_t first,
                                   float* out, std::size_t stride) {
    const Block* second = blocks + rows.blocks() * Form::kBlocks;
    std::array<std::array<__m512, N>, kTogether> totals;
    for (auto& of_row : totals) of_row.fill(_mm512_setzero_ps());
    for (std::size_t b = 0; b < rows.blocks(); ++b) {
      const std::size_t here = b * Form::kBlocks;
      // Rows to come, in the order in which they lie in memory: the processor then joins in.
      fetch(blocks + kTogether * here + Form::kBlocksAhead,
            kTogether * Form::kBlocks * sizeof(Block), Cache::kSecond);
      const Unpacked<kRegisters> one = Form::unpack(blocks + here);
      const Unpacked<kRegisters> two = Form::unpack(second + here);
      for (std::size_t r = 0; r < N; ++r) {
        const std::size_t at = (first + r) * rows.blocks() + b;
        std::array<__m512i, kRegisters> row;
        for (std::size_t i = 0; i < kRegisters; ++i) {
          row[i] = read_64(rows.values + (at * kRegisters + i) * 64);
        }
        const __m512i offset = read_64(rows.offsets + at * kLanes);
        const __m512 scale = _mm512_set1_ps(rows.scales[at]);
        totals[0][r] = add_product(totals[0][r], one, row, offset, scale);
        totals[1][r] = add_product(totals[1][r], two, row, offset, scale);
      }
    }
    for (std::size_t r = 0; r < N; ++r) {
      for (std::size_t w = 0; w < kTogether; ++w) {
        out[(first + r) * stride + w] = _mm512_reduce_add_ps(totals[w][r]);
      }
    }
  }

  static void multiply_range(const void* weights, std::size_t begin, std::size_t end,
                             const Rows& rows, const Results& results) {
    constexpr MultiplyRows<Block> kMultiply = {multiply<1>, multiply<2>, multiply<3>, multiply<4>,
                                               multiply<5>, multiply<6>, multiply<7>, multiply<8>};
    multiply_all(kMultiply, weights, {kTogether, kTogether * rows.blocks() * Form::kBlocks}, begin,
                 end, rows, results);
  }
};

}  // namespace ponder::llama::kernels
