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

// What a GGUF file's header says, of all parts where the model is split into several files.
struct ModelFile {
  std::string architecture, name, licence;
  std::uint64_t file_bytes = 0;
  std::uint64_t parameters = 0;
  std::uint32_t context_trained = 0;
  std::uint64_t kv_bytes_per_token = 0;
  std::uint32_t vocabulary = 0;        // Tokens.
  std::uint32_t embedding_length = 0;  // Width of the hidden state.
  std::uint32_t feed_forward_length = 0;
  std::uint32_t window = 0;       // Tokens that its sliding-window layers see; 0: it has none.
  bool native_reasoning = false;  // Its chat template knows thinking.
  bool embeds_only = false;       // It makes embeddings and does not chat.
  std::string pooling;            // How: "mean", "cls", "last"; "rank": it only scores pairs.
};

// Reads the header without loading the weights. Errors: kIo, kInvalid (not GGUF, damaged,
// truncated: names the size that the header promises and the one found; unknown architecture).
// Takes milliseconds. Thread-safe.
Result<ModelFile> inspect(const std::filesystem::path& gguf);

// Weights, KV cache and compute buffers that load() with `options` would take, in bytes. For models
// with recurrent layers the cache is counted as if they were attention: an upper bound.
std::uint64_t estimate_memory(const ModelFile& file, const local::LoadOptions& options);

// The longest input that it embeds, with `options`.
std::uint32_t embedding_context(const ModelFile& file, const local::LoadOptions& options);

// Errors: those of inspect(); kUnavailable where memory is short (names what is needed and what is
// free); kCancelled where `on_progress` said so; kInvalid for options that cannot work; kBackend.
// Blocks for seconds: call it off the io threads. Thread-safe.
Result<std::unique_ptr<local::LoadedModel>> load(const std::filesystem::path& gguf,
                                                 const std::string& name,
                                                 const local::LoadOptions& options);

// Bytes that this machine can still give: main memory (Linux: MemAvailable, cgroup limits
// respected) and what GPUs have free where they are built in. 0: unknown.
std::uint64_t memory_available();

}  // namespace ponder::llama
