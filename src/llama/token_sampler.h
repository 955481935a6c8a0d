// Chooses the next token of one sequence.
//
// Where nothing but temperature and truncation is asked for, only the best few logits are looked
// at; grammars, penalties and biases go through llama.cpp's common sampler over the whole
// vocabulary.
#pragma once

#include <llama-cpp.h>
#include <sampling.h>

#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"
#include "engine/sampling.h"
#include "llama/logits.h"

namespace ponder::llama {

// Buffers that all samplers of a backend use in turn.
struct SamplerScratch {
  std::vector<Candidate> best;
  std::vector<llama_token_data> candidates;
};

// Not thread-safe. Outlived by the model.
class TokenSampler {
 public:
  // Error kInvalid: the grammar does not parse, or a parameter cannot work.
  static Result<std::unique_ptr<TokenSampler>> create(const llama_model* model,
                                                      const engine::SamplingParams& params,
                                                      const std::vector<Token>& history);

  // Chooses from output `index` of the last decode, whose logits are `logits`, and remembers the
  // choice. Throws what llama.cpp throws where a grammar cannot go on.
  Token sample(llama_context* context, std::int32_t index, std::span<const float> logits,
               SamplerScratch& scratch);

  const engine::SamplingParams& params() const { return params_; }
  bool keeps_special(Token token) const { return preserved_.contains(token); }

 private:
  explicit TokenSampler(const engine::SamplingParams& params);
  Result<void> make_common(const llama_model* model, const std::vector<Token>& history);
  void make_chain();
  Token sample_from_best(std::span<const float> logits, SamplerScratch& scratch);

  engine::SamplingParams params_;
  std::unordered_set<Token> preserved_;
  common_sampler_ptr common_;  // Null: `chain_` samples from the best few.
  llama_sampler_ptr chain_;    // Null: greedy.
};

}  // namespace ponder::llama
