#include "llama/chat_inputs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/message.h"

namespace ponder::llama {

namespace {

using chat::AnswerForm;
using chat::ToolChoice;

common_chat_msg to_common(const chat::Message& message) {
  common_chat_msg result;
  result.role = chat::role_name(message.role);
  result.content = message.content;
  result.reasoning_content = message.reasoning;
  result.tool_call_id = message.tool_call_id;
  for (const chat::ToolCall& call : message.tool_calls) {
    result.tool_calls.push_back({call.name, call.arguments, call.id});
  }
  return result;
}

// Appends to the last user message; a conversation without one gets one.
void append_to_user(std::vector<common_chat_msg>& messages, std::string_view suffix) {
  if (suffix.empty()) return;
  const auto last = std::find_if(messages.rbegin(), messages.rend(),
                                 [](const auto& message) { return message.role == "user"; });
  if (last != messages.rend()) {
    last->content += suffix;
    return;
  }
  common_chat_msg message;
  message.role = "user";
  message.content = suffix;
  messages.push_back(std::move(message));
}

// Templates print a call's name beside its result; the wire only has the call's id.
void name_tool_results(std::vector<common_chat_msg>& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].role != "tool") continue;
    for (std::size_t j = 0; j < i; ++j) {
      for (const auto& call : messages[j].tool_calls) {
        if (call.id == messages[i].tool_call_id) messages[i].tool_name = call.name;
      }
    }
  }
}

Result<std::vector<common_chat_tool>> tools_of(const generate::TrunkSpec& spec) {
  std::vector<common_chat_tool> tools;
  if (spec.tool_choice.kind == ToolChoice::kNone) return tools;
  for (const chat::Tool& tool : spec.tools) {
    if (spec.tool_choice.kind == ToolChoice::kNamed && tool.name != spec.tool_choice.name) continue;
    tools.push_back(
        {tool.name, tool.description, tool.parameters_json.empty() ? "{}" : tool.parameters_json});
  }
  if (tools.empty() && spec.tool_choice.kind == ToolChoice::kNamed) {
    return invalid("tool_choice names \"" + spec.tool_choice.name + "\", which is not among tools",
                   "tool_choice");
  }
  if (tools.empty() && spec.tool_choice.kind == ToolChoice::kRequired) {
    return invalid("tool_choice is \"required\", but there are no tools", "tool_choice");
  }
  return tools;
}

std::string schema_of(const AnswerForm& form) {
  switch (form.kind) {
    case AnswerForm::kJsonObject:
      return R"({"type": "object"})";
    case AnswerForm::kJsonSchema:
      return form.text;
    case AnswerForm::kText:
    case AnswerForm::kGrammar:
      break;
  }
  return {};
}

Result<void> check(const generate::TrunkSpec& spec) {
  if (spec.answer_form.text.size() > limits::kGrammarBytesMax) {
    return invalid("the answer's schema or grammar has " +
                       std::to_string(spec.answer_form.text.size()) + " bytes; at most " +
                       std::to_string(limits::kGrammarBytesMax) + " are possible",
                   "response_format");
  }
  if (spec.answer_form.kind == AnswerForm::kJsonSchema &&
      !nlohmann::json::parse(spec.answer_form.text, nullptr, false).is_object()) {
    return invalid("the answer's JSON schema is not a JSON object", "response_format");
  }
  if (spec.tools.empty() || spec.tool_choice.kind == ToolChoice::kNone) return {};
  if (spec.answer_form.kind != AnswerForm::kText && asks_for_call(spec.tool_choice)) {
    return invalid("an answer cannot be a required tool call and have another form as well",
                   "response_format");
  }
  if (spec.answer_form.kind == AnswerForm::kGrammar) {
    return invalid("a grammar cannot be combined with tools", "grammar");
  }
  return {};
}

}  // namespace

bool asks_for_call(const ToolChoice& choice) {
  return choice.kind == ToolChoice::kRequired || choice.kind == ToolChoice::kNamed;
}

Result<common_chat_templates_inputs> chat_inputs_of(const generate::TrunkSpec& spec,
                                                    std::string_view user_suffix) {
  if (auto checked = check(spec); !checked) return checked.error();
  common_chat_templates_inputs inputs;
  for (const chat::Message& message : spec.messages) inputs.messages.push_back(to_common(message));
  append_to_user(inputs.messages, user_suffix);
  name_tool_results(inputs.messages);
  auto tools = tools_of(spec);
  if (!tools) return tools.error();
  inputs.tools = std::move(*tools);
  inputs.tool_choice = asks_for_call(spec.tool_choice) ? COMMON_CHAT_TOOL_CHOICE_REQUIRED
                                                       : COMMON_CHAT_TOOL_CHOICE_AUTO;
  inputs.parallel_tool_calls = spec.parallel_tool_calls;
  inputs.json_schema = schema_of(spec.answer_form);
  inputs.enable_thinking = spec.think;
  inputs.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  inputs.add_generation_prompt = true;
  return inputs;
}

}  // namespace ponder::llama
