// The attention kernel inside llama.cpp's CPU backend: against exact sums, through the backend.
#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml-cpu.h>
#include <ggml.h>
#include <gtest/gtest.h>
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "llama/kernels/attention.h"
#include "llama/kernels/attention_op.h"
#include "llama/kernels/exponential.h"
#include "llama/kernels/processor.h"
#include "support/cpu_buffers.h"

namespace ponder::llama {
namespace {

constexpr float kUnseen = -std::numeric_limits<float>::infinity();

struct Shape {
  std::int64_t width, tokens, cells, query_heads, key_heads;
  float cap = 0.0F;
};

// What is added to the score of a token and a cell.
using Mask = std::function<float(std::int64_t, std::int64_t)>;

Mask nothing() {
  return [](std::int64_t, std::int64_t) { return 0.0F; };
}
// Each token sees what is before it and the cells of its own agent.
Mask agents(std::int64_t trunk, std::int64_t count) {
  return [=](std::int64_t token, std::int64_t cell) {
    return cell < trunk || cell % count == token % count ? 0.0F : kUnseen;
  };
}

class OneAttention {
 public:
  OneAttention(const Shape& shape, const Mask& mask) : shape_(shape) {
    queries_ = filled(GGML_TYPE_F32, shape.width, shape.tokens, shape.query_heads);
    keys_ = filled(GGML_TYPE_F16, shape.width, shape.cells, shape.key_heads);
    values_ = filled(GGML_TYPE_F16, shape.width, shape.cells, shape.key_heads);
    mask_ = ggml_new_tensor_2d(context_.get(), GGML_TYPE_F16, shape.cells, shape.tokens);
    out_ = ggml_flash_attn_ext(context_.get(), queries_, keys_, values_, mask_, kScale, 0.0F,
                               shape.cap);
    buffer_.reset(ggml_backend_alloc_ctx_tensors(context_.get(), cpu_.get()));
    fill(queries_, 3.0F);
    fill(keys_, 1.0F);
    fill(values_, 1.0F);
    std::vector<ggml_fp16_t> bits;
    for (std::int64_t t = 0; t < shape.tokens; ++t) {
      for (std::int64_t c = 0; c < shape.cells; ++c) bits.push_back(ggml_fp32_to_fp16(mask(t, c)));
    }
    ggml_backend_tensor_set(mask_, bits.data(), 0, bits.size() * sizeof(ggml_fp16_t));
    ggml_backend_cpu_set_n_threads(cpu_.get(), 2);
    ggml_cgraph* graph = ggml_new_graph(context_.get());
    ggml_build_forward_expand(graph, out_);
    EXPECT_EQ(ggml_backend_graph_compute(cpu_.get(), graph), GGML_STATUS_SUCCESS);
  }

  bool is_ours() const { return kernels::attention_of(out_, 2).has_value(); }

  // The largest difference to exact sums.
  double error() const {
    double largest = 0.0;
    for (std::int64_t t = 0; t < shape_.tokens; ++t) {
      for (std::int64_t h = 0; h < shape_.query_heads; ++h) {
        const auto exact = exact_row(t, h);
        for (std::int64_t d = 0; d < shape_.width; ++d) {
          const double here = ggml_get_f32_nd(out_, static_cast<int>(d), static_cast<int>(h),
                                              static_cast<int>(t), 0);
          const double difference = std::abs(here - exact[static_cast<std::size_t>(d)]);
          largest = std::isnan(difference) ? 1e9 : std::max(largest, difference);
        }
      }
    }
    return largest;
  }

 private:
  static constexpr float kScale = 0.125F;

  // Heads lie beside each other within a token or cell, as in a KV cache.
  ggml_tensor* filled(ggml_type type, std::int64_t width, std::int64_t rows, std::int64_t heads) {
    ggml_tensor* t = ggml_new_tensor_3d(context_.get(), type, width, heads, rows);
    return ggml_permute(context_.get(), t, 0, 2, 1, 3);
  }

  void fill(ggml_tensor* view, float spread) {
    std::normal_distribution<float> normal(0.0F, spread);
    const auto count = static_cast<std::size_t>(ggml_nelements(view));
    std::vector<float> numbers(count);
    for (float& number : numbers) number = normal(random_);
    ggml_tensor* t = view->view_src;
    if (t->type == GGML_TYPE_F32) {
      ggml_backend_tensor_set(t, numbers.data(), 0, count * sizeof(float));
      return;
    }
    std::vector<ggml_fp16_t> halves(count);
    ggml_fp32_to_fp16_row(numbers.data(), halves.data(), static_cast<std::int64_t>(count));
    ggml_backend_tensor_set(t, halves.data(), 0, count * sizeof(ggml_fp16_t));
  }

  static double number(const ggml_tensor* t, std::int64_t d, std::int64_t row, std::int64_t head) {
    return ggml_get_f32_nd(t, static_cast<int>(d), static_cast<int>(row), static_cast<int>(head),
                           0);
  }

  double score(std::int64_t token, std::int64_t cell, std::int64_t head) const {
    const std::int64_t key_head = head / (shape_.query_heads / shape_.key_heads);
    double sum = 0.0;
    for (std::int64_t d = 0; d < shape_.width; ++d) {
      sum += number(queries_, d, token, head) * number(keys_, d, cell, key_head);
    }
    sum *= double{kScale};
    if (shape_.cap > 0.0F) sum = double{shape_.cap} * std::tanh(sum / double{shape_.cap});
    return sum +
           double{ggml_get_f32_nd(mask_, static_cast<int>(cell), static_cast<int>(token), 0, 0)};
  }

  std::vector<double> exact_row(std::int64_t token, std::int64_t head) const {
    const std::int64_t key_head = head / (shape_.query_heads / shape_.key_heads);
    std::vector<double> scores, row(static_cast<std::size_t>(shape_.width), 0.0);
    for (std::int64_t c = 0; c < shape_.cells; ++c) scores.push_back(score(token, c, head));
    const double most = *std::ranges::max_element(scores);
    if (std::isinf(most)) return row;
    double total = 0.0;
    for (std::int64_t c = 0; c < shape_.cells; ++c) {
      const double weight = std::exp(scores[static_cast<std::size_t>(c)] - most);
      total += weight;
      for (std::int64_t d = 0; d < shape_.width; ++d) {
        row[static_cast<std::size_t>(d)] += weight * number(values_, d, c, key_head);
      }
    }
    for (double& sum : row) sum /= total;
    return row;
  }

  Shape shape_;
  std::mt19937 random_{11};
  ggml_backend_ptr cpu_{ggml_backend_cpu_init()};
  ggml_context_ptr context_ = tensor_context();
  ggml_tensor *queries_ = nullptr, *keys_ = nullptr, *values_ = nullptr, *mask_ = nullptr,
              *out_ = nullptr;
  ggml_backend_buffer_ptr buffer_;
};

constexpr double kRounding = 1e-5;  // Of sums of floats.
constexpr double kHalves = 2e-2;    // llama.cpp rounds queries to 16 bits.

void expect_exact(const Shape& shape, const Mask& mask) {
  const OneAttention attention(shape, mask);
  EXPECT_LT(attention.error(), kRounding)
      << shape.width << " wide, " << shape.tokens << " tokens, " << shape.cells << " cells, "
      << shape.query_heads << " heads on " << shape.key_heads;
  EXPECT_TRUE(attention.is_ours());
}

TEST(AttentionKernel, IsExactForHeadsThatShareKeys) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512";
  expect_exact({64, 3, 100, 14, 2}, nothing());
  expect_exact({128, 2, 70, 12, 2}, nothing());
  expect_exact({64, 2, 40, 4, 4}, nothing());
  expect_exact({256, 2, 65, 16, 1}, nothing());
  expect_exact({64, 1, 33, 6, 2}, nothing());
}

TEST(AttentionKernel, PassesOverCellsOfOtherAgents) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512";
  for (const std::int64_t cells : {1, 31, 32, 64, 65, 300}) {
    expect_exact({64, 8, cells, 14, 2}, agents(std::min<std::int64_t>(cells, 20), 8));
  }
  expect_exact({64, 64, 500, 7, 1}, agents(3, 64));
}

TEST(AttentionKernel, AddsTheMaskToScores) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512";
  expect_exact({64, 4, 90, 4, 2}, [](std::int64_t token, std::int64_t cell) {
    return -0.25F * static_cast<float>((token * 7 + cell) % 13);
  });
}

TEST(AttentionKernel, GivesZerosToATokenThatSeesNothing) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512";
  expect_exact({64, 3, 50, 4, 2},
               [](std::int64_t token, std::int64_t) { return token == 1 ? kUnseen : 0.0F; });
}

TEST(AttentionKernel, LeavesTheRestToLlamaCpp) {
  for (const Shape& shape : {Shape{64, 4, 90, 4, 2, 30.0F}, Shape{96, 4, 90, 4, 2},
                             Shape{64, 100, 90, 4, 2}, Shape{64, 1, 90, 4, 1}}) {
    const OneAttention attention(shape, nothing());
    EXPECT_FALSE(attention.is_ours());
    EXPECT_LT(attention.error(), kHalves);
  }
}

PONDER_VNNI double largest_error_of_exponential() {
  double largest = 0.0;
  for (float x = 0.0F; x > -84.0F; x -= 0.37F) {
    const double here = double{_mm512_cvtss_f32(kernels::exponential(_mm512_set1_ps(x)))};
    largest = std::max(largest, std::abs(here / std::exp(double{x}) - 1.0));
  }
  return largest;
}
PONDER_VNNI float exponential_of(float x) {
  return _mm512_cvtss_f32(kernels::exponential(_mm512_set1_ps(x)));
}

TEST(AttentionKernel, HasAnExponential) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512";
  EXPECT_LT(largest_error_of_exponential(), 2e-7);
  EXPECT_EQ(exponential_of(0.0F), 1.0F);
  EXPECT_EQ(exponential_of(kUnseen), 0.0F);
  EXPECT_EQ(exponential_of(-1000.0F), 0.0F);
}

}  // namespace
}  // namespace ponder::llama
