// Products of weights with a few rows, in 10^9 multiplications a second: of the kernels in
// src/llama/kernels, or with PONDER_KERNELS=0 of llama.cpp's own. Matrices are larger than the
// caches.
//
// Usage: bench_kernels [THREADS]
#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml-cpu.h>
#include <ggml.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "support/cpu_buffers.h"

namespace ponder::llama {
namespace {

struct Case {
  ggml_type type;
  std::string_view buffer;
  std::int64_t width, weight_rows;
};

// Shapes of Qwen2.5 1.5B and 0.5B, with more rows of weights.
constexpr std::array<Case, 9> kCases = {{{GGML_TYPE_Q4_K, kRepacked, 1536, 60000},
                                         {GGML_TYPE_Q4_K, kRepacked, 8960, 10000},
                                         {GGML_TYPE_Q6_K, kPlain, 1536, 60000},
                                         {GGML_TYPE_Q5_0, kPlain, 896, 100000},
                                         {GGML_TYPE_Q8_0, kPlain, 896, 60000},
                                         {GGML_TYPE_Q4_K, kAmx, 1536, 60000},
                                         {GGML_TYPE_Q4_K, kAmx, 8960, 10016},
                                         {GGML_TYPE_Q6_K, kAmx, 1536, 60000},
                                         {GGML_TYPE_Q8_0, kAmx, 896, 60000}}};
constexpr std::array<std::int64_t, 6> kRows = {1, 2, 4, 8, 16, 64};
constexpr int kRounds = 8;

double seconds_of(ggml_backend_t cpu, ggml_cgraph* graph) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    ggml_backend_graph_compute(cpu, graph);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

void measure(ggml_backend_t cpu, const Case& shape) {
  const auto type = buffer_type(cpu, shape.buffer);
  if (type == nullptr) return;
  const auto of_weights = tensor_context();
  ggml_tensor* weights =
      ggml_new_tensor_2d(of_weights.get(), shape.type, shape.width, shape.weight_rows);
  const ggml_backend_buffer_ptr buffer(
      ggml_backend_alloc_ctx_tensors_from_buft(of_weights.get(), type));
  const std::vector<char> bytes(ggml_nbytes(weights), 0x11);  // Any numbers are as quick.
  ggml_backend_tensor_set(weights, bytes.data(), 0, bytes.size());
  std::printf("%-5s %-11s %6ld x %4ld", ggml_type_name(shape.type),
              shape.buffer.empty() ? "" : shape.buffer.data(), static_cast<long>(shape.weight_rows),
              static_cast<long>(shape.width));
  for (const std::int64_t count : kRows) {
    const auto here = tensor_context();
    ggml_tensor* rows = ggml_new_tensor_2d(here.get(), GGML_TYPE_F32, shape.width, count);
    ggml_cgraph* graph = ggml_new_graph(here.get());
    ggml_build_forward_expand(graph, ggml_mul_mat(here.get(), weights, rows));
    const ggml_backend_buffer_ptr memory(ggml_backend_alloc_ctx_tensors(here.get(), cpu));
    const std::vector<float> values(static_cast<std::size_t>(shape.width * count), 0.5F);
    ggml_backend_tensor_set(rows, values.data(), 0, values.size() * sizeof(float));
    const auto products = static_cast<double>(shape.width * shape.weight_rows * count);
    std::printf("%8.1f", products / seconds_of(cpu, graph) / 1e9);
    std::fflush(stdout);
  }
  std::printf("\n");
}

void measure_all(int threads) {
  const ggml_backend_ptr cpu(ggml_backend_cpu_init());
  ggml_backend_cpu_set_n_threads(cpu.get(), threads);
  std::printf("rows at once                  ");
  for (const std::int64_t count : kRows) std::printf("%8ld", static_cast<long>(count));
  std::printf("\n");
  for (const Case& shape : kCases) measure(cpu.get(), shape);
}

}  // namespace
}  // namespace ponder::llama

int main(int argc, char** argv) {
  ponder::llama::measure_all(argc > 1 ? std::max(1, std::atoi(argv[1])) : 2);
  return 0;
}
