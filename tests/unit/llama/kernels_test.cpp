// The kernels inside llama.cpp's CPU backend: their products against exact ones, through the
// backend. CMake has them run again with PONDER_KERNELS=avx2.
#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml-cpu.h>
#include <ggml.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "llama/kernels/processor.h"
#include "llama/kernels/rows.h"
#include "support/cpu_buffers.h"

extern "C" bool __wrap_ggml_cpu_extra_work_size(  // NOLINT(bugprone-reserved-identifier)
    int n_threads, const ggml_tensor* op, std::size_t* size);

namespace ponder::llama {
namespace {

// One product of a matrix of weights with rows, computed by the backend.
class Product {
 public:
  Product(ggml_type type, std::string_view buffer, std::int64_t width, std::int64_t weight_rows)
      : width_(width), weight_rows_(weight_rows) {
    std::normal_distribution<float> normal(0.0F, 0.05F);
    std::vector<float> weights(static_cast<std::size_t>(width * weight_rows));
    for (float& weight : weights) weight = normal(random_);
    std::vector<char> packed(ggml_row_size(type, width) * static_cast<std::size_t>(weight_rows));
    ggml_quantize_chunk(type, weights.data(), packed.data(), 0, weight_rows, width, nullptr);
    ggml_get_type_traits(type)->to_float(packed.data(), weights.data(), width * weight_rows);
    weights_ = std::move(weights);
    ggml_backend_cpu_set_n_threads(cpu_.get(), 2);
    tensor_ = ggml_new_tensor_2d(of_weights_.get(), type, width, weight_rows);
    buffer_.reset(ggml_backend_alloc_ctx_tensors_from_buft(of_weights_.get(),
                                                           buffer_type(cpu_.get(), buffer)));
    ggml_backend_tensor_set(tensor_, packed.data(), 0, packed.size());
  }

  // The largest difference to the exact product, as a part of the largest value of that. The rows
  // hold whole numbers up to 127, which 8 bits hold exactly.
  double error_with(std::int64_t rows) {
    auto here = tensor_context();
    ggml_tensor* input = ggml_new_tensor_2d(here.get(), GGML_TYPE_F32, width_, rows);
    ggml_tensor* output = ggml_mul_mat(here.get(), tensor_, input);
    ggml_cgraph* graph = ggml_new_graph(here.get());
    ggml_build_forward_expand(graph, output);
    const ggml_backend_buffer_ptr buffer(ggml_backend_alloc_ctx_tensors(here.get(), cpu_.get()));
    std::uniform_int_distribution<int> whole(-127, 127);
    std::vector<float> values(static_cast<std::size_t>(width_ * rows));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = i % 128 == 0 ? 127.0F : static_cast<float>(whole(random_));
    }
    ggml_backend_tensor_set(input, values.data(), 0, values.size() * sizeof(float));
    work_bytes_ = 0;
    takes_it_ = __wrap_ggml_cpu_extra_work_size(2, output, &work_bytes_);
    EXPECT_EQ(ggml_backend_graph_compute(cpu_.get(), graph), GGML_STATUS_SUCCESS);
    std::vector<float> found(static_cast<std::size_t>(weight_rows_ * rows));
    ggml_backend_tensor_get(output, found.data(), 0, found.size() * sizeof(float));
    return largest_difference(values, found, rows);
  }

  bool took_it() const { return takes_it_; }
  std::size_t work_bytes() const { return work_bytes_; }

 private:
  double largest_difference(const std::vector<float>& values, const std::vector<float>& found,
                            std::int64_t rows) const {
    double largest = 0.0, difference = 0.0;
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t w = 0; w < weight_rows_; ++w) {
        double exact = 0.0;
        for (std::int64_t i = 0; i < width_; ++i) {
          exact += double{weights_[static_cast<std::size_t>(w * width_ + i)]} *
                   values[static_cast<std::size_t>(r * width_ + i)];
        }
        const double here = found[static_cast<std::size_t>(r * weight_rows_ + w)];
        largest = std::max(largest, std::abs(exact));
        difference = std::max(difference, std::abs(exact - here));
      }
    }
    return difference / largest;
  }

  std::int64_t width_, weight_rows_;
  std::mt19937 random_{7};
  ggml_backend_ptr cpu_{ggml_backend_cpu_init()};
  ggml_context_ptr of_weights_ = tensor_context();
  ggml_tensor* tensor_ = nullptr;
  ggml_backend_buffer_ptr buffer_;
  std::vector<float> weights_;
  bool takes_it_ = false;
  std::size_t work_bytes_ = 0;
};

constexpr double kRounding = 1e-5;  // Of sums of floats.

struct RowRange {
  std::int64_t min = 1, max = 100;
};

void expect_exact(ggml_type type, std::string_view buffer, const std::vector<std::int64_t>& widths,
                  kernels::Order order, RowRange range = {}) {
  for (const std::int64_t width : widths) {
    Product product(type, buffer, width, 96);
    for (const std::int64_t rows : {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31, 100}) {
      if (rows < range.min || rows > range.max) continue;
      EXPECT_LT(product.error_with(rows), kRounding) << width << " wide, " << rows << " rows";
      EXPECT_TRUE(product.took_it());
      const kernels::RowForm form{static_cast<std::size_t>(rows), static_cast<std::size_t>(width),
                                  order};
      EXPECT_GE(product.work_bytes(), form.bytes());
    }
  }
}

// What the processor's kernels ask for.
kernels::Order order_of(kernels::Order with_vnni, kernels::Order with_avx2) {
  return kernels::has_vnni() ? with_vnni : with_avx2;
}

TEST(Kernels, MultiplyQ6K) {
  if (!kernels::has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  expect_exact(GGML_TYPE_Q6_K, kPlain, {256, 1536, 4864},
               order_of(kernels::Order::kTransposed, kernels::Order::kHalves));
}

TEST(Kernels, MultiplyQ4KInterleavedByEight) {
  if (!kernels::has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  // Of one row llama.cpp's product is as quick with AVX2.
  const RowRange range{.min = kernels::has_vnni() ? 1 : 2};
  expect_exact(GGML_TYPE_Q4_K, kRepacked, {256, 1536, 4864}, kernels::Order::kPlain, range);
}

TEST(Kernels, MultiplyQ50AndQ80) {
  if (!kernels::has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  const auto order = order_of(kernels::Order::kQuarters, kernels::Order::kHalves);
  expect_exact(GGML_TYPE_Q5_0, kPlain, {128, 896, 4864}, order);
  expect_exact(GGML_TYPE_Q8_0, kPlain, {128, 896, 4864}, order);
}

TEST(Kernels, MultiplyWhatIsPackedForAmx) {
  const ggml_backend_ptr cpu(ggml_backend_cpu_init());
  if (!kernels::has_vnni() || buffer_type(cpu.get(), kAmx) == nullptr) {
    GTEST_SKIP() << "this processor has no AMX";
  }
  expect_exact(GGML_TYPE_Q4_K, kAmx, {256, 1536, 4864}, kernels::Order::kPlain);
  expect_exact(GGML_TYPE_Q6_K, kAmx, {256, 1536, 4864}, kernels::Order::kSixteens);
  expect_exact(GGML_TYPE_Q8_0, kAmx, {128, 896, 4864}, kernels::Order::kUnsigned, {.max = 16});
}

// Many rows, other forms and odd sizes are llama.cpp's.
TEST(Kernels, LeaveTheRestToLlamaCpp) {
  constexpr double kEightBits = 0.02;  // llama.cpp rounds rows as we do, or coarser.
  Product q6(GGML_TYPE_Q6_K, kPlain, 512, 72);
  EXPECT_LT(q6.error_with(200), kEightBits);
  EXPECT_EQ(q6.took_it(), kernels::has_avx2() && !kernels::has_vnni());
  Product q5(GGML_TYPE_Q5_1, kPlain, 512, 72);
  EXPECT_LT(q5.error_with(8), kEightBits);
  EXPECT_FALSE(q5.took_it());
  Product narrow(GGML_TYPE_Q8_0, kPlain, 96, 72);
  EXPECT_LT(narrow.error_with(8), kEightBits);
  EXPECT_FALSE(narrow.took_it());
  Product odd(GGML_TYPE_Q6_K, kPlain, 512, 71);
  EXPECT_LT(odd.error_with(8), kEightBits);
  EXPECT_FALSE(odd.took_it());
}

void expect_zeros(kernels::Order order,
                  void (*fill)(const kernels::Rows&, std::size_t, const float*)) {
  const kernels::RowForm form{1, 256, order};
  std::vector<char> buffer(form.bytes());
  const kernels::Rows rows = kernels::rows_in(buffer.data(), form);
  const std::vector<float> zeros(256, 0.0F);
  fill(rows, 0, zeros.data());
  for (std::size_t b = 0; b < form.blocks(); ++b) EXPECT_EQ(rows.scales[b], 0.0F);
  for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(rows.values[i], 0);
}

TEST(Kernels, KeepRowsOfZeros) {
  if (!kernels::has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  for (const auto order : {kernels::Order::kPlain, kernels::Order::kHalves}) {
    expect_zeros(order, kernels::fill_row_avx2);
  }
  if (!kernels::has_vnni()) return;
  for (const auto order : {kernels::Order::kPlain, kernels::Order::kTransposed,
                           kernels::Order::kQuarters, kernels::Order::kSixteens}) {
    expect_zeros(order, kernels::fill_row);
  }
}

// Both instruction sets make the same plain rows.
TEST(Kernels, FillPlainRowsAlike) {
  if (!kernels::has_vnni()) GTEST_SKIP() << "this processor has no AVX-512 VNNI";
  const kernels::RowForm form{1, 512, kernels::Order::kPlain};
  std::vector<float> numbers(form.width);
  std::mt19937 random{3};
  std::normal_distribution<float> normal;
  for (float& number : numbers) number = normal(random);
  std::vector<char> one(form.bytes()), two(form.bytes());
  const kernels::Rows wide = kernels::rows_in(one.data(), form);
  const kernels::Rows narrow = kernels::rows_in(two.data(), form);
  kernels::fill_row(wide, 0, numbers.data());
  kernels::fill_row_avx2(narrow, 0, numbers.data());
  for (std::size_t i = 0; i < form.width; ++i) EXPECT_EQ(wide.values[i], narrow.values[i]);
  for (std::size_t p = 0; p < form.width / kernels::kPart; ++p) {
    EXPECT_EQ(wide.sums[p], narrow.sums[p]);
  }
  for (std::size_t b = 0; b < form.blocks(); ++b) EXPECT_EQ(wide.scales[b], narrow.scales[b]);
}

}  // namespace
}  // namespace ponder::llama
