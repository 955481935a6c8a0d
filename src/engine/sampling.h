// How the engine is told to choose tokens; every field is set. `llama/` builds its samplers from
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/tokens.h"

namespace ponder::engine {

// A grammar that begins to bind only when a trigger is met (tool calls under "auto").
struct GrammarTrigger {
  enum Kind : std::uint8_t { kToken, kWord, kPattern, kPatternFull } kind = kWord;
  std::string value;
  Token token = 0;  // kToken only.
};

struct Grammar {
  enum Purpose : std::uint8_t { kUser, kOutputFormat, kToolCalls } purpose = kUser;
  std::string gbnf;  // Empty: no grammar.
  bool lazy = false;
  std::vector<GrammarTrigger> triggers;
  std::vector<Token> preserved_tokens;  // Special tokens that must reach the text.
  std::string generation_prompt;        // What of the answer is in the prompt already.
  // Between these a lazy grammar is not triggered: the model is only thinking about a call.
  std::vector<Token> thinking_start;
  std::vector<std::vector<Token>> thinking_ends;
};

struct SamplingParams {
  float temperature = 0.8F;  // 0: greedy.
  float top_p = 0.95F;
  float min_p = 0.0F;
  std::int32_t top_k = 40;  // 0: all.
  float presence_penalty = 0.0F;
  float frequency_penalty = 0.0F;
  float repeat_penalty = 1.0F;
  std::uint32_t seed = 0;
  std::vector<std::pair<Token, float>> logit_bias;
  Grammar grammar;
  std::optional<std::uint32_t> logprobs_top;  // Set: report logprobs, with so many alternatives.
};

}  // namespace ponder::engine
