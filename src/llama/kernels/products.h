// Products of a matrix of weights, as llama.cpp keeps them, with a few rows. Each kernel reads a
// block of weights once and multiplies it with up to eight rows: llama.cpp's own kernels for these
// forms unpack it anew for each row (Q6_K), or multiply four rows at a time without the processor's
// 8-bit dot products (Q4_K). Those named for AVX2 only where has_avx2(), the others where
// has_vnni().
#pragma once

#include <cstddef>

#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {

// Where results go: row r of the rows and row w of the weights to at[r * stride + w].
struct Results {
  float* at = nullptr;
  std::size_t stride = 0;  // In numbers.
};

inline constexpr std::size_t kRowsAtOnce = 8;
inline constexpr std::size_t kWeightRowsStep = 8;  // `begin` and `end` below are multiples of it.

// Weights [begin, end) of a Q4_K matrix whose rows llama.cpp has interleaved by eight (its
// block_q4_Kx8). `rows` are plain.
void multiply_q4_k_by_8(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results);

// Weights [begin, end) of a Q6_K matrix. `rows` are transposed, with kQ6KBias.
void multiply_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results);
inline constexpr int kQ6KBias = 32;

// Weights [begin, end) of a Q5_0 or Q8_0 matrix. `rows` are in quarters, with kQ50Bias or kQ80Bias.
void multiply_q5_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results);
void multiply_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results);
inline constexpr int kQ50Bias = 16;
inline constexpr int kQ80Bias = 128;

// Weights [begin, end) of a matrix that llama.cpp has packed for AMX; both are multiples of kLanes.
// `rows` are plain (Q4_K), in sixteens (Q6_K), unsigned (Q8_0).
void multiply_amx_q4_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results);
void multiply_amx_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results);
void multiply_amx_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results);

// With AVX2. The forms are as above; `rows` are plain for Q4_K, for the others in halves with their
// bias, of which Q8_0 has none.
void multiply_avx2_q4_k_by_8(const void* weights, std::size_t begin, std::size_t end,
                             const Rows& rows, const Results& results);
void multiply_avx2_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results);
void multiply_avx2_q5_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results);
void multiply_avx2_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results);

}  // namespace ponder::llama::kernels
