#include "local/fake_embedding.h"

#include "local/fake_backend.h"

namespace ponder::local {

FakeEmbeddingBackend::FakeEmbeddingBackend(std::uint32_t context_tokens)
    : info_{.source = "fake",
            .pooling = "mean",
            .dimensions = kFakeDimensions,
            .context_tokens = context_tokens,
            .vocabulary = FakeVocabulary().size()} {}

std::vector<Token> FakeEmbeddingBackend::tokenize(std::string_view text) const {
  return FakeVocabulary().tokenize(text, false);
}

Result<void> FakeEmbeddingBackend::compute(EmbeddingBatch& batch, bool /*begin*/,
                                           bool /*turns_wait*/) {
  constexpr std::uint64_t kPrime = 1099511628211, kBasis = 14695981039346656037U;
  const std::vector<Token>& input = batch.inputs[batch.vectors.size()];
  std::vector<float> vector(kFakeDimensions, 0.0F);
  const auto byte_at = [&input](std::size_t i) {
    return i < input.size() ? static_cast<std::uint64_t>(input[i]) : 0U;
  };
  for (std::size_t i = 0; i < input.size(); ++i) {
    std::uint64_t hash = kBasis;
    for (std::size_t k = i; k < i + 3; ++k) hash = (hash ^ byte_at(k)) * kPrime;
    hash ^= hash >> 32U;
    for (float& value : vector) {
      value += (hash & 1U) != 0 ? 1.0F : -1.0F;
      hash >>= 1U;
    }
  }
  make_unit(vector);
  batch.vectors.push_back(std::move(vector));
  return {};
}

}  // namespace ponder::local
