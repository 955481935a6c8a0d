#include "support/tiny_model.h"

#include <gguf.h>
#include <llama.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "support/gguf_writer.h"

namespace ponder::tests {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kHead = 32;
constexpr std::int64_t kLayers = 4;
constexpr std::size_t kTensorBytesMax = 16U << 20U;

class RemovedAtExit {
 public:
  ~RemovedAtExit() {
    std::error_code ignored;
    for (const fs::path& folder : folders_) fs::remove_all(folder, ignored);
  }
  fs::path add() {
    std::string name = (fs::temp_directory_path() / "ponder-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return folders_.emplace_back(name);
  }

 private:
  std::vector<fs::path> folders_;
};

class Writer {
 public:
  explicit Writer(const TinyModel& model)
      : model_(model),
        times_(model.times),
        arch_(model.grid_positions ? "qwen2vl" : (model.window == 0 ? "llama" : "muse-glimmer")),
        head_(model.grid_positions ? kHead / 2 : kHead),
        file_(model.seed, kTensorBytesMax * times_ * times_) {}

  void write(const fs::path& path) {
    write_header();
    write_vocabulary();
    write_tensors();
    for (const auto& [key, value] : model_.overrides) file_.number(key, value);
    file_.write(path);
  }

 private:
  void number(const std::string& key, std::int64_t value) {
    file_.number(arch_ + "." + key, value);
  }
  void fraction(const std::string& key, float value) {
    gguf_set_val_f32(file_.header(), (arch_ + "." + key).c_str(), value);
  }

  void write_header() {
    gguf_set_val_str(file_.header(), "general.architecture", arch_.c_str());
    gguf_set_val_str(file_.header(), "general.name", "Tiny Random");
    gguf_set_val_str(file_.header(), "general.license", "cc0-1.0");
    number("context_length", model_.context_trained);
    number("embedding_length", width_);
    number("block_count", kLayers);
    number("feed_forward_length", feed_forward_);
    number("attention.head_count", heads_);
    number("attention.head_count_kv", kv_heads_);
    number("attention.key_length", head_);
    number("attention.value_length", head_);
    number("rope.dimension_count", head_);
    if (model_.grid_positions) {
      const std::array<std::int32_t, 4> sections = {2, 3, 3, 0};
      gguf_set_arr_data(file_.header(), (arch_ + ".rope.dimension_sections").c_str(),
                        GGUF_TYPE_INT32, sections.data(), sections.size());
    }
    fraction("attention.layer_norm_rms_epsilon", 1e-5F);
    if (model_.window != 0) {
      number("attention.sliding_window", model_.window);
      fraction("logit_scale", 1.0F);
    }
  }

  void write_vocabulary() {
    std::vector<std::string> tokens{"<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"};
    std::vector<std::int32_t> types{LLAMA_TOKEN_TYPE_UNKNOWN, LLAMA_TOKEN_TYPE_CONTROL,
                                    LLAMA_TOKEN_TYPE_CONTROL, LLAMA_TOKEN_TYPE_CONTROL,
                                    LLAMA_TOKEN_TYPE_CONTROL};
    for (int byte = 0; byte < 256; ++byte) {
      std::array<char, 8> name{};
      std::snprintf(name.data(), name.size(), "<0x%02X>", static_cast<unsigned>(byte));
      tokens.emplace_back(name.data());
      types.push_back(LLAMA_TOKEN_TYPE_BYTE);
    }
    tokens.emplace_back("\xE2\x96\x81");  // How the tokenizer writes a space.
    types.push_back(LLAMA_TOKEN_TYPE_NORMAL);
    const std::vector<float> scores(tokens.size(), 0.0F);
    std::vector<const char*> names;
    for (const std::string& token : tokens) names.push_back(token.c_str());
    gguf_context* gguf = file_.header();
    gguf_set_val_str(gguf, "tokenizer.ggml.model", "llama");
    gguf_set_arr_str(gguf, "tokenizer.ggml.tokens", names.data(), names.size());
    gguf_set_arr_data(gguf, "tokenizer.ggml.scores", GGUF_TYPE_FLOAT32, scores.data(),
                      scores.size());
    gguf_set_arr_data(gguf, "tokenizer.ggml.token_type", GGUF_TYPE_INT32, types.data(),
                      types.size());
    gguf_set_val_bool(gguf, "tokenizer.ggml.add_bos_token", model_.add_begin_of_text);
    gguf_set_val_bool(gguf, "tokenizer.ggml.add_space_prefix", false);
    if (!model_.chat_template.empty()) {
      gguf_set_val_str(gguf, "tokenizer.chat_template", model_.chat_template.c_str());
    }
    vocabulary_ = static_cast<std::int64_t>(tokens.size());
  }

  void write_tensors() {
    file_.matrix("token_embd.weight", width_, vocabulary_);
    file_.ones("output_norm.weight", width_);
    file_.matrix("output.weight", width_, vocabulary_);
    for (std::int64_t i = 0; i < kLayers; ++i) {
      const std::string layer = "blk." + std::to_string(i) + ".";
      file_.ones(layer + "attn_norm.weight", width_);
      file_.matrix(layer + "attn_q.weight", width_, head_ * heads_);
      file_.matrix(layer + "attn_k.weight", width_, head_ * kv_heads_);
      file_.matrix(layer + "attn_v.weight", width_, head_ * kv_heads_);
      file_.matrix(layer + "attn_output.weight", head_ * heads_, width_);
      file_.ones(layer + "ffn_norm.weight", width_);
      file_.matrix(layer + "ffn_gate.weight", width_, feed_forward_);
      file_.matrix(layer + "ffn_down.weight", feed_forward_, width_);
      file_.matrix(layer + "ffn_up.weight", width_, feed_forward_);
      if (model_.window == 0) continue;
      file_.ones(layer + "post_attention_norm.weight", width_);
      file_.ones(layer + "attn_q_norm.weight", kHead);
      file_.ones(layer + "attn_k_norm.weight", kHead);
      file_.matrix(layer + "attn_gate.weight", width_, kHead * heads_);
      file_.ones(layer + "post_ffw_norm.weight", width_);
    }
  }

  const TinyModel& model_;
  std::uint32_t times_;
  std::int64_t width_ = std::int64_t{64} * times_;
  std::int64_t heads_ = std::int64_t{4} * times_;
  std::int64_t kv_heads_ = std::int64_t{2} * times_;
  std::int64_t feed_forward_ = std::int64_t{128} * times_;
  std::string arch_;
  std::int64_t head_;  // Width of one.
  GgufWriter file_;
  std::int64_t vocabulary_ = 0;
};

}  // namespace

fs::path fresh_folder() {
  static RemovedAtExit folders;
  return folders.add();
}

std::string known_template(const std::string& name) {
  std::ifstream in(std::string(PONDER_LLAMA_TEMPLATES) + "/" + name);
  if (!in) throw std::runtime_error("no chat template " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> known_templates() {
  std::vector<std::string> names;
  for (const fs::directory_entry& file : fs::directory_iterator(PONDER_LLAMA_TEMPLATES)) {
    if (file.path().extension() == ".jinja") names.push_back(file.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path write_tiny_model(const TinyModel& model) {
  return write_tiny_model(model, fresh_folder());
}

fs::path write_tiny_model(const TinyModel& model, const fs::path& folder) {
  fs::path path = folder / "tiny.gguf";
  Writer(model).write(path);
  return path;
}

}  // namespace ponder::tests
