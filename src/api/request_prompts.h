// "A string, a list of strings, a list of tokens, or a list of lists of tokens": the form that text
// completions and embeddings share. Internal to api/.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "api/json_node.h"
#include "base/tokens.h"

namespace ponder::api {

using TextOrTokens = std::variant<std::string, std::vector<Token>>;

// None of them empty; notes an error where `field` is missing or has more than `count_max` entries.
std::vector<TextOrTokens> read_prompts(const Node& field, std::size_t count_max);

std::vector<Token> read_tokens(const Node& list);

}  // namespace ponder::api
