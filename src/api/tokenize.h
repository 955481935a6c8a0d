// POST /tokenize and /detokenize, in the shapes of llama.cpp's server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"

namespace ponder::api {

struct TokenizeCall {
  std::string model;  // Empty: the default.
  std::string content;
  bool add_special = false;   // Also what the model wants around a text.
  bool parse_special = true;  // Control tokens written in the text become those tokens.
  bool with_pieces = false;   // The answer says what each token stands for.
};
Result<TokenizeCall> parse_tokenize(std::string_view body);

struct DetokenizeCall {
  std::string model;
  std::vector<Token> tokens;
};
Result<DetokenizeCall> parse_detokenize(std::string_view body);

struct TokenPiece {
  Token token = 0;
  std::string bytes;
};
// Pieces that are not UTF-8 by themselves are lists of bytes.
std::string encode_tokens(const std::vector<TokenPiece>& tokens, bool with_pieces);
std::string encode_text(std::string_view text);

}  // namespace ponder::api
