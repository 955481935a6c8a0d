// Which models there are and which are in memory: loaded on demand, memory estimated first, the
// least recently used idle one unloaded to make room. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "local/loaded_model.h"

namespace ponder::server {

// A model that can be served. `load` blocks and runs on the pool's own thread.
struct ModelEntry {
  std::string name;
  std::uint64_t size_bytes = 0;
  std::uint64_t memory_bytes = 0;  // Estimated need when loaded.
  std::uint32_t context_tokens = 0;
  std::string licence;
  bool native_reasoning = false;
  bool vision = false;                // It sees pictures.
  bool embeds_only = false;           // It cannot chat.
  std::string embedding_source = {};  // "embedding model", "chat model"; empty: no embeddings.
  std::string embedding_pooling = {};
  std::uint32_t embedding_dimensions = 0;
  std::int64_t created_s = 0;  // When it was pulled; for /v1/models.
  std::function<Result<std::unique_ptr<local::LoadedModel>>()> load;
};

enum class ModelState : std::uint8_t { kAvailable, kLoading, kReady, kFailed };

struct ModelStatus {
  ModelEntry entry;
  ModelState state = ModelState::kAvailable;
  std::string reason;  // kFailed: why.
  engine::EngineStats stats;
  std::uint64_t pictures_encoded = 0;  // Since it was loaded.
};

class ModelPool {
 public:
  // `memory_available`: bytes that loading may take now.
  ModelPool(std::vector<ModelEntry> entries, std::function<std::uint64_t()> memory_available);
  ~ModelPool();  // Waits for a load that is under way.

  // The model, loaded if need be; it stays in memory while the pointer lives. An empty name means
  // the first entry. Errors: kNotFound (names what there is), kUnavailable (memory: what is needed
  // and what is free; or the load failed: why).
  Task<Result<std::shared_ptr<local::LoadedModel>>> acquire(std::string name);
  std::vector<ModelStatus> list() const;
  // The full name of the model that acquire() would give. Errors: kNotFound (names what there is).
  Result<std::string> resolve(const std::string& name) const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace ponder::server
