#include "llama/load.h"

#include <llama-cpp.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "engine/engine.h"
#include "llama/library.h"
#include "llama/llama_backend.h"
#include "llama/llama_chat_format.h"
#include "llama/llama_embedding.h"
#include "llama/llama_eyes.h"
#include "llama/llama_vocabulary.h"
#include "llama/load_options.h"
#include "local/embedding_only.h"
#include "local/local_generator.h"

namespace ponder::llama {

namespace {

namespace fs = std::filesystem;

// Members are destroyed from the last to the first: the engine's thread ends before what it uses.
class LlamaModel : public local::LoadedModel {
 public:
  LlamaModel(llama_model_ptr model, std::unique_ptr<LlamaChatFormat> format,
             std::unique_ptr<LlamaEyes> eyes, std::unique_ptr<LlamaBackend> backend,
             std::unique_ptr<LlamaEmbedding> embedding, const local::LocalModelInfo& info,
             std::uint64_t memory_bytes)
      : model_(std::move(model)),
        vocabulary_(llama_model_get_vocab(model_.get())),
        format_(std::move(format)),
        eyes_(std::move(eyes)),
        memory_bytes_(memory_bytes),
        engine_(std::move(backend)),
        generator_(engine_, vocabulary_, *format_, info, eyes_.get()),
        embedder_(engine_, std::move(embedding)) {}

  generate::Generator& generator() override { return generator_; }
  const engine::Vocabulary& vocabulary() const override { return vocabulary_; }
  local::Embedder* embedder() override { return &embedder_; }
  engine::EngineStats stats() const override { return engine_.stats(); }
  std::uint64_t memory_bytes() const override { return memory_bytes_; }
  std::uint64_t pictures_encoded() const override {
    return eyes_ == nullptr ? 0 : eyes_->pictures_encoded();
  }

 private:
  llama_model_ptr model_;
  LlamaVocabulary vocabulary_;
  std::unique_ptr<LlamaChatFormat> format_;
  std::unique_ptr<LlamaEyes> eyes_;  // Null: it does not see.
  std::uint64_t memory_bytes_;
  engine::Engine engine_;
  local::LocalGenerator generator_;
  local::Embedder embedder_;
};

class EmbeddingModel : public local::LoadedModel {
 public:
  EmbeddingModel(llama_model_ptr model, std::unique_ptr<LlamaEmbedding> embedding,
                 const std::string& name, std::uint64_t memory_bytes)
      : model_(std::move(model)),
        vocabulary_(llama_model_get_vocab(model_.get())),
        memory_bytes_(memory_bytes),
        engine_(std::make_unique<local::IdleBackend>()),
        generator_(name),
        embedder_(engine_, std::move(embedding)) {}

  generate::Generator& generator() override { return generator_; }
  const engine::Vocabulary& vocabulary() const override { return vocabulary_; }
  local::Embedder* embedder() override { return &embedder_; }
  engine::EngineStats stats() const override { return engine_.stats(); }
  std::uint64_t memory_bytes() const override { return memory_bytes_; }

 private:
  llama_model_ptr model_;
  LlamaVocabulary vocabulary_;
  std::uint64_t memory_bytes_;
  engine::Engine engine_;
  local::EmbeddingOnlyGenerator generator_;
  local::Embedder embedder_;
};

// Null where no projector is asked for.
Result<std::unique_ptr<LlamaEyes>> open_eyes(const llama_model* model,
                                             const local::LoadOptions& decided) {
  if (decided.projector.empty()) return std::unique_ptr<LlamaEyes>();
  return LlamaEyes::create(decided.projector, model,
                           {.threads = decided.threads,
                            .cells_max = std::min(decided.context_tokens, kPictureCellsMax),
                            .cells_at_once_max = limits::kStepRowsMax});
}

std::uint64_t projector_bytes(const local::LoadOptions& options) {
  if (options.projector.empty()) return 0;
  std::error_code unknown;
  const auto bytes = fs::file_size(options.projector, unknown);
  return unknown ? 0 : bytes;
}

std::uint64_t mib(std::uint64_t bytes) { return (bytes + (1U << 20U) - 1) >> 20U; }

Result<void> check_memory(const std::string& name, std::uint64_t needed) {
  const std::uint64_t free = memory_available();
  if (free == 0 || needed <= free) return {};
  return Error{ErrorCode::kUnavailable,
               "the model \"" + name + "\" needs about " + std::to_string(mib(needed)) +
                   " MiB of memory and " + std::to_string(mib(free)) +
                   " MiB are free; unload another model, choose a smaller one, or set a shorter "
                   "context and fewer KV cells"};
}

struct Progress {
  const std::function<bool(float)>& report;
  bool cancelled = false;
};

bool on_progress(float done, void* data) {
  auto& progress = *static_cast<Progress*>(data);
  if (progress.report && !progress.report(done)) progress.cancelled = true;
  return !progress.cancelled;
}

Result<llama_model_ptr> load_weights(const fs::path& gguf, const local::LoadOptions& options) {
  Progress progress{options.on_progress};
  llama_model_params params = llama_model_default_params();
  params.n_gpu_layers = options.gpu_layers;
  params.progress_callback = on_progress;
  params.progress_callback_user_data = &progress;
  const ErrorCapture errors;
  llama_model_ptr model;
  try {
    const AssertionsThrow guard;
    model.reset(llama_model_load_from_file(gguf.string().c_str(), params));
  } catch (const std::exception& error) {
    collect_error(error.what());
  }
  if (progress.cancelled) return Error{ErrorCode::kCancelled, "loading was cancelled"};
  if (model == nullptr) {
    return Error{ErrorCode::kBackend,
                 "cannot load " + gguf.string() + ": " + errors.text("no reason given")};
  }
  return model;
}

EmbeddingOptions embedding_options(const ModelFile& file, const local::LoadOptions& options,
                                   std::uint32_t threads) {
  return {.context_tokens = embedding_context(file, options),
          .threads = threads,
          .kv_bytes_per_token = file.kv_bytes_per_token,
          .whole_inputs = file.embeds_only,
          .pooling = file.pooling};
}

Result<std::unique_ptr<local::LoadedModel>> load_embedding_model(const ModelFile& file,
                                                                 const fs::path& gguf,
                                                                 const std::string& name,
                                                                 const local::LoadOptions& options,
                                                                 std::uint64_t needed) {
  if (file.pooling == "rank") {
    return invalid("the model \"" + name + "\" is a reranker, which is not supported");
  }
  const local::LoadOptions decided = decide(options, file.context_trained);
  auto model = load_weights(gguf, decided);
  if (!model) return model.error();
  auto embedding = std::make_unique<LlamaEmbedding>(
      model->get(), embedding_options(file, options, decided.threads));
  if (auto opened = embedding->open(); !opened) return opened.error();
  const local::EmbedderInfo& info = embedding->info();
  spdlog::info("loaded {}: {} parameters, embeddings of {} dimensions, {} tokens at most", name,
               file.parameters, info.dimensions, info.context_tokens);
  return std::make_unique<EmbeddingModel>(std::move(*model), std::move(embedding), name, needed);
}

}  // namespace

Result<std::unique_ptr<local::LoadedModel>> load(const fs::path& gguf, const std::string& name,
                                                 const local::LoadOptions& options) {
  init_library();
  const auto file = inspect(gguf);
  if (!file) return file.error();
  const std::uint64_t needed = estimate_memory(*file, options) + projector_bytes(options);
  if (auto enough = check_memory(name, needed); !enough) return enough.error();

  if (file->embeds_only) return load_embedding_model(*file, gguf, name, options, needed);
  const local::LoadOptions decided = decide(options, file->context_trained);
  auto model = load_weights(gguf, decided);
  if (!model) return model.error();
  auto format = LlamaChatFormat::create(model->get());
  if (!format) return format.error();
  auto eyes = open_eyes(model->get(), decided);
  if (!eyes) return eyes.error();
  auto backend = LlamaBackend::create(
      model->get(),
      {.cells = decided.cells,
       .slots = decided.slots,
       .context_tokens = decided.context_tokens,
       .threads = decided.threads,
       .media = *eyes == nullptr ? nullptr : (*eyes)->table(),
       .media_width = static_cast<std::uint32_t>(llama_model_n_embd_inp(model->get()))});
  if (!backend) return backend.error();
  spdlog::info(
      "loaded {}: {} parameters, {} cells, {} slots, context {}, {} threads, prefill {} "
      "us a token{}",
      name, file->parameters, decided.cells, decided.slots, decided.context_tokens, decided.threads,
      (*backend)->limits().prefill_us_per_token, *eyes == nullptr ? "" : ", sees pictures");
  auto embedding = std::make_unique<LlamaEmbedding>(
      model->get(), embedding_options(*file, options, decided.threads));
  return std::make_unique<LlamaModel>(
      std::move(*model), std::move(*format), std::move(*eyes), std::move(*backend),
      std::move(embedding), local::LocalModelInfo{.name = name, .parameters = file->parameters},
      needed);
}

}  // namespace ponder::llama
