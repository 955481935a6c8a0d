#include "llama/llama_chat_format.h"

#include <common.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <exception>

#include "base/limits.h"
#include "llama/answer_parser.h"
#include "llama/library.h"
#include "llama/llama_vocabulary.h"

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

bool asks_for_call(const ToolChoice& choice) {
  return choice.kind == ToolChoice::kRequired || choice.kind == ToolChoice::kNamed;
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

Result<void> check(const generate::TrunkSpec& spec, bool tools_possible) {
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
  if (!tools_possible) {
    return invalid("this model's chat template knows no tools; choose another model or send none",
                   "tools");
  }
  if (spec.answer_form.kind != AnswerForm::kText && asks_for_call(spec.tool_choice)) {
    return invalid("an answer cannot be a required tool call and have another form as well",
                   "response_format");
  }
  if (spec.answer_form.kind == AnswerForm::kGrammar) {
    return invalid("a grammar cannot be combined with tools", "grammar");
  }
  return {};
}

Result<common_chat_templates_inputs> inputs_of(const generate::TrunkSpec& spec,
                                               std::string_view user_suffix) {
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

common_chat_parser_params parser_params(const common_chat_params& params) {
  common_chat_parser_params result(params);
  result.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  if (!params.parser.empty()) result.parser.load(params.parser);
  return result;
}

// Whether the parser gives plain text back as it is, so that it can be left out.
bool is_identity(const common_chat_parser_params& params) {
  const std::string probe = "Plain text, 1 < 2.\nTwo lines ";
  for (const bool partial : {false, true}) {
    const common_chat_msg message = common_chat_parse(probe, partial, params);
    if (message.content != probe || !message.reasoning_content.empty()) return false;
  }
  return true;
}

engine::GrammarTrigger::Kind to_engine(common_grammar_trigger_type type) {
  switch (type) {
    case COMMON_GRAMMAR_TRIGGER_TYPE_TOKEN:
      return engine::GrammarTrigger::kToken;
    case COMMON_GRAMMAR_TRIGGER_TYPE_WORD:
      return engine::GrammarTrigger::kWord;
    case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN:
      return engine::GrammarTrigger::kPattern;
    case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN_FULL:
      break;
  }
  return engine::GrammarTrigger::kPatternFull;
}

std::string in_short(const std::string& text) {
  constexpr std::size_t kBytes = 300;
  return text.size() <= kBytes ? text : text.substr(0, kBytes) + "...";
}

}  // namespace

Result<std::unique_ptr<LlamaChatFormat>> LlamaChatFormat::create(
    const llama_model* model, const std::string& template_override) {
  init_library();
  const llama_vocab* vocabulary = llama_model_get_vocab(model);
  constexpr std::array<const char*, 2> kFallbacks{"", "chatml"};
  std::string reason;
  for (const std::string fallback : kFallbacks) {
    try {
      auto templates = common_chat_templates_init(
          model, fallback.empty() ? template_override : std::string(fallback));
      std::unique_ptr<LlamaChatFormat> format(
          new LlamaChatFormat(vocabulary, std::move(templates)));
      if (!reason.empty()) {
        spdlog::warn("the model's chat template cannot be used ({}); ChatML takes its place",
                     reason);
      }
      return format;
    } catch (const std::exception& error) {
      reason = in_short(error.what());
    }
  }
  return Error{ErrorCode::kBackend, "no chat template works with this model: " + reason};
}

LlamaChatFormat::LlamaChatFormat(const llama_vocab* vocabulary, common_chat_templates_ptr templates)
    : vocabulary_(vocabulary), templates_(std::move(templates)) {
  if (llama_vocab_get_add_bos(vocabulary)) {
    begin_of_text_ = token_text(vocabulary, llama_vocab_bos(vocabulary), true);
  }
  native_reasoning_ = common_chat_templates_support_enable_thinking(templates_.get());
  const auto caps = common_chat_templates_get_caps(templates_.get());
  const auto has = [&](const char* name) {
    const auto found = caps.find(name);
    return found != caps.end() && found->second;
  };
  tools_ = has("supports_tools") && has("supports_tool_calls");
}

std::vector<Token> LlamaChatFormat::tokens_of(const std::string& text) const {
  return LlamaVocabulary(vocabulary_).tokenize(text, true);
}

engine::Grammar LlamaChatFormat::grammar_of(const generate::TrunkSpec& spec,
                                            const common_chat_params& params,
                                            std::string_view assistant_prefix) const {
  engine::Grammar grammar;
  for (const std::string& text : params.preserved_tokens) {
    if (const auto tokens = tokens_of(text); tokens.size() == 1) {
      grammar.preserved_tokens.push_back(tokens.front());
    }
  }
  if (spec.answer_form.kind == AnswerForm::kGrammar) {
    grammar.purpose = engine::Grammar::kUser;
    grammar.gbnf = spec.answer_form.text;
    return grammar;
  }
  if (params.grammar.empty()) return grammar;
  grammar.purpose = spec.answer_form.kind == AnswerForm::kText ? engine::Grammar::kToolCalls
                                                               : engine::Grammar::kOutputFormat;
  grammar.gbnf = params.grammar;
  grammar.lazy = params.grammar_lazy;
  grammar.generation_prompt = params.generation_prompt + std::string(assistant_prefix);
  for (const common_grammar_trigger& trigger : params.grammar_triggers) {
    engine::GrammarTrigger one{to_engine(trigger.type), trigger.value, trigger.token};
    const auto tokens = trigger.type == COMMON_GRAMMAR_TRIGGER_TYPE_WORD ? tokens_of(trigger.value)
                                                                         : std::vector<Token>{};
    const bool special =
        tokens.size() == 1 && std::ranges::find(grammar.preserved_tokens, tokens.front()) !=
                                  grammar.preserved_tokens.end();
    if (special) one = {engine::GrammarTrigger::kToken, trigger.value, tokens.front()};
    grammar.triggers.push_back(std::move(one));
  }
  if (grammar.lazy && !params.thinking_start_tag.empty()) {
    grammar.thinking_start = tokens_of(params.thinking_start_tag);
    for (const std::string& tag : params.thinking_end_tags) {
      grammar.thinking_ends.push_back(tokens_of(tag));
    }
  }
  return grammar;
}

Result<local::Rendered> LlamaChatFormat::render(const generate::TrunkSpec& spec,
                                                std::string_view user_suffix,
                                                std::string_view assistant_prefix) const {
  if (auto checked = check(spec, tools_); !checked) return checked.error();
  auto inputs = inputs_of(spec, user_suffix);
  if (!inputs) return inputs.error();
  try {
    const common_chat_params params = common_chat_templates_apply(templates_.get(), *inputs);
    local::Rendered rendered;
    rendered.prompt = begin_of_text_ + params.prompt + std::string(assistant_prefix);
    rendered.stops = params.additional_stops;
    rendered.grammar = grammar_of(spec, params, assistant_prefix);
    auto parsing = parser_params(params);
    const bool plain = inputs->tools.empty() && inputs->json_schema.empty() &&
                       !params.supports_thinking && is_identity(parsing);
    if (!plain) {
      rendered.parser = std::make_unique<LlamaAnswerParser>(
          std::move(parsing), std::string(assistant_prefix), params.thinking_end_tags);
    }
    return rendered;
  } catch (const std::exception& error) {
    return invalid("the chat template refuses this request: " + in_short(error.what()));
  }
}

}  // namespace ponder::llama
