// The body of POST /v1/responses -> ResponsesCall.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/request_fields.h"
#include "api/responses.h"
#include "api/responses_tools.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr std::size_t kIncludesMax = 64;
constexpr std::size_t kMetadataMax = 16;
constexpr std::size_t kMetadataNameBytesMax = 64;
constexpr std::size_t kMetadataValueBytesMax = 512;
// What the engine does where nobody asks for something else.
constexpr double kTemperatureDefault = 0.8;

struct TextFormat {
  chat::AnswerForm form;
  std::string format_json = R"({"type":"text"})";
};

TextFormat read_json_schema(const Node& format) {
  TextFormat read;
  const Node schema = format["schema"];
  if (!schema.required()) return read;
  read.form = {chat::AnswerForm::kJsonSchema, schema.object_text(limits::kAnswerFormBytesMax)};
  JsonWriter out;
  out.begin_object().field("type", "json_schema");
  out.field("name", format["name"].string().value_or("answer")).key("description");
  const std::optional<std::string> description = format["description"].string();
  description ? out.value(*description) : out.null();
  out.field_raw("schema", read.form.text.empty() ? "{}" : read.form.text);
  // The schema holds for every answer: a grammar enforces it.
  read.format_json =
      out.field("strict", format["strict"].boolean().value_or(true)).end_object().take();
  return read;
}

TextFormat read_format(const Node& format) {
  TextFormat read;
  if (!format.present()) return read;
  const Node type = format["type"];
  if (!type.required()) return read;
  const std::string name = type.string().value_or("");
  if (name == "json_schema") return read_json_schema(format);
  if (name == "json_object") {
    read.form.kind = chat::AnswerForm::kJsonObject;
    read.format_json = R"({"type":"json_object"})";
  } else if (name != "text") {
    type.fail_not_one_of("text, json_object, json_schema");
  }
  return read;
}

// A string of the client's own, which is only told back.
void echo_text(JsonWriter& out, const Node& body, const char* name) {
  const std::optional<std::string> text = body[name].string(kMetadataValueBytesMax);
  out.key(name);
  text ? out.value(*text) : out.null();
}

void echo_metadata(JsonWriter& out, const Node& metadata) {
  out.key("metadata").begin_object();
  const std::vector<Node> members = metadata.members();
  if (members.size() > kMetadataMax) {
    metadata.fail("has " + std::to_string(members.size()) + " entries; the limit is " +
                      std::to_string(kMetadataMax),
                  ErrorCode::kTooLong);
  }
  for (const Node& member : members) {
    if (member.name().size() > kMetadataNameBytesMax) {
      member.fail("has a name of " + std::to_string(member.name().size()) +
                      " bytes; the limit is " + std::to_string(kMetadataNameBytesMax),
                  ErrorCode::kTooLong);
    }
    out.field(member.name(), member.string(kMetadataValueBytesMax).value_or(""));
  }
  out.end_object();
}

void echo_reasoning(JsonWriter& out, const Node& reasoning) {
  const std::optional<std::string> effort = reasoning["effort"].string();
  const std::optional<std::string> summary = reasoning["summary"].string();
  constexpr std::array<std::string_view, 3> kSummaries = {"auto", "concise", "detailed"};
  if (summary && std::ranges::find(kSummaries, *summary) == kSummaries.end() &&
      *summary != "none") {
    reasoning["summary"].fail_not_one_of("auto, concise, detailed, none");
  }
  out.key("reasoning").begin_object().key("effort");
  effort ? out.value(*effort == "minimal" ? "none" : *effort) : out.null();
  out.key("summary");
  summary && *summary != "none" ? out.value(*summary) : out.null();
  out.end_object();
}

void echo_verbosity(JsonWriter& out, const Node& verbosity) {
  const std::optional<std::string> level = verbosity.string();
  if (!level) return;
  if (*level != "low" && *level != "medium" && *level != "high") {
    verbosity.fail_not_one_of("low, medium, high");
  }
  out.field("verbosity", *level);
}

void echo_sampling(JsonWriter& out, const chat::TurnRequest& turn) {
  const chat::Sampling& sampling = turn.sampling;
  out.key("temperature");
  sampling.temperature ? out.value(*sampling.temperature) : out.value(kTemperatureDefault);
  out.field("top_p", sampling.top_p.value_or(1.0F));
  out.field("presence_penalty", sampling.presence_penalty.value_or(0.0F));
  out.field("frequency_penalty", sampling.frequency_penalty.value_or(0.0F));
  out.field("top_logprobs", turn.logprobs_top.value_or(0));
}

void read_logprobs(const Node& body, chat::TurnRequest& turn) {
  const std::optional<std::int64_t> top = body["top_logprobs"].integer(0, limits::kTopLogprobsMax);
  bool included = false;
  for (const Node& name : body["include"].items(kIncludesMax)) {
    if (name.string() == "message.output_text.logprobs") included = true;
  }
  if (included || top.value_or(0) > 0) {
    turn.logprobs_top = static_cast<std::uint32_t>(top.value_or(0));
  }
}

void read_keeping(const Node& body, ResponsesCall& call) {
  assign(call.background, body["background"].boolean());
  const std::optional<bool> store = body["store"].boolean();
  call.store = store.value_or(call.background);
  call.forget = !store.value_or(true);
  if (call.background && !call.store) {
    body["store"].fail("is false, but background needs a stored response: leave store out");
  }
  if (body["conversation"].present()) {
    body["conversation"].fail("is not supported: use previous_response_id with store: true");
  }
  if (body["prompt"].present()) {
    body["prompt"].fail("is not supported: send the prompt's text as instructions");
  }
  call.previous_response = body["previous_response_id"].string().value_or("");
}

void read_input(const Node& body, ResponsesCall& call) {
  call.instructions = body["instructions"].string().value_or("");
  const Node input = body["input"];
  call.items = read_response_items(input);
  if (!call.items.empty() || !call.previous_response.empty()) return;
  if (input.required()) input.fail("must have at least one item, but has 0 entries");
}

}  // namespace

Result<ResponsesCall> parse_responses_call(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  ResponsesCall call;
  chat::TurnRequest& turn = call.turn;
  read_model_and_mode(body, read_effort(body["reasoning"]["effort"]), turn);
  read_keeping(body, call);
  read_input(body, call);
  turn.sampling = read_sampling(body);
  turn.stop = read_stop(body["stop"]);
  const std::optional<std::uint32_t> tokens_max = read_token_limit(body["max_output_tokens"]);
  assign(turn.tokens_new_max, tokens_max);
  const std::optional<std::int64_t> calls_max = body["max_tool_calls"].integer(1);
  assign(turn.parallel_tool_calls, body["parallel_tool_calls"].boolean());
  read_logprobs(body, turn);
  assign(call.stream, body["stream"].boolean());
  TextFormat format = read_format(body["text"]["format"]);
  turn.answer_form = std::move(format.form);

  JsonWriter echo;
  echo.begin_object().key("instructions");
  body["instructions"].present() ? echo.value(call.instructions) : echo.null();
  read_response_tools(body, turn, echo);
  echo.field("parallel_tool_calls", turn.parallel_tool_calls);
  echo.key("text").begin_object().field_raw("format", format.format_json);
  echo_verbosity(echo, body["text"]["verbosity"]);
  echo.end_object();
  echo_sampling(echo, turn);
  echo_reasoning(echo, body["reasoning"]);
  echo.key("max_output_tokens");
  tokens_max ? echo.value(*tokens_max) : echo.null();
  echo.key("max_tool_calls");
  calls_max ? echo.value(*calls_max) : echo.null();
  echo.field("truncation", "disabled").field("service_tier", "default");
  echo.field("store", call.store).field("background", call.background);
  echo_metadata(echo, body["metadata"]);
  echo_text(echo, body, "safety_identifier");
  echo_text(echo, body, "prompt_cache_key");
  call.echo_json = echo.end_object().take();
  if (const Error* error = problem.error()) return *error;
  return call;
}

}  // namespace ponder::api
