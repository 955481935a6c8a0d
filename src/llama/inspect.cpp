// What a model file holds and needs, from its header alone.
#include <chat.h>
#include <llama-cpp.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>

#include "base/limits.h"
#include "llama/gguf_header.h"
#include "llama/library.h"
#include "llama/load.h"
#include "llama/load_options.h"
#include "llama/memory.h"

namespace ponder::llama {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kKvElementBytes = 2;  // Half precision.
constexpr std::uint64_t kRuntimeBytes = 64ULL
                                        << 20U;  // Graphs, vocabulary tables, allocator slack.

struct FreeGguf {
  void operator()(gguf_context* context) const { gguf_free(context); }
};

// Asks llama.cpp itself, with a file that holds nothing but the architecture's name: it refuses an
// unknown one by name before it looks for anything else.
bool architecture_known(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, bool> known;
  const std::scoped_lock lock(mutex);
  if (const auto found = known.find(name); found != known.end()) return found->second;

  const std::unique_ptr<gguf_context, FreeGguf> header(gguf_init_empty());
  gguf_set_val_str(header.get(), "general.architecture", name.c_str());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  if (file == nullptr || !gguf_write_to_file_ptr(header.get(), file.get(), true)) return true;
  if (std::fseek(file.get(), 0, SEEK_SET) != 0) return true;
  const ErrorCapture errors;
  llama_model_params params = llama_model_default_params();
  params.vocab_only = true;
  params.load_mode = LLAMA_LOAD_MODE_NONE;  // So short a file cannot be mapped.
  const llama_model_ptr model(llama_model_load_from_file_ptr(file.get(), params));
  const bool answer = errors.text("").find("unknown model architecture") == std::string::npos;
  known.emplace(name, answer);
  return answer;
}

std::uint64_t kv_bytes_per_token(const GgufHeader& header, const std::string& architecture) {
  const auto key = [&](const char* name) { return architecture + "." + name; };
  const std::uint64_t layers = std::min<std::uint64_t>(
      header.number(key("block_count")).value_or(0), limits::kModelLayersMax);
  const std::uint64_t width = header.number(key("embedding_length")).value_or(0);
  const auto heads = header.numbers(key("attention.head_count"), layers);
  auto kv_heads = header.numbers(key("attention.head_count_kv"), layers);
  if (kv_heads.empty()) kv_heads = heads;
  const auto rank = header.number(key("attention.kv_lora_rank"));
  std::uint64_t elements = 0;
  for (std::size_t i = 0; i < kv_heads.size() && i < heads.size(); ++i) {
    const std::uint64_t head_width = heads[i] == 0 ? 0 : width / heads[i];
    const std::uint64_t k = header.number(key("attention.key_length")).value_or(head_width);
    const std::uint64_t v = header.number(key("attention.value_length")).value_or(head_width);
    // Multi-head latent attention keeps one compressed key for all heads, and no values.
    elements += rank ? k : kv_heads[i] * (k + v);
  }
  return elements * kKvElementBytes;
}

bool template_thinks(const std::string& chat_template) {
  if (chat_template.empty()) return false;
  try {
    const auto templates = common_chat_templates_init(nullptr, chat_template);
    return common_chat_templates_support_enable_thinking(templates.get());
  } catch (const std::exception&) {
    return false;  // load() falls back to another template, which does not think.
  }
}

// A model that names a pooling, or sees what comes later in a text, is for embeddings.
void read_pooling(const GgufHeader& header, ModelFile& file) {
  constexpr std::array kNames = {"", "mean", "cls", "last", "rank"};
  const auto pooling = header.number(file.architecture + ".pooling_type").value_or(0);
  const bool causal = header.number(file.architecture + ".attention.causal").value_or(1) != 0;
  const bool encodes = file.architecture == "t5encoder" || !causal;
  if (pooling > 0 && pooling < kNames.size()) file.pooling = kNames.at(pooling);
  file.embeds_only = encodes || !file.pooling.empty();
  if (file.pooling.empty()) file.pooling = "mean";
}

// The other files of a model that is split: "NAME-00002-of-00003.gguf"...
Result<std::vector<fs::path>> further_parts(const fs::path& first, std::uint64_t count) {
  std::vector<fs::path> parts;
  if (count <= 1) return parts;
  if (count > limits::kModelPartsMax) {
    return invalid(first.string() + " says that it has " + std::to_string(count) +
                   " parts; at most " + std::to_string(limits::kModelPartsMax) + " are possible");
  }
  std::array<char, 4096> prefix{};
  const int found = llama_split_prefix(prefix.data(), prefix.size(), first.string().c_str(), 0,
                                       static_cast<std::int32_t>(count));
  if (found <= 0) {
    return invalid(first.string() + " is one part of " + std::to_string(count) +
                   "; name the first, which ends in \"-00001-of-" + "...\"");
  }
  for (std::uint64_t part = 1; part < count; ++part) {
    std::array<char, 4096> path{};
    llama_split_path(path.data(), path.size(), prefix.data(), static_cast<std::int32_t>(part),
                     static_cast<std::int32_t>(count));
    parts.emplace_back(path.data());
  }
  return parts;
}

}  // namespace

Result<ModelFile> inspect(const fs::path& gguf) {
  auto header = GgufHeader::read(gguf);
  if (!header) return header.error();

  ModelFile file;
  file.architecture = header->text("general.architecture");
  if (file.architecture.empty()) {
    return invalid(gguf.string() + " names no architecture: it does not hold a language model");
  }
  if (!architecture_known(file.architecture)) {
    return invalid(gguf.string() + " needs the architecture \"" + file.architecture +
                   "\", which this build of llama.cpp does not know; a newer Ponder may");
  }
  const auto key = [&](const char* name) { return file.architecture + "." + name; };
  const auto small = [&](const char* name) {
    return static_cast<std::uint32_t>(header->number(key(name)).value_or(0));
  };
  file.name = header->text("general.name");
  file.licence = header->text("general.license");
  file.file_bytes = header->file_bytes();
  file.parameters = header->parameters();
  file.context_trained = small("context_length");
  file.embedding_length = small("embedding_length");
  file.window = small("attention.sliding_window");
  const auto feed_forward = header->numbers(
      key("feed_forward_length"), std::min(small("block_count"), limits::kModelLayersMax));
  for (const auto length : feed_forward) {
    file.feed_forward_length =
        std::max(file.feed_forward_length, static_cast<std::uint32_t>(length));
  }
  file.kv_bytes_per_token = kv_bytes_per_token(*header, file.architecture);
  file.vocabulary = static_cast<std::uint32_t>(header->array_length("tokenizer.ggml.tokens"));
  read_pooling(*header, file);
  file.native_reasoning = template_thinks(header->text("tokenizer.chat_template"));

  const auto parts = further_parts(gguf, header->number("split.count").value_or(1));
  if (!parts) return parts.error();
  for (const auto& part : *parts) {
    const auto further = GgufHeader::read(part);
    if (!further) return further.error();
    file.file_bytes += further->file_bytes();
    file.parameters += further->parameters();
  }
  return file;
}

std::uint32_t embedding_context(const ModelFile& file, const local::LoadOptions& options) {
  const std::uint32_t most = options.context_tokens == 0 || !file.embeds_only
                                 ? limits::kEmbeddingContextMax
                                 : options.context_tokens;
  return file.context_trained == 0 ? most : std::min(most, file.context_trained);
}

namespace {

// Inputs are computed whole: all activations of one step are as long as the longest.
std::uint64_t estimate_embedding_memory(const ModelFile& file, const local::LoadOptions& options) {
  const std::uint64_t rows = embedding_context(file, options);
  const std::uint64_t activations =
      rows * (4ULL * file.embedding_length + 3ULL * file.feed_forward_length) * sizeof(float);
  const std::uint64_t mask = rows * rows * (sizeof(float) + kKvElementBytes);
  return file.file_bytes + rows * file.kv_bytes_per_token + activations + mask + kRuntimeBytes;
}

}  // namespace

std::uint64_t estimate_memory(const ModelFile& file, const local::LoadOptions& options) {
  if (file.embeds_only) return estimate_embedding_memory(file, options);
  const local::LoadOptions decided = decide(options, file.context_trained);
  const std::uint64_t cells = decided.cells;
  const std::uint64_t rows = limits::kStepRowsMax;
  const std::uint64_t float_bytes = sizeof(float);
  // Logits: the graph's output and the copy that samplers read, for every sequence id
  // (llama_backend.h says why windows double them). Activations: about four hidden states and three
  // feed-forward rows live at once. Mask: one half a cell and row, and its float source.
  const std::uint64_t sequences = (file.window == 0 ? 1ULL : 2ULL) * decided.slots;
  const std::uint64_t logits = 2ULL * file.vocabulary * sequences * float_bytes;
  const std::uint64_t activations =
      rows * (4ULL * file.embedding_length + 3ULL * file.feed_forward_length) * float_bytes;
  const std::uint64_t mask = cells * rows * (float_bytes + kKvElementBytes);
  return file.file_bytes + cells * file.kv_bytes_per_token + logits + activations + mask +
         kRuntimeBytes;
}

std::uint64_t memory_available() {
  init_library();
  std::uint64_t bytes = host_memory_available();
  for (std::size_t i = 0; i < ggml_backend_dev_count(); ++i) {
    ggml_backend_dev_t device = ggml_backend_dev_get(i);
    if (ggml_backend_dev_type(device) != GGML_BACKEND_DEVICE_TYPE_GPU) continue;
    std::size_t free = 0, total = 0;
    ggml_backend_dev_memory(device, &free, &total);
    bytes += free;
  }
  return bytes;
}

}  // namespace ponder::llama
