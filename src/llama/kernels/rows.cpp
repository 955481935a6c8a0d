#include "llama/kernels/rows.h"

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/transpose.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::size_t kAlignment = 64;

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

// Gives out pieces of a buffer, each aligned.
class Pieces {
 public:
  // `buffer` has kAlignment more than is taken.
  explicit Pieces(void* buffer) {
    std::size_t space = 2 * kAlignment;
    next_ = std::align(kAlignment, kAlignment, buffer, space);
  }
  template <class T>
  T* take(std::size_t count) {
    void* piece = next_;
    next_ = static_cast<char*>(piece) + aligned(count * sizeof(T));
    return static_cast<T*>(piece);
  }

 private:
  void* next_ = nullptr;
};

PONDER_VNNI float largest(const float* from, std::size_t count) {
  __m512 most = _mm512_setzero_ps();
  for (std::size_t i = 0; i < count; i += 16) {
    most = _mm512_max_ps(most, _mm512_abs_ps(_mm512_loadu_ps(from + i)));
  }
  return _mm512_reduce_max_ps(most);
}

// Writes 16 values as bytes.
PONDER_VNNI inline void shrink(const float* from, __m512 factor, std::int8_t* to) {
  const __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(from), factor));
  write_16(to, _mm512_cvtsepi32_epi8(whole));
}

// The sum of kPart or kSixteenth values.
PONDER_VNNI inline std::int16_t sum_of(const std::int8_t* values, std::size_t count) {
  const __m256i in = count == kPart ? read_32(values) : _mm256_zextsi128_si256(read_16(values));
  const __m256i fours = _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_set1_epi8(1), in);
  return static_cast<std::int16_t>(_mm512_reduce_add_epi32(_mm512_zextsi256_si512(fours)));
}

PONDER_VNNI void sum_parts(const std::int8_t* values, std::size_t part, std::int16_t* sums) {
  for (std::size_t p = 0; p < block_of(Order::kPlain) / part; ++p) {
    sums[p] = sum_of(values + p * part, part);
  }
}

PONDER_VNNI void take_signs(std::int8_t* values) {
  for (std::size_t i = 0; i < block_of(Order::kUnsigned); i += 64) {
    const __m512i flipped = _mm512_xor_si512(read_64(values + i), _mm512_set1_epi8(-128));
    _mm512_storeu_si512(values + i, flipped);
  }
}

// Writes registers to a block, and what their lanes add up to times -bias.
template <std::size_t N>
PONDER_VNNI void write_block(const std::array<__m512i, N>& registers, int bias, std::int8_t* values,
                             std::int32_t* offsets) {
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t i = 0; i < N; ++i) {
    _mm512_storeu_si512(values + i * 64, registers[i]);
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8(1), registers[i]);
  }
  _mm512_storeu_si512(offsets, _mm512_mullo_epi32(sum, _mm512_set1_epi32(-bias)));
}

PONDER_VNNI void transpose_block(std::int8_t* values, int bias, std::int32_t* offsets) {
  FourRegisters in;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = read_64(values + i * 64);
  write_block(transposed(in), bias, values, offsets);
}

PONDER_VNNI void quarter_block(std::int8_t* values, int bias, std::int32_t* offsets) {
  const __m512i a = read_64(values);
  const __m512i b = read_64(values + 64);
  write_block<2>({_mm512_shuffle_i64x2(a, b, 0b10001000), _mm512_shuffle_i64x2(a, b, 0b11011101)},
                 bias, values, offsets);
}

}  // namespace

std::size_t RowForm::bytes() const {
  const std::size_t values = count * width;
  const std::size_t offsets = offsets_of(order);
  const std::size_t sums = offsets > 0 ? values / block() * offsets * sizeof(std::int32_t)
                                       : values / kSixteenth * sizeof(std::int16_t);
  return aligned(values) + aligned(sums) + aligned(values / block() * sizeof(float)) + kAlignment;
}

Rows rows_in(void* buffer, const RowForm& form) {
  Pieces pieces(buffer);
  Rows rows{form};
  const std::size_t values = form.count * form.width;
  rows.values = pieces.take<std::int8_t>(values);
  rows.scales = pieces.take<float>(values / form.block());
  if (const std::size_t offsets = offsets_of(form.order); offsets > 0) {
    rows.offsets = pieces.take<std::int32_t>(values / form.block() * offsets);
  } else {
    rows.sums = pieces.take<std::int16_t>(values / kSixteenth);
  }
  return rows;
}

PONDER_VNNI void fill_row(const Rows& rows, std::size_t r, const float* from) {
  const std::size_t size = rows.block();
  for (std::size_t b = 0; b < rows.blocks(); ++b) {
    const std::size_t block = r * rows.blocks() + b;
    std::int8_t* values = rows.values + block * size;
    const float most = largest(from + b * size, size);
    const __m512 factor = _mm512_set1_ps(rows.set_scale(block, most));
    for (std::size_t i = 0; i < size; i += 16) shrink(from + b * size + i, factor, values + i);
    switch (rows.order) {
      case Order::kPlain:
        sum_parts(values, kPart, rows.sums + block * (size / kPart));
        break;
      case Order::kSixteens:
        sum_parts(values, kSixteenth, rows.sums + block * (size / kSixteenth));
        break;
      case Order::kTransposed:
        transpose_block(values, rows.bias, rows.offsets + block * kLanes);
        break;
      case Order::kQuarters:
        quarter_block(values, rows.bias, rows.offsets + block * kLanes);
        break;
      case Order::kUnsigned:
        take_signs(values);
        break;
      case Order::kHalves:  // fill_row_avx2() makes these.
        break;
    }
  }
}

}  // namespace ponder::llama::kernels
