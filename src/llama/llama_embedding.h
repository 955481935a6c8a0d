// Embeddings by llama.cpp, in a context of their own beside the chat's.
//
// An embedding model (one that names its pooling, or attends in both directions) computes each
// input whole and pools it itself. A chat model's input goes through in short pieces, so that turns
// wait little; the hidden states of its last layer are averaged here.
#pragma once

#include <llama-cpp.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "llama/llama_vocabulary.h"
#include "llama/load.h"
#include "llama/thread_team.h"
#include "local/embedder.h"

namespace ponder::llama {

struct EmbeddingOptions {
  std::uint32_t context_tokens = 0;  // Longest input.
  std::uint32_t threads = 0;
  std::uint64_t kv_bytes_per_token = 0;
  bool whole_inputs = false;  // An embedding model.
  std::string pooling;        // "mean", "cls", "last".
};

class LlamaEmbedding : public local::EmbeddingBackend {
 public:
  // Outlived by the model. Allocates nothing yet.
  LlamaEmbedding(llama_model* model, EmbeddingOptions options);

  const local::EmbedderInfo& info() const override { return info_; }
  std::vector<Token> tokenize(std::string_view text) const override;
  // The first call allocates the context. Errors: kUnavailable, kBackend.
  Result<void> compute(local::EmbeddingBatch& batch, bool begin, bool turns_wait) override;
  // The same allocation, at once.
  Result<void> open();

 private:
  struct Entry {
    Token token;
    std::int32_t position;
    std::size_t input;
  };
  llama_context_params context_params() const;
  void fill_whole(const local::EmbeddingBatch& batch);
  void fill_piece(const local::EmbeddingBatch& batch, std::size_t tokens_max);
  Result<void> decode();
  void take_pooled(local::EmbeddingBatch& batch);
  void take_states(local::EmbeddingBatch& batch);
  static std::int32_t sequence_of(std::size_t input);

  llama_model* model_;
  const EmbeddingOptions options_;
  const LlamaVocabulary vocabulary_;
  local::EmbedderInfo info_;
  ThreadTeam team_;
  llama_context_ptr context_;  // Null until the first compute().

  std::vector<Entry> entries_;  // What is computed now.
  // Where a chat model's batch goes on: this token of this input.
  std::size_t next_input_ = 0, next_token_ = 0;
  std::vector<double> sum_;  // Of the hidden states of the first input that is not finished.
};

}  // namespace ponder::llama
