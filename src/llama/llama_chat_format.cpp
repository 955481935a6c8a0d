#include "llama/llama_chat_format.h"

#include <common.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>

#include "llama/answer_parser.h"
#include "llama/call_grammar.h"
#include "llama/chat_inputs.h"
#include "llama/library.h"
#include "llama/llama_vocabulary.h"
#include "llama/plain_tools.h"

namespace ponder::llama {

namespace {

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
  knows_tools_ = has("supports_tools") && has("supports_tool_calls");
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
  if (spec.answer_form.kind == chat::AnswerForm::kGrammar) {
    grammar.purpose = engine::Grammar::kUser;
    grammar.gbnf = spec.answer_form.text;
    return grammar;
  }
  if (params.grammar.empty()) return grammar;
  grammar.purpose = spec.answer_form.kind == chat::AnswerForm::kText
                        ? engine::Grammar::kToolCalls
                        : engine::Grammar::kOutputFormat;
  grammar.gbnf = knows_tools_ && asks_for_call(spec.tool_choice)
                     ? call_grammar(params, spec.parallel_tool_calls)
                     : params.grammar;
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

common_chat_params LlamaChatFormat::apply(const common_chat_templates_inputs& inputs) const {
  if (knows_tools_) return common_chat_templates_apply(templates_.get(), inputs);
  common_chat_templates_inputs written = inputs;
  write_tools_as_text(written);
  written.tools.clear();
  common_chat_params params = common_chat_templates_apply(templates_.get(), written);
  if (!inputs.tools.empty() && inputs.json_schema.empty()) read_calls_from_text(inputs, params);
  return params;
}

Result<local::Rendered> LlamaChatFormat::render(const generate::TrunkSpec& spec,
                                                std::string_view user_suffix,
                                                std::string_view assistant_prefix) const {
  auto inputs = chat_inputs_of(spec, user_suffix);
  if (!inputs) return inputs.error();
  try {
    const common_chat_params params = apply(*inputs);
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
