// A turn that may be run: everything in it is valid. Codecs in api/ make it from JSON or name what
// is wrong; nothing invalid has this type.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/tokens.h"
#include "chat/message.h"
#include "chat/repair.h"

namespace ponder::chat {

// How a turn is thought through.
enum class Mode : std::uint8_t { kInstant, kThinking, kContemplating };

std::string_view mode_name(Mode mode);  // "instant", "thinking"...
std::optional<Mode> mode_from_name(std::string_view name);

// How the next token is chosen from the logits. An unset field means "what the mode and the model
// prefer". Penalties follow the OpenAI API's meaning (0 = off).
struct Sampling {
  std::optional<float> temperature;        // 0 (greedy) to 2.
  std::optional<float> top_p;              // (0, 1].
  std::optional<float> min_p;              // [0, 1].
  std::optional<std::int32_t> top_k;       // 0 = all.
  std::optional<float> presence_penalty;   // -2 to 2.
  std::optional<float> frequency_penalty;  // -2 to 2.
  std::optional<float> repeat_penalty;     // 1 = off.
  std::optional<std::uint64_t> seed;       // The same seed, request and machine: the same answer.
  std::map<Token, float> logit_bias;
  bool operator==(const Sampling&) const = default;
};

struct Tool {
  std::string name;
  std::string description;
  std::string parameters_json;  // A JSON schema as text; empty: no arguments.
  bool operator==(const Tool&) const = default;
};

struct ToolChoice {
  enum Kind : std::uint8_t { kAuto, kNone, kRequired, kNamed } kind = kAuto;
  std::string name;  // kNamed only.
  bool operator==(const ToolChoice&) const = default;
};

// What form the answer must have; enforced by a grammar while decoding.
struct AnswerForm {
  enum Kind : std::uint8_t { kText, kJsonObject, kJsonSchema, kGrammar } kind = kText;
  std::string text;  // The JSON schema, or the GBNF grammar.
  bool operator==(const AnswerForm&) const = default;
};

// Text or tokens that the model goes on with, as they are: no roles, no chat template.
struct RawPrompt {
  std::string text;
  std::vector<Token> tokens;  // Instead of text, where not empty.
  bool operator==(const RawPrompt&) const = default;
};

// How a picture of the request came to the model.
struct ImageUse {
  enum How : std::uint8_t {
    kSeen,  // The model sees it.
    kRead,  // The model has no eyes: it is told what was read in the picture.
  } how = kSeen;
  std::string told;  // kRead: in which words.
  bool operator==(const ImageUse&) const = default;
};

// Contemplating's settings where the request names them; unset: the preset's (modes/strategy.h).
struct StrategyChoice {
  std::string preset;  // "quick", "standard" or "deep"; empty: by the number of agents.
  std::optional<std::uint32_t> wave_first;    // 1 to kAgentsMax.
  std::optional<std::uint32_t> wave_next;     // 1 to kAgentsMax.
  std::optional<double> quorum;               // 0.5 to 1; 1: only what cannot change is decided.
  std::optional<std::uint32_t> drafts;        // 1 to kAgentsMax.
  std::optional<std::uint32_t> unsure_after;  // From 1.
  std::optional<double> unsure_percentile;    // 0 to 1.
  std::optional<std::uint32_t> window;        // 1 to 4096 tokens.
  std::optional<bool> checks_arithmetic;
  bool operator==(const StrategyChoice&) const = default;
};

struct TurnRequest {
  std::string model;  // Without a mode suffix.
  Mode mode = Mode::kInstant;
  std::vector<Message> messages;        // Not empty, unless there is a raw prompt.
  std::optional<RawPrompt> raw_prompt;  // Instead of messages; kInstant only.
  Sampling sampling;
  std::vector<Tool> tools;
  ToolChoice tool_choice;
  bool parallel_tool_calls = true;
  AnswerForm answer_form;
  std::vector<std::string> stop;
  std::uint32_t tokens_new_max = limits::kTokensNewDefault;  // For each branch.
  std::uint32_t choices = 1;  // Answers to write, 1 to kChoicesMax; 1 where it contemplates.
  std::uint32_t agents = 8;   // Contemplating only: 2 to kAgentsMax.
  StrategyChoice strategy;    // Contemplating only.
  std::optional<std::uint32_t> logprobs_top;  // Set: report logprobs; 0: no alternatives. Not of
                                              // kContemplating.
  std::optional<std::chrono::milliseconds>
      budget;                             // Wall time after which the vote so far is taken.
  std::vector<ImageUse> image_uses = {};  // Of the last user message; the report repeats them.
  std::optional<RepairAsk> repair = {};   // Set: the repair assistant answers (src/repair/).
};

}  // namespace ponder::chat
