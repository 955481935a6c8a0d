// What stands in for the chat side of a model that only makes embeddings.
#pragma once

#include <string>

#include "engine/backend.h"
#include "generate/generator.h"

namespace ponder::local {

// Runs no sequences: its engine only does side jobs.
class IdleBackend : public engine::Backend {
 public:
  const engine::BackendLimits& limits() const override { return limits_; }
  Result<void> open_sampler(engine::SequenceId, const engine::SamplingParams&,
                            const std::vector<Token>&) override {
    return invalid("this model only makes embeddings");
  }
  void close_sampler(engine::SequenceId) override {}
  Result<engine::Outcome> execute(const engine::Plan&) override {
    return invalid("this model only makes embeddings");
  }

 private:
  engine::BackendLimits limits_{.cells = 2, .slots = 1, .context_tokens = 2};
};

// Refuses every turn with a message that says what to do.
class EmbeddingOnlyGenerator : public generate::Generator {
 public:
  explicit EmbeddingOnlyGenerator(std::string model) : model_(std::move(model)) {}
  const generate::Capabilities& capabilities() const override { return capabilities_; }
  Task<Result<std::unique_ptr<generate::Trunk>>> open(generate::TrunkSpec) override {
    co_return invalid("The model \"" + model_ +
                          "\" only makes embeddings (POST /v1/embeddings); choose a chat model.",
                      "model");
  }

 private:
  std::string model_;
  generate::Capabilities capabilities_;
};

}  // namespace ponder::local
