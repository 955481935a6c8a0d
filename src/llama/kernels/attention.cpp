#include "llama/kernels/attention.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "llama/kernels/exponential.h"
#include "llama/kernels/memory.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/rows.h"
#include "llama/kernels/transpose.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::size_t kCells = 64;         // Looked at together.
constexpr std::size_t kAtOnce = 4;         // Query heads.
constexpr std::uint16_t kUnseen = 0xFC00;  // Minus infinity.
constexpr float kNone = -std::numeric_limits<float>::infinity();

// Cells that the token sees, filled up to whole registers with unseen ones.
struct Seen {
  std::size_t count = 0;  // With what it is filled up with.
  std::array<std::uint32_t, kCells> cells;
  alignas(64) std::array<std::uint16_t, kCells> mask;
};

// Goes through the cells that a token sees.
class SeenCells {
 public:
  SeenCells(const char* mask, std::size_t cells) : mask_(mask), cells_(cells) {}

  // The next ones. False: there is none left.
  PONDER_VNNI bool next(Seen& seen) {
    seen.count = 0;
    while (seen.count < kCells && (bits_ != 0 || look())) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(bits_));
      bits_ &= bits_ - 1;
      const std::size_t cell = from_ + bit;
      seen.cells[seen.count] = static_cast<std::uint32_t>(cell);
      seen.mask[seen.count++] = together<std::uint16_t>(mask_ + cell * sizeof(std::uint16_t));
    }
    if (seen.count == 0) return false;
    for (; seen.count % kLanes != 0; ++seen.count) {
      seen.cells[seen.count] = seen.cells[0];
      seen.mask[seen.count] = kUnseen;
    }
    return true;
  }

 private:
  // Finds the next 32 cells of which some are seen.
  PONDER_VNNI bool look() {
    const __m512i unseen = _mm512_set1_epi16(static_cast<std::int16_t>(kUnseen));
    for (; next_ < cells_ && bits_ == 0; next_ += 32) {
      const std::size_t count = std::min<std::size_t>(32, cells_ - next_);
      const auto there = static_cast<__mmask32>(~std::uint32_t{0} >> (32 - count));
      const char* at = mask_ + next_ * sizeof(std::uint16_t);
      bits_ = _mm512_mask_cmpneq_epi16_mask(there, _mm512_maskz_loadu_epi16(there, at), unseen);
      from_ = next_;
    }
    return bits_ != 0;
  }

  const char* mask_;
  std::size_t cells_;
  std::size_t next_ = 0, from_ = 0;
  std::uint32_t bits_ = 0;  // Seen cells from `from_` on that were not given out.
};

// What is known of one key head's query heads so far.
struct State {
  alignas(64) std::array<float, kSharingMax * kHeadMax> queries;  // Scaled.
  alignas(64) std::array<float, kSharingMax * kHeadMax> sums;     // Of values.
  std::array<float, kSharingMax> most;                            // The largest score.
  std::array<float, kSharingMax> weights;                         // What the weights add up to.
};

PONDER_VNNI inline __m512 sixteen(const char* at) { return _mm512_cvtph_ps(read_32(at)); }

// Scores of N heads from `first` on, the mask added, one head after the other.
template <std::size_t N>
PONDER_VNNI void score(const Attention& a, std::size_t key_head, const State& state,
                       std::size_t first, const Seen& seen, float* scores) {
  const float* queries = state.queries.data() + first * a.width;
  for (std::size_t c = 0; c < seen.count; c += kLanes) {
    std::array<std::array<__m512, kLanes>, N> products;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const char* key = a.keys.head(seen.cells[c + i], key_head);
      std::array<__m512, N> sums;
      for (auto& sum : sums) sum = _mm512_setzero_ps();
      for (std::size_t d = 0; d < a.width; d += kLanes) {
        const __m512 of_key = sixteen(key + d * sizeof(std::uint16_t));
        for (std::size_t n = 0; n < N; ++n) {
          sums[n] = _mm512_fmadd_ps(of_key, _mm512_loadu_ps(queries + n * a.width + d), sums[n]);
        }
      }
      for (std::size_t n = 0; n < N; ++n) products[n][i] = sums[n];
    }
    const __m512 mask = _mm512_cvtph_ps(read_32(seen.mask.data() + c));
    for (std::size_t n = 0; n < N; ++n) {
      _mm512_storeu_ps(scores + n * kCells + c, _mm512_add_ps(sums_of(products[n]), mask));
    }
  }
}

// Scores become weights relative to the largest so far; returns what earlier sums are to be
// multiplied with.
PONDER_VNNI float weigh(std::size_t count, float& most, float& total, float* scores) {
  __m512 larger = _mm512_set1_ps(most);
  for (std::size_t c = 0; c < count; c += kLanes) {
    larger = _mm512_max_ps(larger, _mm512_loadu_ps(scores + c));
  }
  const float before = most;
  most = _mm512_reduce_max_ps(larger);
  if (most == kNone) {
    std::fill_n(scores, count, 0.0F);
    return 1.0F;
  }
  __m512 sum = _mm512_setzero_ps();
  for (std::size_t c = 0; c < count; c += kLanes) {
    const __m512 weight =
        exponential(_mm512_sub_ps(_mm512_loadu_ps(scores + c), _mm512_set1_ps(most)));
    _mm512_storeu_ps(scores + c, weight);
    sum = _mm512_add_ps(sum, weight);
  }
  const float shrunk = _mm512_cvtss_f32(exponential(_mm512_set1_ps(before - most)));
  total = total * shrunk + _mm512_reduce_add_ps(sum);
  return shrunk;
}

// sums = sums * shrunk + weights times values, of N heads from `first` on.
template <std::size_t N>
PONDER_VNNI void add_values(const Attention& a, std::size_t key_head, State& state,
                            std::size_t first, const Seen& seen, const float* weights,
                            const std::array<float, kAtOnce>& shrunk) {
  constexpr std::size_t kRegisters = kHeadStep / kLanes;
  for (std::size_t d = 0; d < a.width; d += kHeadStep) {
    float* at = state.sums.data() + first * a.width + d;
    std::array<std::array<__m512, kRegisters>, N> sums;
    for (std::size_t n = 0; n < N; ++n) {
      for (std::size_t i = 0; i < kRegisters; ++i) {
        const __m512 before = _mm512_loadu_ps(at + n * a.width + i * kLanes);
        sums[n][i] = _mm512_mul_ps(before, _mm512_set1_ps(shrunk[n]));
      }
    }
    for (std::size_t c = 0; c < seen.count; ++c) {
      const char* value = a.values.head(seen.cells[c], key_head) + d * sizeof(std::uint16_t);
      std::array<__m512, kRegisters> numbers;
      for (std::size_t i = 0; i < kRegisters; ++i) numbers[i] = sixteen(value + i * 32);
      for (std::size_t n = 0; n < N; ++n) {
        const __m512 weight = _mm512_set1_ps(weights[n * kCells + c]);
        for (std::size_t i = 0; i < kRegisters; ++i) {
          sums[n][i] = _mm512_fmadd_ps(weight, numbers[i], sums[n][i]);
        }
      }
    }
    for (std::size_t n = 0; n < N; ++n) {
      for (std::size_t i = 0; i < kRegisters; ++i) {
        _mm512_storeu_ps(at + n * a.width + i * kLanes, sums[n][i]);
      }
    }
  }
}

template <std::size_t N>
PONDER_VNNI void take_cells(const Attention& a, std::size_t key_head, State& state,
                            std::size_t first, const Seen& seen) {
  alignas(64) std::array<float, N * kCells> scores;
  score<N>(a, key_head, state, first, seen, scores.data());
  std::array<float, kAtOnce> shrunk{};
  for (std::size_t n = 0; n < N; ++n) {
    shrunk[n] = weigh(seen.count, state.most[first + n], state.weights[first + n],
                      scores.data() + n * kCells);
  }
  add_values<N>(a, key_head, state, first, seen, scores.data(), shrunk);
}

using TakeCells = void (*)(const Attention&, std::size_t, State&, std::size_t, const Seen&);
constexpr std::array<TakeCells, kAtOnce> kTakeCells = {take_cells<1>, take_cells<2>, take_cells<3>,
                                                       take_cells<4>};

}  // namespace

PONDER_VNNI void attend(const Attention& a, std::size_t group) {
  const std::size_t token = group / a.key_heads, key_head = group % a.key_heads;
  const std::size_t sharing = a.query_heads / a.key_heads;
  State state;
  for (std::size_t h = 0; h < sharing; ++h) {
    const char* query = a.queries.head(token, key_head * sharing + h);
    for (std::size_t d = 0; d < a.width; d += kLanes) {
      const __m512 numbers = _mm512_loadu_ps(query + d * sizeof(float));
      _mm512_storeu_ps(state.queries.data() + h * a.width + d,
                       _mm512_mul_ps(numbers, _mm512_set1_ps(a.scale)));
    }
  }
  std::fill_n(state.sums.begin(), sharing * a.width, 0.0F);
  state.most.fill(kNone);
  state.weights.fill(0.0F);
  SeenCells cells(a.mask + token * a.mask_stride, a.cells);
  for (Seen seen; cells.next(seen);) {
    for (std::size_t h = 0; h < sharing; h += kAtOnce) {
      kTakeCells[std::min(kAtOnce, sharing - h) - 1](a, key_head, state, h, seen);
    }
  }
  float* out = a.out + (token * a.query_heads + key_head * sharing) * a.width;
  for (std::size_t h = 0; h < sharing; ++h) {
    const float part = state.weights[h] > 0.0F ? 1.0F / state.weights[h] : 0.0F;
    for (std::size_t d = 0; d < a.width; d += kLanes) {
      const __m512 sum = _mm512_loadu_ps(state.sums.data() + h * a.width + d);
      _mm512_storeu_ps(out + h * a.width + d, _mm512_mul_ps(sum, _mm512_set1_ps(part)));
    }
  }
}

}  // namespace ponder::llama::kernels
