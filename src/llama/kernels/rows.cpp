#include "llama/kernels/rows.h"

#include <immintrin.h>

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
    next_ = static_cast<char*>(std::align(kAlignment, kAlignment, buffer, space));
  }
  template <class T>
  T* take(std::size_t count) {
    char* piece = next_;
    next_ += aligned(count * sizeof(T));
    return static_cast<T*>(static_cast<void*>(piece));
  }

 private:
  char* next_ = nullptr;
};

PONDER_VNNI float largest(const float* from) {
  __m512 most = _mm512_setzero_ps();
  for (std::size_t i = 0; i < kBlock; i += 16) {
    most = _mm512_max_ps(most, _mm512_abs_ps(_mm512_loadu_ps(from + i)));
  }
  return _mm512_reduce_max_ps(most);
}

// Writes 64 values as bytes.
PONDER_VNNI void shrink(const float* from, float factor, std::int8_t* to) {
  const __m512 factors = _mm512_set1_ps(factor);
  for (std::size_t i = 0; i < 64; i += 16) {
    const __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(from + i), factors));
    write_16(to + i, _mm512_cvtsepi32_epi8(whole));
  }
}

PONDER_VNNI void sum_parts(const std::int8_t* values, std::int16_t* sums) {
  const __m256i ones = _mm256_set1_epi8(1);
  for (std::size_t p = 0; p < kBlock / kPart; ++p) {
    const __m256i fours =
        _mm256_dpbusd_epi32(_mm256_setzero_si256(), ones, read_32(values + p * kPart));
    sums[p] = static_cast<std::int16_t>(_mm512_reduce_add_epi32(_mm512_zextsi256_si512(fours)));
  }
}

PONDER_VNNI void transpose_block(std::int8_t* values, std::int32_t* offsets) {
  FourRegisters in;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = read_64(values + i * 64);
  const FourRegisters out = transposed(in);
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t i = 0; i < out.size(); ++i) {
    _mm512_storeu_si512(values + i * 64, out[i]);
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8(1), out[i]);
  }
  const __m512i offset = _mm512_mullo_epi32(sum, _mm512_set1_epi32(-32));
  _mm512_storeu_si512(offsets, offset);
}

}  // namespace

std::size_t bytes_of_rows(std::size_t count, std::size_t width, Order order) {
  const std::size_t values = count * width;
  const std::size_t sums = order == Order::kPlain ? values / kPart * sizeof(std::int16_t)
                                                  : values / kGroup * sizeof(std::int32_t);
  return aligned(values) + aligned(sums) + aligned(values / kBlock * sizeof(float)) + kAlignment;
}

Rows rows_in(void* buffer, std::size_t count, std::size_t width, Order order) {
  Pieces pieces(buffer);
  Rows rows{count, width, order};
  rows.values = pieces.take<std::int8_t>(count * width);
  rows.scales = pieces.take<float>(count * rows.blocks());
  if (order == Order::kPlain) rows.sums = pieces.take<std::int16_t>(count * width / kPart);
  if (order == Order::kTransposed) {
    rows.offsets = pieces.take<std::int32_t>(count * width / kGroup);
  }
  return rows;
}

PONDER_VNNI void fill_row(const Rows& rows, std::size_t r, const float* from) {
  for (std::size_t block = 0; block < rows.blocks(); ++block) {
    const std::size_t at = r * rows.width + block * kBlock;
    const float most = largest(from + block * kBlock);
    rows.scales[r * rows.blocks() + block] = most / 127.0F;
    const float factor = most > 0.0F ? 127.0F / most : 0.0F;
    for (std::size_t i = 0; i < kBlock; i += 64) {
      shrink(from + block * kBlock + i, factor, rows.values + at + i);
    }
    if (rows.order == Order::kPlain) {
      sum_parts(rows.values + at, rows.sums + at / kPart);
    } else {
      transpose_block(rows.values + at, rows.offsets + at / kGroup);
    }
  }
}

}  // namespace ponder::llama::kernels
