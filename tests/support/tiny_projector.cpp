#include "support/tiny_projector.h"

#include <ggml.h>
#include <gguf.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace ponder::tests {
namespace {

constexpr std::int64_t kTextWidth = 64;  // As tiny_model.cpp's.
constexpr std::int64_t kWidth = 64;
constexpr std::int64_t kHeads = 2;
constexpr std::int64_t kFeedForward = 96;
constexpr std::int64_t kPatch = 14;
constexpr std::int64_t kSide = 112;  // 8 x 8 patches.
constexpr std::int64_t kMerged = 4;  // Patches of one cell.
constexpr std::size_t kTensorBytesMax = 8U << 20U;

struct FreeGguf {
  void operator()(gguf_context* context) const { gguf_free(context); }
};
struct FreeGgml {
  void operator()(ggml_context* context) const { ggml_free(context); }
};

class Writer {
 public:
  explicit Writer(const TinyProjector& projector)
      : kind_(projector.kind),
        gguf_(gguf_init_empty()),
        ggml_(ggml_init({.mem_size = kTensorBytesMax, .mem_buffer = nullptr, .no_alloc = false})),
        random_(projector.seed) {}

  std::filesystem::path write(const std::filesystem::path& folder) {
    write_header();
    write_encoder();
    write_projection();
    const std::filesystem::path path = folder / "mmproj-tiny.gguf";
    if (!gguf_write_to_file(gguf_.get(), path.c_str(), false)) {
      throw std::runtime_error("cannot write " + path.string());
    }
    return path;
  }

 private:
  void number(const char* key, std::int64_t value) {
    gguf_set_val_u32(gguf_.get(), key, static_cast<std::uint32_t>(value));
  }

  void write_header() {
    gguf_context* gguf = gguf_.get();
    constexpr std::array<const char*, 3> kKinds = {"gemma3", "qwen2vl_merger", "muse-glimmer"};
    gguf_set_val_str(gguf, "general.architecture", "clip");
    gguf_set_val_str(gguf, "clip.projector_type", kKinds.at(kind_));
    gguf_set_val_bool(gguf, "clip.has_vision_encoder", true);
    gguf_set_val_bool(gguf, "clip.use_gelu", true);
    number("clip.vision.embedding_length", kWidth);
    number("clip.vision.attention.head_count", kHeads);
    number("clip.vision.feed_forward_length", kFeedForward);
    number("clip.vision.block_count", layers());
    number("clip.vision.projection_dim", kTextWidth);
    number("clip.vision.image_size", kSide);
    number("clip.vision.patch_size", kPatch);
    number("clip.vision.projector.scale_factor", 2);
    gguf_set_val_f32(gguf, "clip.vision.attention.layer_norm_epsilon", 1e-5F);
    const std::array<float, 3> half = {0.5F, 0.5F, 0.5F};
    gguf_set_arr_data(gguf, "clip.vision.image_mean", GGUF_TYPE_FLOAT32, half.data(), 3);
    gguf_set_arr_data(gguf, "clip.vision.image_std", GGUF_TYPE_FLOAT32, half.data(), 3);
  }

  // The last layer of "muse-glimmer" sees all, those before it only a window.
  int layers() const { return kind_ == TinyProjector::kGlimmer ? 2 : 1; }

  // In [-sqrt 3, sqrt 3): variance 1.
  float uniform() {
    return (static_cast<float>(random_() >> 8U) / static_cast<float>(1U << 24U) * 2.0F - 1.0F) *
           1.7320508F;
  }

  void add(const std::string& name, ggml_tensor* tensor, float scale) {
    float* values = ggml_get_data_f32(tensor);
    const std::int64_t count = ggml_nelements(tensor);
    for (std::int64_t i = 0; i < count; ++i) values[i] = scale * uniform();
    ggml_set_name(tensor, name.c_str());
    gguf_add_tensor(gguf_.get(), tensor);
  }
  void matrix(const std::string& name, std::int64_t inputs, std::int64_t outputs) {
    add(name, ggml_new_tensor_2d(ggml_.get(), GGML_TYPE_F32, inputs, outputs),
        1.0F / std::sqrt(static_cast<float>(inputs)));
  }
  void bias(const std::string& name, std::int64_t width) {
    add(name, ggml_new_tensor_1d(ggml_.get(), GGML_TYPE_F32, width), 0.1F);
  }
  void norm(const std::string& name) {
    ggml_tensor* ones = ggml_new_tensor_1d(ggml_.get(), GGML_TYPE_F32, kWidth);
    std::fill_n(ggml_get_data_f32(ones), kWidth, 1.0F);
    ggml_set_name(ones, (name + ".weight").c_str());
    gguf_add_tensor(gguf_.get(), ones);
    bias(name + ".bias", kWidth);
  }
  void patches(const std::string& name) {
    add(name, ggml_new_tensor_4d(ggml_.get(), GGML_TYPE_F32, kPatch, kPatch, 3, kWidth),
        1.0F / std::sqrt(static_cast<float>(kPatch * kPatch * 3)));
  }

  void write_encoder() {
    patches("v.patch_embd.weight");
    if (kind_ == TinyProjector::kGrid) {
      patches("v.patch_embd.weight.1");
    } else {
      const std::int64_t places = (kSide / kPatch) * (kSide / kPatch);
      add("v.position_embd.weight", ggml_new_tensor_2d(ggml_.get(), GGML_TYPE_F32, kWidth, places),
          0.5F);
    }
    for (int i = 0; i < layers(); ++i) write_layer("v.blk." + std::to_string(i) + ".");
    norm("v.post_ln");
    if (kind_ == TinyProjector::kGlimmer) norm("v.pre_ln");
  }

  void write_layer(const std::string& layer) {
    for (const char* part : {"attn_q", "attn_k", "attn_v", "attn_out"}) {
      matrix(layer + part + ".weight", kWidth, kWidth);
      bias(layer + part + ".bias", kWidth);
    }
    norm(layer + "ln1");
    norm(layer + "ln2");
    matrix(layer + "ffn_up.weight", kWidth, kFeedForward);
    bias(layer + "ffn_up.bias", kFeedForward);
    matrix(layer + "ffn_down.weight", kFeedForward, kWidth);
    bias(layer + "ffn_down.bias", kWidth);
  }

  void write_projection() {
    constexpr std::int64_t kMiddle = 80;
    switch (kind_) {
      case TinyProjector::kWhole:
        add("mm.soft_emb_norm.weight", ggml_new_tensor_1d(ggml_.get(), GGML_TYPE_F32, kWidth),
            1.0F);
        matrix("mm.input_projection.weight", kTextWidth, kWidth);
        break;
      case TinyProjector::kGrid:
        matrix("mm.0.weight", kWidth * kMerged, kMiddle);
        bias("mm.0.bias", kMiddle);
        matrix("mm.2.weight", kMiddle, kTextWidth);
        bias("mm.2.bias", kTextWidth);
        break;
      case TinyProjector::kGlimmer:
        matrix("mm.0.weight", kWidth * kMerged, kMiddle);
        matrix("mm.1.weight", kMiddle, kMiddle);
        matrix("mm.2.weight", kMiddle, kTextWidth);
        break;
    }
  }

  TinyProjector::Kind kind_;
  std::unique_ptr<gguf_context, FreeGguf> gguf_;
  std::unique_ptr<ggml_context, FreeGgml> ggml_;
  std::mt19937 random_;
};

}  // namespace

std::filesystem::path write_tiny_projector(const TinyProjector& projector,
                                           const std::filesystem::path& folder) {
  return Writer(projector).write(folder);
}

}  // namespace ponder::tests
