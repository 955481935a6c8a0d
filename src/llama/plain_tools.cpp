#include "llama/plain_tools.h"

#include <chat-peg-parser.h>
#include <json-schema-to-grammar.h>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ponder::llama {

namespace {

constexpr const char* kCall = "<tool_call>";
constexpr const char* kCallEnd = "</tool_call>";

nlohmann::json parsed_or_empty(const std::string& text) {
  nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  return value.is_object() ? value : nlohmann::json::object();
}

std::string description_of(const std::vector<common_chat_tool>& tools) {
  std::string text = "You can call these tools, one a line:\n";
  for (const common_chat_tool& tool : tools) {
    const nlohmann::ordered_json line = {{"name", tool.name},
                                         {"description", tool.description},
                                         {"parameters", parsed_or_empty(tool.parameters)}};
    text += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }
  text += "To call one, write\n";
  text += kCall;
  text += R"({"name": "its name", "arguments": {its arguments as JSON}})";
  text += kCallEnd;
  return text + "\nand nothing else. Its result comes in <tool_response></tool_response>.";
}

std::string text_of(const common_chat_tool_call& call) {
  const nlohmann::ordered_json value = {{"name", call.name},
                                        {"arguments", parsed_or_empty(call.arguments)}};
  return kCall + value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
         kCallEnd;
}

void append(std::string& text, const std::string& more) {
  if (!text.empty() && !more.empty()) text += "\n";
  text += more;
}

void write_calls(common_chat_msg& message) {
  for (const common_chat_tool_call& call : message.tool_calls) {
    append(message.content, text_of(call));
  }
  message.tool_calls.clear();
}

// Results become the user's words. What the user says next joins them: many templates want roles
// to take turns.
std::vector<common_chat_msg> with_results_as_text(std::vector<common_chat_msg> messages) {
  std::vector<common_chat_msg> written;
  bool joins = false;  // The last message holds results.
  for (common_chat_msg& message : messages) {
    write_calls(message);
    const bool is_result = message.role == "tool";
    if (is_result) {
      message.role = "user";
      message.content = "<tool_response>\n" + message.content + "\n</tool_response>";
      message.tool_name.clear();
      message.tool_call_id.clear();
    }
    if (joins && message.role == "user") {
      append(written.back().content, message.content);
      continue;
    }
    joins = is_result;
    written.push_back(std::move(message));
  }
  return written;
}

}  // namespace

void write_tools_as_text(common_chat_templates_inputs& inputs) {
  inputs.messages = with_results_as_text(std::move(inputs.messages));
  if (inputs.tools.empty()) return;
  if (inputs.messages.empty() || inputs.messages.front().role != "system") {
    common_chat_msg system;
    system.role = "system";
    inputs.messages.insert(inputs.messages.begin(), std::move(system));
  }
  std::string& text = inputs.messages.front().content;
  if (!text.empty()) text += "\n\n";
  text += description_of(inputs.tools);
}

void read_calls_from_text(const common_chat_templates_inputs& inputs, common_chat_params& params) {
  const bool required = inputs.tool_choice == COMMON_CHAT_TOOL_CHOICE_REQUIRED;
  const std::string begin = params.thinking_start_tag;
  const std::string end = params.thinking_end_tags.empty() ? "" : params.thinking_end_tags.front();
  const bool thinks = params.supports_thinking && !begin.empty() && !end.empty();
  const auto arena = build_chat_peg_parser([&](common_chat_peg_builder& p) {
    const auto call = p.standard_json_tools(
        kCall, kCallEnd, common_chat_tools_to_json_oaicompat(inputs.tools), false, true);
    const auto calls =
        p.trigger_rule("tool-calls", inputs.parallel_tool_calls ? p.one_or_more(call + p.space())
                                                                : call + p.space());
    const auto answer = required
                            ? calls + p.end()
                            : p.optional(p.content(p.until(kCall))) + p.optional(calls) + p.end();
    if (!thinks) return p.prefix(params.generation_prompt) + answer;
    const auto thought =
        p.optional(p.optspace(begin) + p.reasoning(p.until(end)) + p.optspace(end));
    return p.prefix(params.generation_prompt, begin) << (thought + p.space() + answer);
  });
  params.format = COMMON_CHAT_FORMAT_PEG_NATIVE;
  params.parser = arena.save();
  params.grammar_lazy = !required;
  params.grammar = build_grammar([&](const common_grammar_builder& builder) {
    arena.build_grammar(builder, params.grammar_lazy);
  });
  params.grammar_triggers.clear();
  if (params.grammar_lazy) {
    params.grammar_triggers = {{COMMON_GRAMMAR_TRIGGER_TYPE_WORD, kCall}};
  }
}

}  // namespace ponder::llama
