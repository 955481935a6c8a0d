// Q6_K, Q5_0 and Q8_0 with AVX2: a row of weights is unpacked once for all rows, into the lanes
// that share a scale (Order::kHalves).
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "llama/kernels/avx2.h"
#include "llama/kernels/blocks.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/one_row.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

namespace ponder::llama::kernels {
namespace {

// Weights without a sign, too large by the bias, and the scales of their lanes.
struct Biased {
  FourHalves values;
  __m256 scales;
};

PONDER_AVX2 inline __m256i product(__m256i weights, const std::int8_t* values) {
  return _mm256_maddubs_epi16(weights, read_32(values));
}

// Of two registers: sums of 16 bits hold those of weights below 64.
PONDER_AVX2 inline __m256i two_products(const FourHalves& weights, const std::int8_t* values,
                                        std::size_t i) {
  return _mm256_add_epi16(product(weights[i], values + i * 32),
                          product(weights[i + 1], values + (i + 1) * 32));
}

// Lane 4t + q is of block q.
template <class Block>
PONDER_AVX2 inline __m256 scales_of(const Block* blocks) {
  const __m128 four = four_scales(blocks);
  return _mm256_set_m128(four, four);
}

struct Q6K {
  using Block = BlockQ6K;
  using Unpacked = Biased;

  // The low halves of 64 bytes, or the high ones, beside two bits of 32 bytes.
  PONDER_AVX2 static __m256i six_bits(__m256i low, __m256i high) {
    return _mm256_or_si256(_mm256_and_si256(low, _mm256_set1_epi8(0x0f)),
                           _mm256_and_si256(high, _mm256_set1_epi8(0x30)));
  }

  PONDER_AVX2 static Unpacked unpack(const Block* row, std::size_t b) {
    const Block& block = row[b / 2];
    const std::size_t half = b % 2;
    const __m256i first = read_32(block.low + half * 64);
    const __m256i second = read_32(block.low + half * 64 + 32);
    const __m256i high = read_32(block.high + half * 32);
    const FourHalves plain = {six_bits(first, _mm256_slli_epi16(high, 4)),
                              six_bits(second, _mm256_slli_epi16(high, 2)),
                              six_bits(_mm256_srli_epi16(first, 4), high),
                              six_bits(_mm256_srli_epi16(second, 4), _mm256_srli_epi16(high, 2))};
    // Lane 4t + q has the scale of sixteen 2q + t.
    const __m128i lanes = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m128i scales = _mm_shuffle_epi8(read_8(block.scales + half * 8), lanes);
    return {halved(plain), _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(scales)),
                                         _mm256_set1_ps(_cvtsh_ss(block.scale)))};
  }

  PONDER_AVX2 static __m256i dot(const Unpacked& weights, const std::int8_t* values) {
    return _mm256_add_epi32(pairs_added(two_products(weights.values, values, 0)),
                            pairs_added(two_products(weights.values, values, 2)));
  }
};

struct Q50 {
  using Block = BlockQ50;
  using Unpacked = Biased;

  PONDER_AVX2 static __m256i values_of(const Block& block) {
    const __m128i low = read_16(block.low);
    const __m256i both = _mm256_set_m128i(_mm_srli_epi16(low, 4), low);
    // Each byte gets the byte with its bit, then only that bit.
    std::uint32_t bits = 0;
    std::memcpy(&bits, block.fifth, sizeof bits);
    const __m256i bytes = _mm256_shuffle_epi8(
        _mm256_set1_epi32(static_cast<int>(bits)),
        _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303));
    const __m256i own = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    const __m256i is_set = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, own), own);
    return _mm256_or_si256(_mm256_and_si256(both, _mm256_set1_epi8(0x0f)),
                           _mm256_and_si256(is_set, _mm256_set1_epi8(0x10)));
  }

  PONDER_AVX2 static Unpacked unpack(const Block* row, std::size_t b) {
    const Block* four = row + b * 4;
    return {
        halved({values_of(four[0]), values_of(four[1]), values_of(four[2]), values_of(four[3])}),
        scales_of(four)};
  }

  // Sums of 16 bits hold all four products of weights below 32.
  PONDER_AVX2 static __m256i dot(const Unpacked& weights, const std::int8_t* values) {
    return pairs_added(_mm256_add_epi16(two_products(weights.values, values, 0),
                                        two_products(weights.values, values, 2)));
  }
};

struct Q80 {
  using Block = BlockQ80;
  struct Unpacked {
    FourHalves values, sizes;  // With their sign, and without.
    __m256 scales;
  };

  PONDER_AVX2 static Unpacked unpack(const Block* row, std::size_t b) {
    const Block* four = row + b * 4;
    Unpacked out;
    out.values = halved({read_32(four[0].values), read_32(four[1].values), read_32(four[2].values),
                         read_32(four[3].values)});
    for (std::size_t i = 0; i < 4; ++i) out.sizes[i] = _mm256_abs_epi8(out.values[i]);
    out.scales = scales_of(four);
    return out;
  }

  // The weights' signs are given to the values, as one factor has none.
  PONDER_AVX2 static __m256i dot(const Unpacked& weights, const std::int8_t* values) {
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < 4; ++i) {
      const __m256i turned = _mm256_sign_epi8(read_32(values + i * 32), weights.values[i]);
      sum = _mm256_add_epi32(sum, pairs_added(_mm256_maddubs_epi16(weights.sizes[i], turned)));
    }
    return sum;
  }
};

}  // namespace

void multiply_avx2_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results) {
  OneRow<Q6K>::multiply_range(weights, begin, end, rows, results);
}

void multiply_avx2_q5_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results) {
  OneRow<Q50>::multiply_range(weights, begin, end, rows, results);
}

void multiply_avx2_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                        const Results& results) {
  OneRow<Q80>::multiply_range(weights, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
