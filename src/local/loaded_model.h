// A model that is in memory and can be talked to. Made by a loader: llama::load_model for weights,
// local::load_fake for "fake:SCRIPT".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/vocabulary.h"
#include "generate/generator.h"
#include "local/embedder.h"

namespace ponder::local {

class LoadedModel {
 public:
  virtual ~LoadedModel() = default;
  virtual generate::Generator& generator() = 0;
  virtual const engine::Vocabulary& vocabulary() const = 0;
  virtual engine::EngineStats stats() const = 0;
  virtual Embedder* embedder() { return nullptr; }  // Null: it makes no embeddings.
  virtual std::uint64_t memory_bytes() const = 0;   // Weights, KV cache and compute buffers.
  virtual std::uint64_t pictures_encoded() const { return 0; }  // Since it was loaded.
};

// How a model is loaded. 0 means "the loader decides".
struct LoadOptions {
  std::uint32_t context_tokens = 0;  // Longest sequence; at most what the model was trained on.
  std::uint32_t cells = 0;           // KV cache capacity, all sequences together.
  std::uint32_t slots = 0;
  std::uint32_t threads = 0;
  std::int32_t gpu_layers = -1;            // -1: all that fit, where a GPU is built in.
  std::string projector;                   // The file that it sees with; empty: it does not see.
  std::function<bool(float)> on_progress;  // 0 to 1; false aborts.
};

// "fake:" + a path to a script, or "fake:" + the script's JSON itself.
// tests/fixtures/fake/README.md describes the script. Errors: kInvalid, kIo.
Result<std::unique_ptr<LoadedModel>> load_fake(const std::string& spec, const LoadOptions& options);

}  // namespace ponder::local
