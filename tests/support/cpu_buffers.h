// The forms in which llama.cpp's CPU backend keeps weights.
#pragma once

#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml.h>

#include <bit>
#include <string_view>

namespace ponder::llama {

inline constexpr std::string_view kPlain, kRepacked = "CPU_REPACK", kAmx = "AMX";

// Null: the processor has no such form.
inline ggml_backend_buffer_type_t buffer_type(ggml_backend_t cpu, std::string_view name) {
  if (name == kPlain) return ggml_backend_get_default_buffer_type(cpu);
  ggml_backend_dev_t device = ggml_backend_get_device(cpu);
  const auto extra =
      std::bit_cast<ggml_backend_dev_get_extra_bufts_t>(ggml_backend_reg_get_proc_address(
          ggml_backend_dev_backend_reg(device), "ggml_backend_dev_get_extra_bufts"));
  for (auto* type = extra(device); type != nullptr && *type != nullptr; ++type) {
    if (ggml_backend_buft_name(*type) == name) return *type;
  }
  return nullptr;
}

// Of tensors whose memory lies elsewhere, in buffers.
inline ggml_context_ptr tensor_context() {
  return ggml_context_ptr(ggml_init({1U << 20U, nullptr, true}));
}

}  // namespace ponder::llama
