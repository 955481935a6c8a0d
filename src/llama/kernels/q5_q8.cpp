// Q5_0 and Q8_0: 32 values share a scale. Four such pieces are unpacked at once, each into a
// quarter of two registers (Order::kQuarters).
#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "llama/kernels/eight_rows.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::size_t kPieces = block_of(Order::kQuarters) / 32;
constexpr std::size_t kTogether = 2;       // Rows of weights that share what is read of the rows.
constexpr std::size_t kPiecesAhead = 768;  // Fetched from memory before they are needed.

struct Unpacked {
  __m512i first, second;  // The first and the last 16 values of each piece, too large by the bias.
  __m512 scales;          // Of the lanes.
};

PONDER_VNNI inline __m512i four(__m128i a, __m128i b, __m128i c, __m128i d) {
  return _mm512_inserti64x4(
      _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1)),
      _mm256_inserti128_si256(_mm256_castsi128_si256(c), d, 1), 1);
}

template <class Piece>
PONDER_VNNI inline __m512 scales_of(const Piece* pieces) {
  const __m128i halves = _mm_setr_epi16(
      static_cast<short>(pieces[0].scale), static_cast<short>(pieces[1].scale),
      static_cast<short>(pieces[2].scale), static_cast<short>(pieces[3].scale), 0, 0, 0, 0);
  const __m512i quarters = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
  return _mm512_permutexvar_ps(quarters, _mm512_castps128_ps512(_mm_cvtph_ps(halves)));
}

struct Q50 {  // llama.cpp's block_q5_0.
  std::uint16_t scale;
  std::uint16_t fifth[2];  // Bits of the first and of the last 16 values.
  std::uint8_t low[16];    // Of each byte the lower half is of the first 16 values.
};
static_assert(sizeof(Q50) == 22);

PONDER_VNNI inline __m512i with_fifth(__m512i values, const Q50* pieces, std::size_t half) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kPieces; ++i) {
    bits |= std::uint64_t{pieces[i].fifth[half]} << (16U * i);
  }
  return _mm512_mask_add_epi8(values, bits, values, _mm512_set1_epi8(16));
}

PONDER_VNNI inline Unpacked unpack(const Q50* pieces) {
  const __m512i mask = _mm512_set1_epi8(0x0f);
  const __m512i both = four(read_16(pieces[0].low), read_16(pieces[1].low), read_16(pieces[2].low),
                            read_16(pieces[3].low));
  return {with_fifth(_mm512_and_si512(both, mask), pieces, 0),
          with_fifth(_mm512_and_si512(_mm512_srli_epi16(both, 4), mask), pieces, 1),
          scales_of(pieces)};
}

struct Q80 {  // llama.cpp's block_q8_0.
  std::uint16_t scale;
  std::int8_t values[32];
};
static_assert(sizeof(Q80) == 34);

PONDER_VNNI inline __m512i halves_of(const Q80* pieces, std::size_t half) {
  const std::size_t at = half * 16;
  const __m512i values = four(read_16(pieces[0].values + at), read_16(pieces[1].values + at),
                              read_16(pieces[2].values + at), read_16(pieces[3].values + at));
  return _mm512_xor_si512(values, _mm512_set1_epi8(static_cast<char>(kQ80Bias)));
}

PONDER_VNNI inline Unpacked unpack(const Q80* pieces) {
  return {halves_of(pieces, 0), halves_of(pieces, 1), scales_of(pieces)};
}

PONDER_VNNI inline __m512 add(__m512 total, const Unpacked& weights, __m512i offset, __m512i first,
                              __m512i second, __m512 scale) {
  __m512i sum = _mm512_dpbusd_epi32(offset, weights.first, first);
  sum = _mm512_dpbusd_epi32(sum, weights.second, second);
  return _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_mul_ps(weights.scales, scale), total);
}

// kTogether rows of weights, from `pieces` on, and N rows from `row` on.
template <class Piece, std::size_t N>
PONDER_VNNI void multiply(const Piece* pieces, const Rows& rows, std::size_t row, float* out,
                          std::size_t stride) {
  constexpr std::size_t kBlock = block_of(Order::kQuarters);
  const std::size_t in_row = rows.blocks() * kPieces;
  std::array<std::array<__m512, N>, kTogether> totals;
  for (auto& of_row : totals) of_row.fill(_mm512_setzero_ps());
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    // Rows to come, in the order in which they lie in memory: the processor then joins in.
    fetch(pieces + kTogether * b * kPieces + kPiecesAhead, kTogether * kPieces * sizeof(Piece),
          Cache::kSecond);
    const Unpacked one = unpack(pieces + b * kPieces);
    const Unpacked two = unpack(pieces + in_row + b * kPieces);
    for (std::size_t r = 0; r < N; ++r) {
      const std::size_t at = (row + r) * rows.blocks() + b;
      const __m512i first = read_64(rows.values + at * kBlock);
      const __m512i second = read_64(rows.values + at * kBlock + 64);
      const __m512i offset = read_64(rows.offsets + at * kLanes);
      const __m512 scale = _mm512_set1_ps(rows.scales[at]);
      totals[0][r] = add(totals[0][r], one, offset, first, second, scale);
      totals[1][r] = add(totals[1][r], two, offset, first, second, scale);
    }
  }
  for (std::size_t r = 0; r < N; ++r) {
    for (std::size_t w = 0; w < kTogether; ++w) {
      out[(row + r) * stride + w] = _mm512_reduce_add_ps(totals[w][r]);
    }
  }
}

template <class Piece>
constexpr MultiplyRows<Piece> kMultiply = {
    multiply<Piece, 1>, multiply<Piece, 2>, multiply<Piece, 3>, multiply<Piece, 4>,
    multiply<Piece, 5>, multiply<Piece, 6>, multiply<Piece, 7>, multiply<Piece, 8>};

Step step_of(const Rows& rows) { return {kTogether, kTogether * rows.blocks() * kPieces}; }

}  // namespace

void multiply_q5_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  multiply_all(kMultiply<Q50>, weights, step_of(rows), begin, end, rows, results);
}

void multiply_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                   const Results& results) {
  multiply_all(kMultiply<Q80>, weights, step_of(rows), begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
