// Text <-> tokens, without a model's context. Thread-safe.
#pragma once

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
};

}  // namespace ponder::engine
