// Which of llama.cpp's attention nodes kernels/attention.h computes.
#pragma once

#include <ggml.h>

#include <optional>

#include "llama/kernels/attention.h"

namespace ponder::llama::kernels {

// Empty: llama.cpp's own is to compute it, as it is no attention, one with more than the kernel
// knows (caps, biases by position, sinks, several streams, other types), or it has fewer groups
// than `threads`.
std::optional<Attention> attention_of(const ggml_tensor* op, int threads);

}  // namespace ponder::llama::kernels
