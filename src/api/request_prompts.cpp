#include "api/request_prompts.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace ponder::api {
namespace {

TextOrTokens read_text(const Node& field) {
  std::string text = field.string().value_or("");
  if (text.empty()) field.fail("must not be empty");
  return text;
}

}  // namespace

std::vector<Token> read_tokens(const Node& list) {
  std::vector<Token> tokens;
  for (const Node& node : list.items()) {
    const std::optional<std::int64_t> token = node.integer(0, std::numeric_limits<Token>::max());
    if (!node.required() || !token) break;
    tokens.push_back(static_cast<Token>(*token));
  }
  return tokens;
}

std::vector<TextOrTokens> read_prompts(const Node& field, std::size_t count_max) {
  std::vector<TextOrTokens> prompts;
  if (!field.required()) return prompts;
  if (field.is_string()) return {read_text(field)};
  if (!field.is_list()) {
    field.fail(
        "must be a string, a list of strings, a list of tokens or a list of such lists, "
        "but is " +
        field.shown());
    return prompts;
  }
  const std::vector<Node> nodes = field.items();
  if (nodes.empty()) field.fail("must have at least one entry, but has 0");
  if (nodes.empty()) return prompts;
  if (!nodes.front().is_string() && !nodes.front().is_list()) return {read_tokens(field)};
  for (const Node& node : field.items(count_max)) {
    if (node.is_list()) {
      prompts.emplace_back(read_tokens(node));
      if (node.items().empty()) node.fail("must have at least one token, but has 0");
    } else {
      node.required();
      prompts.push_back(read_text(node));
    }
  }
  return prompts;
}

}  // namespace ponder::api
