// Weights on disk -> a LoadedModel. The only door into this folder: nothing outside includes
// llama.cpp's headers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "local/loaded_model.h"

namespace ponder::llama {

// Read from a GGUF file's header without loading the weights. Errors: kIo, kInvalid (not GGUF,
// truncated: names the size that the header promises and the one found; unknown architecture).
struct ModelFile {
  std::string architecture, name, licence;
  std::uint64_t file_bytes = 0;
  std::uint64_t parameters = 0;
  std::uint32_t context_trained = 0;
  std::uint64_t kv_bytes_per_token = 0;
  bool native_reasoning = false;  // Its chat template knows thinking.
};
Result<ModelFile> inspect(const std::filesystem::path& gguf);

// Weights, KV cache and compute buffers that load() with `options` would take.
std::uint64_t estimate_memory(const ModelFile& file, const local::LoadOptions& options);

// Refuses with kUnavailable, naming what is needed and what is free, where memory is short.
// Blocks for seconds: call it off the io threads. Thread-safe.
Result<std::unique_ptr<local::LoadedModel>> load(const std::filesystem::path& gguf,
                                                 const std::string& name,
                                                 const local::LoadOptions& options);

// Bytes that this machine can still give (Linux: MemAvailable, cgroup limits respected).
std::uint64_t memory_available();

}  // namespace ponder::llama
