// A GGUF file that is put together in memory, with random weights.
#pragma once

#include <ggml.h>
#include <gguf.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace ponder::tests {

class GgufWriter {
 public:
  // `tensor_bytes_max`: room for all tensors together.
  GgufWriter(std::uint32_t seed, std::size_t tensor_bytes_max)
      : gguf_(gguf_init_empty()),
        ggml_(ggml_init({.mem_size = tensor_bytes_max, .mem_buffer = nullptr, .no_alloc = false})),
        random_(seed) {}

  gguf_context* header() const { return gguf_.get(); }

  void number(const std::string& key, std::int64_t value) {
    gguf_set_val_u32(gguf_.get(), key.c_str(), static_cast<std::uint32_t>(value));
  }

  // Weights of this size; its shape is that of `tensor`, which is one of ours.
  void random(const std::string& name, ggml_tensor* tensor, float scale) {
    float* values = ggml_get_data_f32(tensor);
    const std::int64_t count = ggml_nelements(tensor);
    for (std::int64_t i = 0; i < count; ++i) values[i] = scale * uniform();
    add(name, tensor);
  }
  // A size that keeps activations near 1.
  void matrix(const std::string& name, std::int64_t inputs, std::int64_t outputs) {
    random(name, tensor(inputs, outputs), 1.0F / std::sqrt(static_cast<float>(inputs)));
  }
  void ones(const std::string& name, std::int64_t width) {
    ggml_tensor* made = tensor(width);
    std::fill_n(ggml_get_data_f32(made), width, 1.0F);
    add(name, made);
  }

  template <class... Sides>
  ggml_tensor* tensor(Sides... sides) {
    const std::int64_t all[] = {sides...};
    return ggml_new_tensor(ggml_.get(), GGML_TYPE_F32, sizeof...(sides), all);
  }

  void write(const std::filesystem::path& path) const {
    if (!gguf_write_to_file(gguf_.get(), path.c_str(), false)) {
      throw std::runtime_error("cannot write " + path.string());
    }
  }

 private:
  struct Free {
    void operator()(gguf_context* context) const { gguf_free(context); }
    void operator()(ggml_context* context) const { ggml_free(context); }
  };

  // In [-sqrt 3, sqrt 3): variance 1. Written out, as the standard's distributions differ between
  // libraries.
  float uniform() {
    return (static_cast<float>(random_() >> 8U) / static_cast<float>(1U << 24U) * 2.0F - 1.0F) *
           1.7320508F;
  }

  void add(const std::string& name, ggml_tensor* tensor) {
    ggml_set_name(tensor, name.c_str());
    gguf_add_tensor(gguf_.get(), tensor);
  }

  std::unique_ptr<gguf_context, Free> gguf_;
  std::unique_ptr<ggml_context, Free> ggml_;
  std::mt19937 random_;
};

}  // namespace ponder::tests
