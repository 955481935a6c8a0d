#include "support/tiny_projector.h"

#include <gguf.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "support/gguf_writer.h"

namespace ponder::tests {
namespace {

constexpr std::int64_t kPatch = 14;
constexpr std::int64_t kSide = 112;  // 8 x 8 patches.
constexpr std::int64_t kMerged = 4;  // Patches of one cell.
constexpr std::size_t kTensorBytesMax = 8U << 20U;

class Writer {
 public:
  explicit Writer(const TinyProjector& projector)
      : kind_(projector.kind),
        times_(projector.times),
        file_(projector.seed, kTensorBytesMax * times_ * times_) {}

  std::filesystem::path write(const std::filesystem::path& folder) {
    write_header();
    write_encoder();
    write_projection();
    const std::filesystem::path path = folder / "mmproj-tiny.gguf";
    file_.write(path);
    return path;
  }

 private:
  void write_header() {
    gguf_context* gguf = file_.header();
    constexpr std::array<const char*, 3> kKinds = {"gemma3", "qwen2vl_merger", "muse-glimmer"};
    gguf_set_val_str(gguf, "general.architecture", "clip");
    gguf_set_val_str(gguf, "clip.projector_type", kKinds.at(kind_));
    gguf_set_val_bool(gguf, "clip.has_vision_encoder", true);
    gguf_set_val_bool(gguf, "clip.use_gelu", true);
    file_.number("clip.vision.embedding_length", width_);
    file_.number("clip.vision.attention.head_count", heads_);
    file_.number("clip.vision.feed_forward_length", feed_forward_);
    file_.number("clip.vision.block_count", layers());
    file_.number("clip.vision.projection_dim", text_width_);
    file_.number("clip.vision.image_size", kSide);
    file_.number("clip.vision.patch_size", kPatch);
    file_.number("clip.vision.projector.scale_factor", 2);
    gguf_set_val_f32(gguf, "clip.vision.attention.layer_norm_epsilon", 1e-5F);
    const std::array<float, 3> half = {0.5F, 0.5F, 0.5F};
    gguf_set_arr_data(gguf, "clip.vision.image_mean", GGUF_TYPE_FLOAT32, half.data(), 3);
    gguf_set_arr_data(gguf, "clip.vision.image_std", GGUF_TYPE_FLOAT32, half.data(), 3);
  }

  // The last layer of "muse-glimmer" sees all, those before it only a window.
  int layers() const { return kind_ == TinyProjector::kGlimmer ? 2 : 1; }

  void bias(const std::string& name, std::int64_t width) {
    file_.random(name, file_.tensor(width), 0.1F);
  }
  void norm(const std::string& name) {
    file_.ones(name + ".weight", width_);
    bias(name + ".bias", width_);
  }
  void patches(const std::string& name) {
    file_.random(name, file_.tensor(kPatch, kPatch, std::int64_t{3}, width_),
                 1.0F / std::sqrt(static_cast<float>(kPatch * kPatch * 3)));
  }

  void write_encoder() {
    patches("v.patch_embd.weight");
    if (kind_ == TinyProjector::kGrid) {
      patches("v.patch_embd.weight.1");
    } else {
      const std::int64_t places = (kSide / kPatch) * (kSide / kPatch);
      file_.random("v.position_embd.weight", file_.tensor(width_, places), 0.5F);
    }
    for (int i = 0; i < layers(); ++i) write_layer("v.blk." + std::to_string(i) + ".");
    norm("v.post_ln");
    if (kind_ == TinyProjector::kGlimmer) norm("v.pre_ln");
  }

  void write_layer(const std::string& layer) {
    for (const char* part : {"attn_q", "attn_k", "attn_v", "attn_out"}) {
      file_.matrix(layer + part + ".weight", width_, width_);
      bias(layer + part + ".bias", width_);
    }
    norm(layer + "ln1");
    norm(layer + "ln2");
    file_.matrix(layer + "ffn_up.weight", width_, feed_forward_);
    bias(layer + "ffn_up.bias", feed_forward_);
    file_.matrix(layer + "ffn_down.weight", feed_forward_, width_);
    bias(layer + "ffn_down.bias", width_);
  }

  void write_projection() {
    constexpr std::int64_t kMiddle = 80;
    switch (kind_) {
      case TinyProjector::kWhole:
        file_.random("mm.soft_emb_norm.weight", file_.tensor(width_), 1.0F);
        file_.matrix("mm.input_projection.weight", text_width_, width_);
        break;
      case TinyProjector::kGrid:
        file_.matrix("mm.0.weight", width_ * kMerged, kMiddle);
        bias("mm.0.bias", kMiddle);
        file_.matrix("mm.2.weight", kMiddle, text_width_);
        bias("mm.2.bias", text_width_);
        break;
      case TinyProjector::kGlimmer:
        file_.matrix("mm.0.weight", width_ * kMerged, kMiddle);
        file_.matrix("mm.1.weight", kMiddle, kMiddle);
        file_.matrix("mm.2.weight", kMiddle, text_width_);
        break;
    }
  }

  TinyProjector::Kind kind_;
  std::uint32_t times_;
  std::int64_t text_width_ = std::int64_t{64} * times_;  // As tiny_model.cpp's.
  std::int64_t width_ = std::int64_t{64} * times_;
  std::int64_t heads_ = std::int64_t{2} * times_;
  std::int64_t feed_forward_ = std::int64_t{96} * times_;
  GgufWriter file_;
};

}  // namespace

std::filesystem::path write_tiny_projector(const TinyProjector& projector,
                                           const std::filesystem::path& folder) {
  return Writer(projector).write(folder);
}

}  // namespace ponder::tests
