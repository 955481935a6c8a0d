// Q4_K, Q6_K and Q8_0 as llama.cpp packs them for AMX: a lane of a register belongs to one of
// sixteen rows of weights and holds four values that follow each other. With few rows most of an
// AMX tile would be empty; here each four values of a row are multiplied with all lanes at once.
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

constexpr std::size_t kBlock = 256;
constexpr std::size_t kBlock8 = 32;                           // Of Q8_0.
constexpr std::size_t kBlocksAhead = 12, kBlocks8Ahead = 48;  // Fetched before they are needed.

// Sixteen rows of weights each. Pairs of registers share bytes: the low halves are the first one.
struct BlockQ4 {
  std::uint8_t values[kBlock / 8 * 64];
  std::uint8_t scales[kBlock / 32 * kLanes];
  std::uint8_t minima[kBlock / 32 * kLanes];  // Of two parts in turn, for each lane.
  std::uint16_t scale[kLanes];
  std::uint16_t least[kLanes];
};
struct BlockQ6 {
  std::uint8_t low[kBlock / 8 * 64];    // Four bits.
  std::uint8_t high[kBlock / 16 * 64];  // Two bits; four registers share bytes.
  std::int8_t scales[kBlock / 16 * kLanes];
  std::uint16_t scale[kLanes];
};
struct BlockQ8 {
  std::int8_t values[kBlock8 / 4 * 64];
  std::uint16_t scale[kLanes];
  std::int32_t sums[kLanes];  // 128 times what the values add up to.
};
static_assert(sizeof(BlockQ4) == 2368 && sizeof(BlockQ6) == 3360 && sizeof(BlockQ8) == 608);

PONDER_VNNI inline __m512i four_values(const std::int8_t* at) {
  return _mm512_set1_epi32(together<std::int32_t>(at));
}
PONDER_VNNI inline __m512i two_sums(const std::int16_t* at) {
  return _mm512_set1_epi32(together<std::int32_t>(at));
}
PONDER_VNNI inline __m512 halves(const std::uint16_t* at) { return _mm512_cvtph_ps(read_32(at)); }

template <std::size_t N>
using Sums = std::array<__m512i, N>;
template <std::size_t N>
using Totals = std::array<__m512, N>;

template <std::size_t N>
PONDER_VNNI inline Totals<N> zeros() {
  Totals<N> totals;
  for (auto& total : totals) total = _mm512_setzero_ps();
  return totals;
}

// sums += weights times the four values at `at` of each row.
template <std::size_t N>
PONDER_VNNI inline void add_products(Sums<N>& sums, __m512i weights, const std::int8_t* at,
                                     std::size_t width) {
  for (std::size_t r = 0; r < N; ++r) {
    sums[r] = _mm512_dpbusd_epi32(sums[r], weights, four_values(at + r * width));
  }
}

template <std::size_t N>
PONDER_VNNI inline void scale(Totals<N>& totals, const Sums<N>& sums, __m512 scales) {
  for (std::size_t r = 0; r < N; ++r) {
    totals[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r]), scales, totals[r]);
  }
}

// of_block -= numbers times sums times `scale`. `numbers` has two parts in turn, as 16-bit numbers
// of each lane; sums are of the same parts.
template <std::size_t N, std::size_t Parts>
PONDER_VNNI inline void take_away(Totals<N>& of_block, const std::array<__m512i, Parts>& numbers,
                                  __m512 scale, const std::int16_t* sums, std::size_t stride) {
  for (std::size_t r = 0; r < N; ++r) {
    __m512i products = _mm512_setzero_si512();
    for (std::size_t p = 0; p < Parts; ++p) {
      products = _mm512_dpwssd_epi32(products, numbers[p], two_sums(sums + r * stride + p * 2));
    }
    of_block[r] = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(products), scale, of_block[r]);
  }
}

PONDER_VNNI inline std::array<__m512i, 4> minima_of(const BlockQ4& block) {
  std::array<__m512i, 4> minima;
  for (std::size_t p = 0; p < minima.size(); ++p) {
    minima[p] = _mm512_cvtepu8_epi16(read_32(block.minima + p * 2 * kLanes));
  }
  return minima;
}

PONDER_VNNI inline std::array<__m512i, 8> scales_of(const BlockQ6& block) {
  std::array<__m512i, 8> scales;
  for (std::size_t p = 0; p < scales.size(); ++p) {
    const __m128i even = read_16(block.scales + p * 2 * kLanes);
    const __m128i odd = read_16(block.scales + (p * 2 + 1) * kLanes);
    const __m256i low = _mm256_castsi128_si256(_mm_unpacklo_epi8(even, odd));
    scales[p] = _mm512_cvtepi8_epi16(_mm256_inserti128_si256(low, _mm_unpackhi_epi8(even, odd), 1));
  }
  return scales;
}

// How weights of a form are multiplied: add() adds block `b` of N rows from `first` on, without the
// rows' scales, to `of_block`. kInRow: blocks of weights in one of the rows'.
struct Q4 {
  using Block = BlockQ4;
  static constexpr std::size_t kInRow = 1;

  template <std::size_t N>
  PONDER_VNNI static void add(Totals<N>& of_block, const Block* blocks, const Rows& rows,
                              std::size_t first, std::size_t b) {
    const __m512i low_halves = _mm512_set1_epi8(0x0f);
    const Block& block = blocks[b];
    fetch(&block + kBlocksAhead, sizeof block, Cache::kSecond);
    const std::int8_t* values = rows.values + first * rows.width + b * kBlock;
    const __m512 scale_of_block = halves(block.scale);
    for (std::size_t part = 0; part < kBlock / kPart; ++part) {
      Sums<N> sums;
      for (auto& sum : sums) sum = _mm512_setzero_si512();
      for (std::size_t i = part * 4; i < part * 4 + 4; ++i) {
        const __m512i bytes = read_64(block.values + i * 64);
        add_products<N>(sums, _mm512_and_si512(bytes, low_halves), values + i * 8, rows.width);
        add_products<N>(sums, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low_halves),
                        values + i * 8 + 4, rows.width);
      }
      const __m512i scales = _mm512_cvtepu8_epi32(read_16(block.scales + part * kLanes));
      scale<N>(of_block, sums, _mm512_mul_ps(_mm512_cvtepi32_ps(scales), scale_of_block));
    }
    take_away<N>(of_block, minima_of(block), halves(block.least),
                 rows.sums + (first * rows.width + b * kBlock) / kPart, rows.width / kPart);
  }
};

PONDER_VNNI inline __m512i joined(__m512i low_four, __m512i above) {
  const __m512i low = _mm512_and_si512(low_four, _mm512_set1_epi8(0x0f));
  return _mm512_ternarylogic_epi32(low, above, _mm512_set1_epi8(0x30), 0xF8);  // low | above & 0x30
}

// The registers of sixteen values.
PONDER_VNNI inline std::array<__m512i, 4> six_bits(const BlockQ6& block, std::size_t part) {
  const __m512i first = read_64(block.low + part * 128);
  const __m512i second = read_64(block.low + part * 128 + 64);
  const __m512i high = read_64(block.high + part * 64);
  return {joined(first, _mm512_slli_epi16(high, 4)),
          joined(_mm512_srli_epi16(first, 4), _mm512_slli_epi16(high, 2)), joined(second, high),
          joined(_mm512_srli_epi16(second, 4), _mm512_srli_epi16(high, 2))};
}

struct Q6 {
  using Block = BlockQ6;
  static constexpr std::size_t kInRow = 1;

  template <std::size_t N>
  PONDER_VNNI static void add(Totals<N>& of_block, const Block* blocks, const Rows& rows,
                              std::size_t first, std::size_t b) {
    const Block& block = blocks[b];
    fetch(&block + kBlocksAhead, sizeof block, Cache::kSecond);
    const std::int8_t* values = rows.values + first * rows.width + b * kBlock;
    const __m512 scale_of_block = halves(block.scale);
    for (std::size_t part = 0; part < kBlock / kSixteenth; ++part) {
      Sums<N> sums;
      for (auto& sum : sums) sum = _mm512_setzero_si512();
      const auto weights = six_bits(block, part);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        add_products<N>(sums, weights[i], values + part * kSixteenth + i * 4, rows.width);
      }
      const __m512i scales = _mm512_cvtepi8_epi32(read_16(block.scales + part * kLanes));
      scale<N>(of_block, sums, _mm512_mul_ps(_mm512_cvtepi32_ps(scales), scale_of_block));
    }
    const __m512 too_much = _mm512_mul_ps(scale_of_block, _mm512_set1_ps(kQ6KBias));
    take_away<N>(of_block, scales_of(block), too_much,
                 rows.sums + (first * rows.width + b * kBlock) / kSixteenth,
                 rows.width / kSixteenth);
  }
};

// Here the weights have a sign and the rows have none.
struct Q8 {
  using Block = BlockQ8;
  static constexpr std::size_t kInRow = block_of(Order::kUnsigned) / kBlock8;

  template <std::size_t N>
  PONDER_VNNI static void add(Totals<N>& of_block, const Block* blocks, const Rows& rows,
                              std::size_t first, std::size_t b) {
    for (std::size_t k = b * kInRow; k < (b + 1) * kInRow; ++k) {
      const Block& block = blocks[k];
      fetch(&block + kBlocks8Ahead, sizeof block, Cache::kSecond);
      const std::int8_t* values = rows.values + first * rows.width + k * kBlock8;
      Sums<N> sums;
      const __m512i start = _mm512_sub_epi32(_mm512_setzero_si512(), read_64(block.sums));
      for (auto& sum : sums) sum = start;
      for (std::size_t i = 0; i < kBlock8 / 4; ++i) {
        const __m512i weights = read_64(block.values + i * 64);
        for (std::size_t r = 0; r < N; ++r) {
          sums[r] =
              _mm512_dpbusd_epi32(sums[r], four_values(values + r * rows.width + i * 4), weights);
        }
      }
      scale<N>(of_block, sums, halves(block.scale));
    }
  }
};

template <class Form, std::size_t N>
PONDER_VNNI void multiply(const typename Form::Block* blocks, const Rows& rows, std::size_t first,
                          float* out, std::size_t stride) {
  auto totals = zeros<N>();
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    auto of_block = zeros<N>();
    Form::template add<N>(of_block, blocks, rows, first, b);
    for (std::size_t r = 0; r < N; ++r) {
      const __m512 row_scale = _mm512_set1_ps(rows.scales[(first + r) * rows.blocks() + b]);
      totals[r] = _mm512_fmadd_ps(of_block[r], row_scale, totals[r]);
    }
  }
  for (std::size_t r = 0; r < N; ++r) _mm512_storeu_ps(out + (first + r) * stride, totals[r]);
}

template <class Form>
void multiply_all_of(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                     const Results& results) {
  static constexpr MultiplyRows<typename Form::Block> kMultiply = {
      multiply<Form, 1>, multiply<Form, 2>, multiply<Form, 3>, multiply<Form, 4>,
      multiply<Form, 5>, multiply<Form, 6>, multiply<Form, 7>, multiply<Form, 8>};
  const Step step{kLanes, rows.blocks() * Form::kInRow};
  multiply_all(kMultiply, weights, step, begin, end, rows, results);
}

}  // namespace

void multiply_amx_q4_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results) {
  multiply_all_of<Q4>(weights, begin, end, rows, results);
}

void multiply_amx_q6_k(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results) {
  multiply_all_of<Q6>(weights, begin, end, rows, results);
}

void multiply_amx_q8_0(const void* weights, std::size_t begin, std::size_t end, const Rows& rows,
                       const Results& results) {
  multiply_all_of<Q8>(weights, begin, end, rows, results);
}

}  // namespace ponder::llama::kernels
