// Vectors without weights: three bytes in a row are hashed to a direction, so texts that share
// words point the same way. For tests and for trying clients out.
#pragma once

#include "local/embedder.h"

namespace ponder::local {

inline constexpr std::uint32_t kFakeDimensions = 64;

class FakeEmbeddingBackend : public EmbeddingBackend {
 public:
  explicit FakeEmbeddingBackend(std::uint32_t context_tokens);
  const EmbedderInfo& info() const override { return info_; }
  std::vector<Token> tokenize(std::string_view text) const override;
  Result<void> compute(EmbeddingBatch& batch, bool begin, bool turns_wait) override;

 private:
  EmbedderInfo info_;
};

}  // namespace ponder::local
