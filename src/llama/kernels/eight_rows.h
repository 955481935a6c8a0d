// Goes through all rows, up to eight at once, and for these through the rows of weights.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {

// Multiplies one step of weights with N rows from `first` on, for N of 1 to kRowsAtOnce.
template <class Block>
using Multiply = void (*)(const Block* weights, const Rows& rows, std::size_t first, float* out,
                          std::size_t stride);
template <class Block>
using MultiplyRows = std::array<Multiply<Block>, kRowsAtOnce>;

// How weights are walked through: so many rows in a step, in so many blocks.
struct Step {
  std::size_t rows = 0, blocks = 0;
};

template <class Block>
void multiply_all(const MultiplyRows<Block>& multiply, const void* weights, Step step,
                  std::size_t begin, std::size_t end, const Rows& rows, const Results& results) {
  for (std::size_t first = 0; first < rows.count; first += kRowsAtOnce) {
    const std::size_t n = std::min(kRowsAtOnce, rows.count - first);
    for (std::size_t w = begin; w < end; w += step.rows) {
      const auto* blocks = static_cast<const Block*>(weights) + w / step.rows * step.blocks;
      multiply[n - 1](blocks, rows, first, results.at + w, results.stride);
    }
  }
}

}  // namespace ponder::llama::kernels
