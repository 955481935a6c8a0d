// A model's tokens as engine::Vocabulary.
#pragma once

#include <llama.h>

#include "engine/vocabulary.h"

namespace ponder::llama {

// The bytes of one token. `special`: control tokens give their name ("<|im_end|>"), else nothing.
std::string token_text(const llama_vocab* vocabulary, Token token, bool special);

// Outlived by the model. Thread-safe.
class LlamaVocabulary : public engine::Vocabulary {
 public:
  explicit LlamaVocabulary(const llama_vocab* vocabulary) : vocabulary_(vocabulary) {}

  std::vector<Token> tokenize(std::string_view text, bool special) const override;
  std::string piece(Token token) const override { return token_text(vocabulary_, token, false); }
  std::string text(Token token) const override { return token_text(vocabulary_, token, true); }
  std::uint32_t size() const override {
    return static_cast<std::uint32_t>(llama_vocab_n_tokens(vocabulary_));
  }
  Frame frame() const override;

 private:
  const llama_vocab* vocabulary_;
};

}  // namespace ponder::llama
