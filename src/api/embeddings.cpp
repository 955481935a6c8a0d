#include "api/embeddings.h"

#include <array>
#include <bit>
#include <cstddef>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/request_fields.h"
#include "api/request_prompts.h"
#include "base/base64.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

std::string little_endian(const std::vector<float>& vector) {
  std::string bytes;
  bytes.reserve(vector.size() * sizeof(float));
  for (const float value : vector) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (const unsigned shift : {0U, 8U, 16U, 24U}) {
      bytes += static_cast<char>(static_cast<std::uint8_t>(bits >> shift));
    }
  }
  return bytes;
}

}  // namespace

Result<EmbeddingsCall> parse_embeddings(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  EmbeddingsCall call;
  call.model = read_model(body);
  call.inputs = read_prompts(body["input"], limits::kEmbeddingInputsMax);
  assign(call.dimensions, read_token_limit(body["dimensions"]));
  const Node format = body["encoding_format"];
  const std::string name = format.string().value_or("float");
  if (name != "float" && name != "base64") format.fail_not_one_of("float, base64");
  call.base64 = name == "base64";
  if (const Error* error = problem.error()) return *error;
  return call;
}

std::string encode_embeddings(const EmbeddingsAnswer& answer, bool base64) {
  JsonWriter out;
  out.begin_object().field("object", "list").key("data").begin_list();
  for (std::size_t i = 0; i < answer.vectors.size(); ++i) {
    out.begin_object().field("object", "embedding").field("index", i).key("embedding");
    if (base64) {
      out.value(base64_encoded(little_endian(answer.vectors[i])));
    } else {
      out.begin_list();
      for (const float value : answer.vectors[i]) out.value(value);
      out.end_list();
    }
    out.end_object();
  }
  out.end_list().field("model", answer.model);
  out.key("usage").begin_object().field("prompt_tokens", answer.tokens);
  out.field("total_tokens", answer.tokens).end_object();
  out.key("ponder").begin_object().field("pooling", answer.pooling);
  out.field("source", answer.source).end_object();
  return out.end_object().take();
}

}  // namespace ponder::api
