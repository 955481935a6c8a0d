// The bodies of POST /v1/messages and /v1/messages/count_tokens -> MessagesCall, TurnRequest.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/messages.h"
#include "api/messages_content.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

std::optional<chat::Mode> read_messages_effort(const Node& field) {
  const std::optional<std::string> effort = field.string();
  if (!effort) return std::nullopt;
  if (*effort == "low" || *effort == "medium" || *effort == "high") return chat::Mode::kThinking;
  if (*effort == "xhigh" || *effort == "max") return chat::Mode::kContemplating;
  field.fail_not_one_of("low, medium, high, xhigh, max");
  return std::nullopt;
}

// `thinking` and `output_config.effort`.
std::optional<chat::Mode> read_thinking(const Node& body, MessagesCall& call) {
  const std::optional<chat::Mode> effort = read_messages_effort(body["output_config"]["effort"]);
  const Node thinking = body["thinking"];
  if (!thinking.present()) return effort;
  const Node type = thinking["type"];
  if (!type.required()) return effort;
  call.shows_thinking = thinking["display"].string() != "omitted";
  const std::string name = type.string().value_or("");
  if (name == "disabled") return chat::Mode::kInstant;
  if (name != "enabled" && name != "adaptive" && name != "between_tools") {
    type.fail_not_one_of("enabled, adaptive, between_tools, disabled");
  }
  return effort.value_or(chat::Mode::kThinking);
}

std::vector<chat::Tool> read_custom_tools(const Node& tools) {
  std::vector<chat::Tool> result;
  for (const Node& node : tools.items(limits::kToolsMax)) {
    const Node type = node["type"];
    if (type.present() && type.string() != "custom") continue;  // A tool of another server.
    read_tool(node, "input_schema", result);
  }
  return result;
}

chat::ToolChoice read_choice(const Node& choice, const std::vector<chat::Tool>& tools) {
  if (!choice.present()) return {};
  const Node type = choice["type"];
  if (!type.required()) return {};
  const std::string kind = type.string().value_or("");
  if (kind == "auto") return {};
  if (kind == "none") return {chat::ToolChoice::kNone, {}};
  if (kind == "any") {
    if (tools.empty()) choice.fail("is \"any\", but tools has none that the model could call");
    return {chat::ToolChoice::kRequired, {}};
  }
  if (kind != "tool") {
    type.fail_not_one_of("auto, any, none, tool");
    return {};
  }
  return {chat::ToolChoice::kNamed, read_tool_name(choice["name"], tools)};
}

// `output_config.format`; earlier clients send it as `output_format`.
chat::AnswerForm read_format(const Node& body) {
  Node format = body["output_config"]["format"];
  if (!format.present()) format = body["output_format"];
  if (!format.present()) return {};
  const Node type = format["type"];
  if (!type.required()) return {};
  if (type.string() != "json_schema") {
    type.fail_not_one_of("json_schema");
    return {};
  }
  const Node schema = format["schema"];
  if (!schema.required()) return {};
  return {chat::AnswerForm::kJsonSchema, schema.object_text(limits::kAnswerFormBytesMax)};
}

void read_body(const Node& body, MessagesCall& call) {
  chat::TurnRequest& turn = call.turn;
  read_model_and_mode(body, read_thinking(body, call), turn);
  turn.messages = read_messages_content(body);
  turn.sampling = read_sampling(body);
  turn.tools = read_custom_tools(body["tools"]);
  turn.tool_choice = read_choice(body["tool_choice"], turn.tools);
  if (body["tool_choice"]["disable_parallel_tool_use"].boolean().value_or(false)) {
    turn.parallel_tool_calls = false;
  }
  turn.answer_form = read_format(body);
  turn.stop = read_stop(body["stop_sequences"]);
  assign(turn.tokens_new_max, read_token_limit(body["max_tokens"]));
  assign(call.stream, body["stream"].boolean());
}

Result<MessagesCall> parse(std::string_view text, bool is_count) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  MessagesCall call;
  if (!is_count) body["max_tokens"].required();
  read_body(body, call);
  if (const Error* error = problem.error()) return *error;
  return call;
}

}  // namespace

Result<MessagesCall> parse_messages(std::string_view body) { return parse(body, false); }

Result<chat::TurnRequest> parse_count_tokens(std::string_view body) {
  Result<MessagesCall> call = parse(body, true);
  if (!call) return call.error();
  return std::move(call->turn);
}

}  // namespace ponder::api
