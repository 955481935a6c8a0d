// The place where llama.cpp's CPU backend asks its "extra" kernels whether they compute a node. The
// linker hands both questions to the functions below (--wrap, see CMakeLists.txt); what they do not
// take goes on to llama.cpp's own answer, which the linker calls __real_...
#include <ggml-backend.h>
#include <ggml-cpu/ggml-cpu-impl.h>
#include <ggml.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

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

enum class Kind : std::uint8_t { kOther, kQ4KBy8, kQ6K };

constexpr std::size_t kTileRows = 32;      // Rows of weights that a thread takes at once.
constexpr std::int64_t kQ6KRowsMax = 128;  // Beyond, llama.cpp's tiles are faster.

bool is_matrix(const ggml_tensor* t) { return t->ne[2] == 1 && t->ne[3] == 1; }

bool is_repacked(const ggml_tensor* weights) {
  return std::strcmp(ggml_backend_buffer_name(weights->buffer), "CPU_REPACK") == 0;
}

// Which kernel computes `op`. One row alone is left to llama.cpp: it takes as long as reading the
// weights, whatever the kernel.
Kind kind_of(const ggml_tensor* op) {
  if (op->op != GGML_OP_MUL_MAT || !kernels::has_vnni()) return Kind::kOther;
  const ggml_tensor* weights = op->src[0];
  const ggml_tensor* rows = op->src[1];
  const bool fits = weights->buffer != nullptr && is_matrix(weights) && is_matrix(rows) &&
                    rows->type == GGML_TYPE_F32 && rows->nb[0] == sizeof(float) &&
                    op->nb[0] == sizeof(float) && rows->ne[1] > 1 &&
                    weights->ne[0] % static_cast<std::int64_t>(kernels::kBlock) == 0 &&
                    weights->ne[1] % static_cast<std::int64_t>(kernels::kWeightRowsStep) == 0 &&
                    weights->view_src == nullptr;
  if (!fits) return Kind::kOther;
  if (weights->type == GGML_TYPE_Q4_K && is_repacked(weights)) return Kind::kQ4KBy8;
  const bool is_plain = weights->extra == nullptr && ggml_backend_buffer_is_host(weights->buffer);
  if (weights->type == GGML_TYPE_Q6_K && is_plain && ggml_is_contiguous(weights) &&
      rows->ne[1] <= kQ6KRowsMax) {
    return Kind::kQ6K;
  }
  return Kind::kOther;
}

kernels::Order order_for(Kind kind) {
  return kind == Kind::kQ6K ? kernels::Order::kTransposed : kernels::Order::kPlain;
}

void compute(Kind kind, const ggml_compute_params* params, ggml_tensor* op) {
  const ggml_tensor* from = op->src[1];
  const auto count = static_cast<std::size_t>(from->ne[1]);
  const auto rows = kernels::rows_in(params->wdata, count, static_cast<std::size_t>(from->ne[0]),
                                     order_for(kind));
  const auto threads = static_cast<std::size_t>(params->nth);
  for (auto r = static_cast<std::size_t>(params->ith); r < count; r += threads) {
    const void* row = static_cast<const char*>(from->data) + r * from->nb[1];
    kernels::fill_row(rows, r, static_cast<const float*>(row));
  }
  if (params->ith == 0) ggml_threadpool_chunk_set(params->threadpool, params->nth);
  ggml_barrier(params->threadpool);
  const auto weight_rows = static_cast<std::size_t>(op->src[0]->ne[1]);
  const kernels::Results results{static_cast<float*>(op->data), op->nb[1] / sizeof(float)};
  const auto multiply = kind == Kind::kQ6K ? kernels::multiply_q6_k : kernels::multiply_q4_k_by_8;
  for (auto tile = static_cast<std::size_t>(params->ith); tile * kTileRows < weight_rows;
       tile = static_cast<std::size_t>(ggml_threadpool_chunk_add(params->threadpool, 1))) {
    const std::size_t begin = tile * kTileRows;
    multiply(op->src[0]->data, begin, std::min(begin + kTileRows, weight_rows), rows, results);
  }
}

}  // namespace

bool __wrap_ggml_cpu_extra_compute_forward(ggml_compute_params* params, ggml_tensor* op) {
  const Kind kind = params->use_ref ? Kind::kOther : kind_of(op);
  if (kind == Kind::kOther) return __real_ggml_cpu_extra_compute_forward(params, op);
  compute(kind, params, op);
  return true;
}

bool __wrap_ggml_cpu_extra_work_size(int n_threads, const ggml_tensor* op, std::size_t* size) {
  const Kind kind = kind_of(op);
  if (kind == Kind::kOther) return __real_ggml_cpu_extra_work_size(n_threads, op, size);
  const ggml_tensor* rows = op->src[1];
  const std::size_t ours =
      kernels::bytes_of_rows(static_cast<std::size_t>(rows->ne[1]),
                             static_cast<std::size_t>(rows->ne[0]), order_for(kind));
  // A run of the reference implementation needs llama.cpp's own size.
  std::size_t theirs = 0;
  if (!__real_ggml_cpu_extra_work_size(n_threads, op, &theirs)) theirs = 0;
  *size = std::max(ours, theirs);
  return true;
}
