#include "llama/logits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ponder::llama {

namespace {

constexpr std::size_t kBlock = 64;  // Logits looked at together.
constexpr std::size_t kLanes = 16;  // Independent accumulators.
constexpr float kLowest = -std::numeric_limits<float>::infinity();

float block_max(const float* values) {
  std::array<float, kLanes> lanes;
  lanes.fill(kLowest);
  for (std::size_t i = 0; i < kBlock; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] = values[i + lane] > lanes[lane] ? values[i + lane] : lanes[lane];
    }
  }
  return *std::ranges::max_element(lanes);
}

// exp(x) for x <= 0: exp(x) = 2^n * e^f with |f| <= ln(2) / 2, e^f as a polynomial, 2^n made in the
// exponent bits.
float exp_of_negative(float x) {
  constexpr float kLog2OfE = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kTooSmall = -87.0F;    // exp() of less is not a normal float.
  constexpr float kRound = 12582912.0F;  // Adding 1.5 * 2^23 rounds to an integer.
  const float clamped = x < kTooSmall ? kTooSmall : x;
  const float n = (clamped * kLog2OfE + kRound) - kRound;
  const float f = clamped - n * kLn2High - n * kLn2Low;
  float p = 1.0F / 720.0F;
  p = p * f + 1.0F / 120.0F;
  p = p * f + 1.0F / 24.0F;
  p = p * f + 1.0F / 6.0F;
  p = p * f + 0.5F;
  p = p * f + 1.0F;
  p = p * f + 1.0F;
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127) << 23U;
  return p * std::bit_cast<float>(exponent);
}

bool better(const Candidate& a, const Candidate& b) {
  return a.logit > b.logit || (a.logit == b.logit && a.token < b.token);
}

// Keeps the best `count` in a heap whose front is the worst of them.
void offer(std::vector<Candidate>& heap, std::size_t count, Candidate candidate) {
  if (heap.size() < count) {
    heap.push_back(candidate);
    std::ranges::push_heap(heap, better);
  } else if (better(candidate, heap.front())) {
    std::ranges::pop_heap(heap, better);
    heap.back() = candidate;
    std::ranges::push_heap(heap, better);
  }
}

}  // namespace

Token argmax(std::span<const float> logits) {
  std::size_t best_block = 0;
  float best = kLowest;
  std::size_t i = 0;
  for (; i + kBlock <= logits.size(); i += kBlock) {
    const float highest = block_max(logits.data() + i);
    if (highest > best) {
      best = highest;
      best_block = i;
    }
  }
  for (; i < logits.size(); ++i) {
    if (logits[i] > best) {
      best = logits[i];
      best_block = i;
    }
  }
  const auto* from = logits.data() + best_block;
  const auto* found = std::find(from, logits.data() + logits.size(), best);
  return static_cast<Token>(found - logits.data());
}

void top_candidates(std::span<const float> logits, std::size_t count, std::vector<Candidate>& out) {
  out.clear();
  count = std::min(count, logits.size());
  if (count == 0) return;
  std::size_t i = 0;
  for (; i + kBlock <= logits.size(); i += kBlock) {
    if (out.size() == count && block_max(logits.data() + i) <= out.front().logit) continue;
    for (std::size_t j = i; j < i + kBlock; ++j) {
      offer(out, count, Candidate{static_cast<Token>(j), logits[j]});
    }
  }
  for (; i < logits.size(); ++i) offer(out, count, Candidate{static_cast<Token>(i), logits[i]});
  std::ranges::sort_heap(out, better);
}

double log_sum_exp(std::span<const float> logits) {
  float highest = kLowest;
  std::size_t i = 0;
  for (; i + kBlock <= logits.size(); i += kBlock) {
    highest = std::max(highest, block_max(logits.data() + i));
  }
  for (; i < logits.size(); ++i) highest = std::max(highest, logits[i]);
  if (!std::isfinite(highest)) return highest;

  double sum = 0.0;
  for (i = 0; i + kBlock <= logits.size(); i += kBlock) {
    std::array<float, kLanes> lanes{};
    for (std::size_t j = 0; j < kBlock; j += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] += exp_of_negative(logits[i + j + lane] - highest);
      }
    }
    for (const float lane : lanes) sum += lane;
  }
  for (; i < logits.size(); ++i) sum += exp_of_negative(logits[i] - highest);
  return highest + std::log(sum);
}

}  // namespace ponder::llama
