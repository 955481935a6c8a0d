#include "api/tokenize.h"

#include <cstddef>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/request_fields.h"
#include "api/request_prompts.h"
#include "base/utf8.h"

namespace ponder::api {
Result<TokenizeCall> parse_tokenize(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  TokenizeCall call;
  call.model = read_model(body);
  call.content = body["content"].string().value_or("");
  body["content"].required();
  assign(call.add_special, body["add_special"].boolean());
  assign(call.parse_special, body["parse_special"].boolean());
  assign(call.with_pieces, body["with_pieces"].boolean());
  if (const Error* error = problem.error()) return *error;
  return call;
}

Result<DetokenizeCall> parse_detokenize(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  DetokenizeCall call;
  call.model = read_model(body);
  if (body["tokens"].required()) call.tokens = read_tokens(body["tokens"]);
  if (const Error* error = problem.error()) return *error;
  return call;
}

std::string encode_tokens(const std::vector<TokenPiece>& tokens, bool with_pieces) {
  JsonWriter out;
  out.begin_object().key("tokens").begin_list();
  for (const TokenPiece& token : tokens) {
    if (!with_pieces) {
      out.value(token.token);
      continue;
    }
    out.begin_object().field("id", token.token).key("piece");
    if (utf8_invalid_at(token.bytes) == std::string::npos) {
      out.value(token.bytes);
    } else {
      out.begin_list();
      for (const char byte : token.bytes) {
        out.value(static_cast<unsigned>(static_cast<unsigned char>(byte)));
      }
      out.end_list();
    }
    out.end_object();
  }
  return out.end_list().end_object().take();
}

std::string encode_text(std::string_view text) {
  JsonWriter out;
  return out.begin_object().field("content", text).end_object().take();
}

}  // namespace ponder::api
