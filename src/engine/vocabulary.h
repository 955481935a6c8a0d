// Text <-> tokens, without a model's context. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/tokens.h"

namespace ponder::engine {

class Vocabulary {
 public:
  virtual ~Vocabulary() = default;
  // `special`: control tokens written in the text ("<|im_end|>") become those tokens.
  virtual std::vector<Token> tokenize(std::string_view text, bool special) const = 0;
  virtual std::string piece(Token token) const = 0;  // Bytes; control tokens give nothing.
  virtual std::string text(Token token) const = 0;   // Bytes; control tokens give their name.
  virtual std::uint32_t size() const = 0;            // Tokens are 0 to size() - 1.

  // What the model wants around a whole text: a beginning-of-text token; [CLS] and [SEP].
  struct Frame {
    std::vector<Token> before, after;
  };
  virtual Frame frame() const { return {}; }
};

}  // namespace ponder::engine
