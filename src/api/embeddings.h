// OpenAI's embeddings: the body of POST /v1/embeddings and its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"

namespace ponder::api {

struct EmbeddingsCall {
  std::string model;                                                  // Empty: the server's choice.
  std::vector<std::variant<std::string, std::vector<Token>>> inputs;  // None empty.
  std::optional<std::uint32_t> dimensions;
  bool base64 = false;  // Little-endian floats, instead of a list of numbers.
};

// `input` is a string, a list of strings, a list of tokens or a list of lists of tokens. Errors:
// kInvalid with `param`, kTooLong (limits::kEmbeddingInputsMax).
Result<EmbeddingsCall> parse_embeddings(std::string_view body);

struct EmbeddingsAnswer {
  std::string model;
  std::string pooling;  // "mean", "cls", "last".
  std::string source;   // "embedding model", "chat model", "fake".
  std::vector<std::vector<float>> vectors;
  std::uint64_t tokens = 0;
};

std::string encode_embeddings(const EmbeddingsAnswer& answer, bool base64);

}  // namespace ponder::api
