// A shared copy of a conversation as JSON: what whoever has the link may see, and nothing else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/turns.h"
#include "base/result.h"

namespace ponder::api {

// Of each turn question, answer, model, mode, status, times and pictures; no reasoning, no
// settings, no readings of pictures.
std::string encode_shared(std::string_view title, std::span<const TurnView> path);

struct SharedTurn {
  std::string id, input, answer, model, mode;
  std::vector<std::string> images;  // Their names.
};
struct Shared {
  std::string title;
  std::vector<SharedTurn> turns;
};
// Errors: those of parse_json.
Result<Shared> decode_shared(std::string_view json);

}  // namespace ponder::api
