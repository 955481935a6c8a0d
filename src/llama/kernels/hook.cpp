// The place where llama.cpp's CPU backend asks its "extra" kernels whether they compute a node. The
// linker hands both questions to the functions below (--wrap, see cmake/PonderKernels.cmake); what
// they do not take goes on to llama.cpp's own answer, which the linker calls __real_...
#include <ggml-backend.h>
#include <ggml-cpu/ggml-cpu-impl.h>
#include <ggml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "llama/kernels/attention.h"
#include "llama/kernels/attention_op.h"
#include "llama/kernels/processor.h"
#include "llama/kernels/products.h"
#include "llama/kernels/rows.h"

// The linker gives these names.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
bool __real_ggml_cpu_extra_compute_forward(ggml_compute_params* params, ggml_tensor* op);
bool __wrap_ggml_cpu_extra_compute_forward(ggml_compute_params* params, ggml_tensor* op);
bool __real_ggml_cpu_extra_work_size(int n_threads, const ggml_tensor* op, std::size_t* size);
bool __wrap_ggml_cpu_extra_work_size(int n_threads, const ggml_tensor* op, std::size_t* size);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {

namespace kernels = ponder::llama::kernels;

// How a form of weights is multiplied.
struct Kernel {
  ggml_type type;
  std::string_view buffer;  // Whose form the rows of weights have; kPlain: as in a file.
  kernels::Order order;
  int bias;
  std::int64_t rows_min, rows_max;  // Else llama.cpp's own is faster.
  void (*multiply)(const void*, std::size_t, std::size_t, const kernels::Rows&,
                   const kernels::Results&);
};

constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kPlain, kRepacked = "CPU_REPACK", kAmx = "AMX";
constexpr std::array<Kernel, 7> kVnniKernels = {{
    {GGML_TYPE_Q4_K, kRepacked, kernels::Order::kPlain, 0, 1, kAnyNumber,
     kernels::multiply_q4_k_by_8},
    {GGML_TYPE_Q6_K, kPlain, kernels::Order::kTransposed, kernels::kQ6KBias, 1, 128,
     kernels::multiply_q6_k},
    {GGML_TYPE_Q5_0, kPlain, kernels::Order::kQuarters, kernels::kQ50Bias, 1, kAnyNumber,
     kernels::multiply_q5_0},
    {GGML_TYPE_Q8_0, kPlain, kernels::Order::kQuarters, kernels::kQ80Bias, 1, kAnyNumber,
     kernels::multiply_q8_0},
    {GGML_TYPE_Q4_K, kAmx, kernels::Order::kPlain, 0, 1, kAnyNumber, kernels::multiply_amx_q4_k},
    {GGML_TYPE_Q6_K, kAmx, kernels::Order::kSixteens, 0, 1, kAnyNumber, kernels::multiply_amx_q6_k},
    {GGML_TYPE_Q8_0, kAmx, kernels::Order::kUnsigned, 0, 1, 16, kernels::multiply_amx_q8_0},
}};
constexpr std::array<Kernel, 4> kAvx2Kernels = {{
    {GGML_TYPE_Q4_K, kRepacked, kernels::Order::kPlain, 0, 2, kAnyNumber,
     kernels::multiply_avx2_q4_k_by_8},
    {GGML_TYPE_Q6_K, kPlain, kernels::Order::kHalves, kernels::kQ6KBias, 1, kAnyNumber,
     kernels::multiply_avx2_q6_k},
    {GGML_TYPE_Q5_0, kPlain, kernels::Order::kHalves, kernels::kQ50Bias, 1, kAnyNumber,
     kernels::multiply_avx2_q5_0},
    {GGML_TYPE_Q8_0, kPlain, kernels::Order::kHalves, 0, 1, kAnyNumber,
     kernels::multiply_avx2_q8_0},
}};

struct KernelSet {
  std::span<const Kernel> kernels;
  void (*fill_row)(const kernels::Rows&, std::size_t, const float*) = nullptr;
};

// What the processor can run.
KernelSet processor_set() {
  if (kernels::has_vnni()) return {kVnniKernels, kernels::fill_row};
  if (kernels::has_avx2()) return {kAvx2Kernels, kernels::fill_row_avx2};
  return {};
}

// Rows of weights that a thread takes at once: few enough that threads end together, else many, as
// what is fetched ahead should be its own.
std::size_t tile_rows(std::size_t weight_rows, std::size_t threads) {
  constexpr std::size_t kTilesPerThread = 4;
  constexpr std::size_t kMost = 128;
  const std::size_t even =
      weight_rows / (threads * kTilesPerThread) / kernels::kLanes * kernels::kLanes;
  return std::clamp(even, kernels::kLanes, kMost);
}

bool is_matrix(const ggml_tensor* t) { return t->ne[2] == 1 && t->ne[3] == 1; }

bool are_in(const ggml_tensor* weights, std::string_view buffer) {
  return ggml_backend_buffer_name(weights->buffer) == buffer;
}

bool are_plain(const ggml_tensor* weights) {
  return weights->extra == nullptr && ggml_backend_buffer_is_host(weights->buffer) &&
         ggml_is_contiguous(weights);
}

bool is_product_of_rows(const ggml_tensor* op) {
  if (op->op != GGML_OP_MUL_MAT) return false;
  const ggml_tensor* weights = op->src[0];
  const ggml_tensor* rows = op->src[1];
  return weights->buffer != nullptr && weights->view_src == nullptr && is_matrix(weights) &&
         is_matrix(rows) && rows->type == GGML_TYPE_F32 && rows->nb[0] == sizeof(float) &&
         op->nb[0] == sizeof(float) &&
         weights->ne[1] % static_cast<std::int64_t>(kernels::kWeightRowsStep) == 0;
}

// Which kernel computes `op`; null: none.
const Kernel* kernel_for(const ggml_tensor* op) {
  if (!is_product_of_rows(op)) return nullptr;
  const ggml_tensor* weights = op->src[0];
  for (const Kernel& kernel : processor_set().kernels) {
    const auto block = static_cast<std::int64_t>(kernels::block_of(kernel.order));
    const std::int64_t rows = op->src[1]->ne[1];
    if (weights->type != kernel.type || rows < kernel.rows_min || rows > kernel.rows_max ||
        weights->ne[0] % block != 0) {
      continue;
    }
    if (kernel.buffer == kPlain ? are_plain(weights) : are_in(weights, kernel.buffer)) {
      return &kernel;
    }
  }
  return nullptr;
}

kernels::RowForm form_of(const Kernel& kernel, const ggml_tensor* rows) {
  return {static_cast<std::size_t>(rows->ne[1]), static_cast<std::size_t>(rows->ne[0]),
          kernel.order, kernel.bias};
}

// Shares `count` pieces of work among the threads, those that are quicker taking more. All threads
// call it; none begins before all are there.
template <class Work>
void share(const ggml_compute_params* params, std::size_t count, const Work& work) {
  if (params->ith == 0) ggml_threadpool_chunk_set(params->threadpool, params->nth);
  ggml_barrier(params->threadpool);
  for (auto piece = static_cast<std::size_t>(params->ith); piece < count;
       piece = static_cast<std::size_t>(ggml_threadpool_chunk_add(params->threadpool, 1))) {
    work(piece);
  }
}

void multiply(const Kernel& kernel, const ggml_compute_params* params, ggml_tensor* op) {
  const ggml_tensor* from = op->src[1];
  const auto rows = kernels::rows_in(params->wdata, form_of(kernel, from));
  const auto threads = static_cast<std::size_t>(params->nth);
  const auto fill_row = processor_set().fill_row;
  for (auto r = static_cast<std::size_t>(params->ith); r < rows.count; r += threads) {
    const void* row = static_cast<const char*>(from->data) + r * from->nb[1];
    fill_row(rows, r, static_cast<const float*>(row));
  }
  const auto weight_rows = static_cast<std::size_t>(op->src[0]->ne[1]);
  const kernels::Results results{static_cast<float*>(op->data), op->nb[1] / sizeof(float)};
  const std::size_t in_tile = tile_rows(weight_rows, threads);
  share(params, (weight_rows + in_tile - 1) / in_tile, [&](std::size_t tile) {
    const std::size_t begin = tile * in_tile;
    kernel.multiply(op->src[0]->data, begin, std::min(begin + in_tile, weight_rows), rows, results);
  });
}

}  // namespace

bool __wrap_ggml_cpu_extra_compute_forward(ggml_compute_params* params, ggml_tensor* op) {
  if (params->use_ref) return __real_ggml_cpu_extra_compute_forward(params, op);
  if (const Kernel* kernel = kernel_for(op); kernel != nullptr) {
    multiply(*kernel, params, op);
    return true;
  }
  if (const auto attention = kernels::attention_of(op, params->nth)) {
    share(params, attention->groups(),
          [&](std::size_t group) { kernels::attend(*attention, group); });
    return true;
  }
  return __real_ggml_cpu_extra_compute_forward(params, op);
}

// Attention needs no work buffer; llama.cpp asks for its own, for a run that is left to it.
bool __wrap_ggml_cpu_extra_work_size(int n_threads, const ggml_tensor* op, std::size_t* size) {
  const Kernel* kernel = kernel_for(op);
  if (kernel == nullptr) return __real_ggml_cpu_extra_work_size(n_threads, op, size);
  // A run of the reference implementation needs llama.cpp's own size.
  std::size_t theirs = 0;
  if (!__real_ggml_cpu_extra_work_size(n_threads, op, &theirs)) theirs = 0;
  *size = std::max(form_of(*kernel, op->src[1]).bytes(), theirs);
  return true;
}
