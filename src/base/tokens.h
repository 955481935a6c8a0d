// The unit that the engine works in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ponder {

// An index into the model's vocabulary. In prompts, a negative one is a cell of a picture
// (engine/media.h).
using Token = std::int32_t;

// A sampled token with its natural-log probability under the model (temperature 1, no truncation)
// and, where asked for, the most probable alternatives, best first.
struct TokenLogprob {
  Token token = 0;
  std::string piece;     // Its bytes; may be part of a UTF-8 character.
  float logprob = 0.0F;  // ln p.
  struct Alternative {
    Token token = 0;
    std::string piece;
    float logprob = 0.0F;
    bool operator==(const Alternative&) const = default;
  };
  std::vector<Alternative> top;
  bool operator==(const TokenLogprob&) const = default;
};

}  // namespace ponder
