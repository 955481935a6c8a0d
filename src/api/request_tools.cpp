// Tools of any dialect; `tools`, `tool_choice`, `response_format` and `grammar` of a chat
// completion.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

bool has_tool(const std::vector<chat::Tool>& tools, const std::string& name) {
  return std::ranges::find(tools, name, &chat::Tool::name) != tools.end();
}

chat::ToolChoice read_named_choice(const Node& choice, const std::vector<chat::Tool>& tools) {
  if (choice["type"].string() != "function") {
    choice["type"].fail_not_one_of("function");
    return {};
  }
  return {chat::ToolChoice::kNamed, read_tool_name(choice["function"]["name"], tools)};
}

chat::AnswerForm read_schema(const Node& schema) {
  if (!schema.required()) return {};
  return {chat::AnswerForm::kJsonSchema, schema.object_text(limits::kAnswerFormBytesMax)};
}

chat::AnswerForm read_response_format(const Node& format) {
  if (!format.present()) return {};
  const Node type = format["type"];
  if (!type.required()) return {};
  const std::string name = type.string().value_or("");
  if (name == "json_schema") return read_schema(format["json_schema"]["schema"]);
  if (name == "json_object") {
    if (format["schema"].present()) return read_schema(format["schema"]);
    return {chat::AnswerForm::kJsonObject, {}};
  }
  if (name != "text") type.fail_not_one_of("text, json_object, json_schema");
  return {};
}

}  // namespace

bool read_tool(const Node& tool, std::string_view schema, std::vector<chat::Tool>& tools) {
  const Node name = tool["name"];
  if (!name.required()) return false;
  chat::Tool read;
  read.name = name.string(limits::kToolNameBytesMax).value_or("");
  read.description = tool["description"].string().value_or("");
  read.parameters_json = tool[schema].object_text(limits::kAnswerFormBytesMax);
  if (read.name.empty()) name.fail("must not be empty");
  if (has_tool(tools, read.name)) name.fail("is " + name.shown() + " for the second time");
  tools.push_back(std::move(read));
  return true;
}

std::string read_tool_name(const Node& name, const std::vector<chat::Tool>& tools) {
  if (!name.required()) return {};
  std::string text = name.string().value_or("");
  if (!has_tool(tools, text)) name.fail("is " + name.shown() + ", which is not in tools");
  return text;
}

std::vector<chat::Tool> read_tools(const Node& tools) {
  std::vector<chat::Tool> result;
  for (const Node& node : tools.items(limits::kToolsMax)) {
    const Node type = node["type"];
    if (!type.required() || type.string() != "function")
      continue;  // Hosted tools of other servers.
    const Node function = node["function"];
    if (function.required()) read_tool(function, "parameters", result);
  }
  return result;
}

chat::ToolChoice read_tool_choice(const Node& choice, const std::vector<chat::Tool>& tools) {
  if (!choice.present()) return {};
  if (choice.is_object()) return read_named_choice(choice, tools);
  const std::string name = choice.string().value_or("");
  if (name == "auto") return {};
  if (name == "none") return {chat::ToolChoice::kNone, {}};
  if (name != "required") {
    choice.fail_not_one_of("auto, none, required or {type: function, function: {name}}");
  } else if (tools.empty()) {
    choice.fail("is \"required\", but tools has no function");
  }
  return {chat::ToolChoice::kRequired, {}};
}

chat::AnswerForm read_answer_form(const Node& body) {
  const Node grammar = body["grammar"];
  chat::AnswerForm form = read_response_format(body["response_format"]);
  const std::string text = grammar.string(limits::kAnswerFormBytesMax).value_or("");
  if (text.empty()) return form;
  if (form.kind != chat::AnswerForm::kText) {
    grammar.fail("cannot be combined with response_format: send one of the two");
  }
  return {chat::AnswerForm::kGrammar, text};
}

}  // namespace ponder::api
