#include "api/responses_tools.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

bool has_tool(const std::vector<chat::Tool>& tools, const std::string& name) {
  return std::ranges::find(tools, name, &chat::Tool::name) != tools.end();
}

void read_function(const Node& node, std::vector<chat::Tool>& tools, JsonWriter& echo) {
  if (!read_tool(node, "parameters", tools)) return;
  const chat::Tool& tool = tools.back();
  const std::optional<bool> strict = node["strict"].boolean();
  echo.begin_object().field("type", "function").field("name", tool.name).key("description");
  node["description"].present() ? echo.value(tool.description) : echo.null();
  echo.key("parameters");
  tool.parameters_json.empty() ? echo.null() : echo.raw(tool.parameters_json);
  echo.key("strict");
  strict ? echo.value(*strict) : echo.null();
  echo.end_object();
}

// {type: function, name}: the name of a tool that is there.
std::string read_name(const Node& choice, const std::vector<chat::Tool>& tools) {
  if (choice["type"].string() != "function") {
    choice["type"].fail("is " + choice["type"].shown() +
                        ", but only tools of type function can be chosen here");
    return {};
  }
  return read_tool_name(choice["name"], tools);
}

chat::ToolChoice::Kind read_word(const Node& choice, const std::vector<chat::Tool>& tools) {
  const std::string word = choice.string().value_or("");
  if (word == "none") return chat::ToolChoice::kNone;
  if (word == "auto") return chat::ToolChoice::kAuto;
  if (word != "required") {
    choice.fail_not_one_of("auto, none, required");
  } else if (tools.empty()) {
    choice.fail("is \"required\", but tools has no function");
  }
  return chat::ToolChoice::kRequired;
}

std::string_view word_of(chat::ToolChoice::Kind kind) {
  switch (kind) {
    case chat::ToolChoice::kNone:
      return "none";
    case chat::ToolChoice::kRequired:
      return "required";
    default:
      return "auto";
  }
}

void write_name(JsonWriter& echo, const std::string& name) {
  echo.begin_object().field("type", "function").field("name", name).end_object();
}

// Only some of the tools, each by name; the model is not told about the others.
void read_allowed_tools(const Node& choice, chat::TurnRequest& turn, JsonWriter& echo) {
  std::vector<chat::Tool> allowed;
  echo.begin_object().field("type", "allowed_tools").key("tools").begin_list();
  choice["tools"].required();
  for (const Node& node : choice["tools"].items(limits::kToolsMax)) {
    const std::string name = read_name(node, turn.tools);
    const auto tool = std::ranges::find(turn.tools, name, &chat::Tool::name);
    if (tool == turn.tools.end()) continue;
    if (!has_tool(allowed, name)) allowed.push_back(*tool);
    write_name(echo, name);
  }
  if (choice["mode"].present()) turn.tool_choice.kind = read_word(choice["mode"], allowed);
  turn.tools = std::move(allowed);
  echo.end_list().field("mode", word_of(turn.tool_choice.kind)).end_object();
}

}  // namespace

void read_response_tools(const Node& body, chat::TurnRequest& turn, JsonWriter& echo) {
  echo.key("tools").begin_list();
  for (const Node& node : body["tools"].items(limits::kToolsMax)) {
    const Node type = node["type"];
    if (type.required() && type.string() == "function") read_function(node, turn.tools, echo);
  }
  echo.end_list().key("tool_choice");
  const Node choice = body["tool_choice"];
  if (choice.is_object() && choice["type"].string() == "allowed_tools") {
    read_allowed_tools(choice, turn, echo);
  } else if (choice.is_object()) {
    turn.tool_choice = {chat::ToolChoice::kNamed, read_name(choice, turn.tools)};
    write_name(echo, turn.tool_choice.name);
  } else {
    if (choice.present()) turn.tool_choice.kind = read_word(choice, turn.tools);
    echo.value(word_of(turn.tool_choice.kind));
  }
}

}  // namespace ponder::api
