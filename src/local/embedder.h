// Text or tokens in, one vector an input out. The vectors are computed on an engine's thread,
// between its steps, so that running turns keep most of the time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/tokens.h"
#include "engine/engine.h"

namespace ponder::local {

struct EmbedderInfo {
  std::string source;                // "embedding model", "chat model", "fake".
  std::string pooling;               // "mean", "cls", "last".
  std::uint32_t dimensions = 0;      // Of a whole vector.
  std::uint32_t context_tokens = 0;  // Longest input.
  std::uint32_t vocabulary = 0;      // Tokens are 0 to vocabulary - 1.
};

// Inputs on their way. Not empty, each 1 to context_tokens tokens long.
struct EmbeddingBatch {
  std::vector<std::vector<Token>> inputs;
  std::vector<std::vector<float>> vectors;  // Finished ones, in order, of length 1 (L2) or zero.
  bool done() const { return vectors.size() == inputs.size(); }
};

// info() and tokenize() from any thread, compute() from the engine's.
class EmbeddingBackend {
 public:
  virtual ~EmbeddingBackend() = default;
  virtual const EmbedderInfo& info() const = 0;
  // With what the model wants around a text.
  virtual std::vector<Token> tokenize(std::string_view text) const = 0;
  // Computes the next piece of `batch`, which is not done; a short one where `turns_wait`. Batches
  // come one after the other; `begin`: this is the first piece of one.
  virtual Result<void> compute(EmbeddingBatch& batch, bool begin, bool turns_wait) = 0;
};

using EmbeddingInput = std::variant<std::string, std::vector<Token>>;

struct EmbeddingRequest {
  std::vector<EmbeddingInput> inputs;       // Not empty.
  std::optional<std::uint32_t> dimensions;  // Cut the vectors to so many and make them unit again.
  std::shared_ptr<std::atomic<bool>> abandoned;  // Set to true: nobody waits any more. May be null.
};

struct Embeddings {
  std::vector<std::vector<float>> vectors;
  std::uint64_t tokens = 0;  // Of all inputs.
};

// Thread-safe. `engine` outlives it and its calls.
class Embedder {
 public:
  Embedder(engine::Engine& engine, std::unique_ptr<EmbeddingBackend> backend);

  const EmbedderInfo& info() const { return backend_->info(); }
  // All or nothing. Errors: kInvalid, kTooLong (names the input and both numbers), kOverloaded
  // (limits::kEmbeddingJobsMax), kUnavailable (memory), kCancelled, kBackend.
  Task<Result<Embeddings>> embed(EmbeddingRequest request);

 private:
  Result<std::vector<std::vector<Token>>> tokens_of(std::vector<EmbeddingInput> inputs) const;

  engine::Engine& engine_;
  const std::shared_ptr<EmbeddingBackend> backend_;
  const std::shared_ptr<std::atomic<std::size_t>> jobs_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

// Divides by the length; a vector of zeros stays.
void make_unit(std::vector<float>& vector);

}  // namespace ponder::local
