#include "llama/kernels/attention_op.h"

#include <ggml.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "llama/kernels/attention.h"
#include "llama/kernels/processor.h"

namespace ponder::llama::kernels {
namespace {

constexpr std::int64_t kTokensMax = 64;  // Beyond, llama.cpp's tiles share keys among tokens.

struct Factors {
  float scale, max_bias, cap;
};

Factors factors_of(const ggml_tensor* op) {
  Factors factors{};
  std::memcpy(&factors, op->op_params, sizeof factors);
  return factors;
}

bool is_known_form(const ggml_tensor* op) {
  const ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
  const Factors factors = factors_of(op);
  return mask != nullptr && op->src[4] == nullptr && factors.max_bias == 0.0F &&
         factors.cap == 0.0F && q->type == GGML_TYPE_F32 && k->type == GGML_TYPE_F16 &&
         v->type == GGML_TYPE_F16 && mask->type == GGML_TYPE_F16 && q->nb[0] == sizeof(float) &&
         k->nb[0] == sizeof(ggml_fp16_t) && v->nb[0] == sizeof(ggml_fp16_t) &&
         mask->nb[0] == sizeof(ggml_fp16_t) && ggml_is_contiguous(op);
}

bool has_known_sizes(const ggml_tensor* op) {
  const ggml_tensor *q = op->src[0], *k = op->src[1], *v = op->src[2], *mask = op->src[3];
  const bool is_one_stream = q->ne[3] == 1 && k->ne[3] == 1 && mask->ne[2] == 1 && mask->ne[3] == 1;
  return is_one_stream && k->ne[0] == v->ne[0] && k->ne[0] % std::int64_t{kHeadStep} == 0 &&
         k->ne[0] <= std::int64_t{kHeadMax} && q->ne[1] <= kTokensMax && v->ne[2] == k->ne[2] &&
         q->ne[2] % k->ne[2] == 0 && q->ne[2] / k->ne[2] <= std::int64_t{kSharingMax};
}

HeadView view_of(const ggml_tensor* t) {
  return {static_cast<const char*>(t->data), t->nb[1], t->nb[2]};
}

}  // namespace

std::optional<Attention> attention_of(const ggml_tensor* op, int threads) {
  if (op->op != GGML_OP_FLASH_ATTN_EXT || !has_vnni() || !is_known_form(op) ||
      !has_known_sizes(op)) {
    return std::nullopt;
  }
  const ggml_tensor *q = op->src[0], *k = op->src[1], *mask = op->src[3];
  Attention attention;
  attention.width = static_cast<std::size_t>(k->ne[0]);
  attention.tokens = static_cast<std::size_t>(q->ne[1]);
  attention.cells = static_cast<std::size_t>(k->ne[1]);
  attention.query_heads = static_cast<std::size_t>(q->ne[2]);
  attention.key_heads = static_cast<std::size_t>(k->ne[2]);
  attention.queries = view_of(q);
  attention.keys = view_of(k);
  attention.values = view_of(op->src[2]);
  attention.mask = static_cast<const char*>(mask->data);
  attention.mask_stride = mask->nb[1];
  attention.out = static_cast<float*>(op->data);
  attention.scale = factors_of(op).scale;
  if (attention.groups() < static_cast<std::size_t>(threads)) return std::nullopt;
  return attention;
}

}  // namespace ponder::llama::kernels
