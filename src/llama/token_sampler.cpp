#include "llama/token_sampler.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/limits.h"
#include "llama/library.h"

namespace ponder::llama {

namespace {

constexpr std::int32_t kBestMax = 256;       // Beyond it the whole vocabulary is as quick.
constexpr std::int32_t kPenaltyTokens = 64;  // How far back penalties look.

bool is_greedy(const engine::SamplingParams& params) { return params.temperature <= 0.0F; }

bool has_penalties(const engine::SamplingParams& params) {
  return params.presence_penalty != 0.0F || params.frequency_penalty != 0.0F ||
         params.repeat_penalty != 1.0F;
}

bool needs_whole_vocabulary(const llama_vocab* vocabulary, const engine::SamplingParams& params) {
  std::int32_t suppressed = 0;
  llama_vocab_get_suppress_tokens(vocabulary, &suppressed);
  if (!params.grammar.gbnf.empty() || !params.logit_bias.empty() || has_penalties(params) ||
      suppressed > 0) {
    return true;
  }
  return !is_greedy(params) && (params.top_k <= 0 || params.top_k > kBestMax);
}

// The all-ones seed means "random" to llama.cpp; ours are always what they say.
std::uint32_t fixed_seed(std::uint32_t seed) {
  return seed == LLAMA_DEFAULT_SEED ? LLAMA_DEFAULT_SEED - 1 : seed;
}

common_grammar_type to_common(engine::Grammar::Purpose purpose) {
  switch (purpose) {
    case engine::Grammar::kOutputFormat:
      return COMMON_GRAMMAR_TYPE_OUTPUT_FORMAT;
    case engine::Grammar::kToolCalls:
      return COMMON_GRAMMAR_TYPE_TOOL_CALLS;
    case engine::Grammar::kUser:
      break;
  }
  return COMMON_GRAMMAR_TYPE_USER;
}

common_grammar_trigger to_common(const engine::GrammarTrigger& trigger) {
  common_grammar_trigger result{};
  result.value = trigger.value;
  result.token = trigger.token;
  switch (trigger.kind) {
    case engine::GrammarTrigger::kToken:
      result.type = COMMON_GRAMMAR_TRIGGER_TYPE_TOKEN;
      break;
    case engine::GrammarTrigger::kWord:
      result.type = COMMON_GRAMMAR_TRIGGER_TYPE_WORD;
      break;
    case engine::GrammarTrigger::kPattern:
      result.type = COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN;
      break;
    case engine::GrammarTrigger::kPatternFull:
      result.type = COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN_FULL;
      break;
  }
  return result;
}

void set_grammar(const engine::Grammar& grammar, common_params_sampling& params) {
  if (grammar.gbnf.empty()) return;
  params.grammar = common_grammar(to_common(grammar.purpose), grammar.gbnf);
  params.grammar_lazy = grammar.lazy;
  for (const auto& trigger : grammar.triggers) {
    params.grammar_triggers.push_back(to_common(trigger));
  }
  params.preserved_tokens.insert(grammar.preserved_tokens.begin(), grammar.preserved_tokens.end());
  params.generation_prompt = grammar.generation_prompt;
  params.reasoning_budget_start = grammar.thinking_start;
  params.reasoning_budget_end = grammar.thinking_ends;
}

common_params_sampling to_common(const engine::SamplingParams& from) {
  common_params_sampling params;
  params.seed = fixed_seed(from.seed);
  params.temp = from.temperature;
  params.top_p = from.top_p;
  params.min_p = from.min_p;
  params.top_k = from.top_k;
  params.penalty_last_n = kPenaltyTokens;
  params.penalty_repeat = from.repeat_penalty;
  params.penalty_freq = from.frequency_penalty;
  params.penalty_present = from.presence_penalty;
  params.no_perf = true;
  params.samplers = {COMMON_SAMPLER_TYPE_PENALTIES, COMMON_SAMPLER_TYPE_TOP_K,
                     COMMON_SAMPLER_TYPE_TOP_P, COMMON_SAMPLER_TYPE_MIN_P,
                     COMMON_SAMPLER_TYPE_TEMPERATURE};
  if (is_greedy(from)) {
    // The same choice as by temperature 0, without probabilities for the whole vocabulary.
    params.temp = 1.0F;
    params.top_k = 1;
  }
  for (const auto& [token, bias] : from.logit_bias) {
    params.logit_bias.push_back(llama_logit_bias{token, bias});
  }
  set_grammar(from.grammar, params);
  return params;
}

Result<void> check(const llama_vocab* vocabulary, const engine::SamplingParams& params) {
  const std::int32_t tokens = llama_vocab_n_tokens(vocabulary);
  for (const auto& [token, bias] : params.logit_bias) {
    if (token < 0 || token >= tokens) {
      return invalid("logit_bias names token " + std::to_string(token) +
                     "; the vocabulary has tokens 0 to " + std::to_string(tokens - 1));
    }
    if (std::isnan(bias)) {
      return invalid("logit_bias of token " + std::to_string(token) + " is not a number");
    }
  }
  if (params.grammar.gbnf.size() > limits::kGrammarBytesMax) {
    return invalid("the grammar has " + std::to_string(params.grammar.gbnf.size()) +
                   " bytes; at most " + std::to_string(limits::kGrammarBytesMax) + " are possible");
  }
  if (params.grammar.lazy && params.grammar.triggers.empty()) {
    return invalid("a lazy grammar needs a trigger that starts it");
  }
  return {};
}

}  // namespace

TokenSampler::TokenSampler(const engine::SamplingParams& params)
    : params_(params),
      preserved_(params.grammar.preserved_tokens.begin(), params.grammar.preserved_tokens.end()) {}

Result<std::unique_ptr<TokenSampler>> TokenSampler::create(const llama_model* model,
                                                           const engine::SamplingParams& params,
                                                           const std::vector<Token>& history) {
  const llama_vocab* vocabulary = llama_model_get_vocab(model);
  if (auto checked = check(vocabulary, params); !checked) return checked.error();
  std::unique_ptr<TokenSampler> sampler(new TokenSampler(params));
  if (needs_whole_vocabulary(vocabulary, params)) {
    if (auto made = sampler->make_common(model, history); !made) return made.error();
  } else if (!is_greedy(params)) {
    sampler->make_chain();
  }
  return sampler;
}

Result<void> TokenSampler::make_common(const llama_model* model,
                                       const std::vector<Token>& history) {
  const ErrorCapture errors;
  try {
    common_params_sampling params = to_common(params_);
    common_.reset(common_sampler_init(model, params));
    const std::size_t seen = std::min<std::size_t>(history.size(), kPenaltyTokens);
    for (auto token = history.end() - static_cast<std::ptrdiff_t>(seen); token != history.end();
         ++token) {
      common_sampler_accept(common_.get(), *token, false);
    }
  } catch (const std::exception& error) {
    common_.reset();
    return invalid(std::string("the sampler cannot be made: ") + errors.text(error.what()));
  }
  return {};
}

void TokenSampler::make_chain() {
  llama_sampler_chain_params chain_params = llama_sampler_chain_default_params();
  chain_params.no_perf = true;
  chain_.reset(llama_sampler_chain_init(chain_params));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_top_p(params_.top_p, 1));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_min_p(params_.min_p, 1));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_temp(params_.temperature));
  llama_sampler_chain_add(chain_.get(), llama_sampler_init_dist(fixed_seed(params_.seed)));
}

Token TokenSampler::sample(llama_context* context, std::int32_t index,
                           std::span<const float> logits, SamplerScratch& scratch) {
  if (common_ != nullptr) {
    const Token token = common_sampler_sample(common_.get(), context, index);
    common_sampler_accept(common_.get(), token, true);
    return token;
  }
  return chain_ == nullptr ? argmax(logits) : sample_from_best(logits, scratch);
}

Token TokenSampler::sample_from_best(std::span<const float> logits, SamplerScratch& scratch) {
  top_candidates(logits, static_cast<std::size_t>(params_.top_k), scratch.best);
  scratch.candidates.clear();
  for (const Candidate& candidate : scratch.best) {
    scratch.candidates.push_back(llama_token_data{candidate.token, candidate.logit, 0.0F});
  }
  llama_token_data_array array{.data = scratch.candidates.data(),
                               .size = scratch.candidates.size(),
                               .selected = -1,
                               .sorted = true};
  llama_sampler_apply(chain_.get(), &array);
  return array.data[array.selected].id;
}

}  // namespace ponder::llama
