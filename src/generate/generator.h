// What a mode thinks with: a model that can open a trunk (the shared prompt) and fork branches from
// it. The local engine implements it over shared KV cells; a remote cluster may implement it with
// one request a branch. Modes ask `capabilities()` and degrade by rule.
//
// Threads: all calls to one Trunk and its Branches come from one strand. Ownership: destroying a
// Branch cancels it and frees its cells; destroying a Trunk leaves its branches alive.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/event.h"
#include "chat/request.h"

namespace ponder::generate {

struct Capabilities {
  bool shared_prefix = false;  // Branches share the trunk's cells: one prefill for all.
  bool logprobs = false;       // Deltas carry the chosen token's logprob.
  bool grammar = false;        // AnswerForm other than kText is enforced.
  bool tools = false;          // The chat template knows tools.
  bool vision = false;         // It sees the images of messages; without, they are an error.
  bool native_reasoning =
      false;  // The model thinks by itself (<think>...) and the format parses it.
  std::uint32_t context_tokens = 0;  // Longest prompt plus answer of one branch.
  std::uint32_t branches_max = 0;    // Of one trunk, alive at once.
  std::uint32_t cells = 0;           // KV cells that a trunk and its branches share, the trunk's
                                     // once; 0: not known, or no bound of its own (a cluster).
  std::uint64_t parameters = 0;      // Of the model; 0: unknown. Modes choose by size.
};

// Lower is served first.
enum class Priority : std::uint8_t { kInteractive = 0, kNormal = 1, kBackground = 2 };

// What all branches have in common.
struct TrunkSpec {
  std::vector<chat::Message> messages;
  std::optional<chat::RawPrompt> raw_prompt;  // Instead of messages, tools and answer form.
  std::vector<chat::Tool> tools;
  chat::ToolChoice tool_choice;
  bool parallel_tool_calls = true;
  chat::AnswerForm answer_form;
  bool think = false;  // Let a model with native reasoning reason.
  Priority priority = Priority::kInteractive;
  std::string owner;  // Part of the prefix cache's key: users never share cells.
};

// What one branch has of its own.
struct BranchSpec {
  std::string user_suffix;           // Appended to the last user message; only this branch sees it.
  std::string assistant_prefix;      // The answer is made to begin so; not repeated in the deltas.
  chat::Sampling sampling;           // `seed` must differ between branches that are to differ.
  std::uint32_t tokens_new_max = 0;  // At least 1; clamped to what the context leaves.
  std::vector<std::string> stop;
  std::optional<std::uint32_t>
      logprobs_top;  // Set: deltas carry logprobs, with so many alternatives.
};

struct ToolCallDelta {
  std::uint32_t index = 0;  // 0, 1, 2...: which call of this branch.
  std::string id, name;     // Not empty when the call begins, else empty.
  std::string arguments;    // The next piece of the JSON text.
};

// What a branch wrote since the last call; several tokens where the reader was slower.
struct BranchDelta {
  std::string text;       // Answer text, whole UTF-8 characters.
  std::string reasoning;  // Native reasoning text.
  std::vector<ToolCallDelta> tool_calls;
  std::vector<TokenLogprob> logprobs;
  std::uint32_t tokens = 0;                  // Tokens decoded since the last call.
  double logprob_sum = 0.0;                  // Of those tokens; 0 without the capability.
  std::uint32_t tokens_cached_before = 0;    // Of the prompt: in the cache before its turn began.
  std::string stop_met;                      // Last delta: the stop string that ended it, if any.
  std::optional<chat::FinishReason> finish;  // Last delta only.
  chat::Usage usage;                         // So far.
};

class Branch {
 public:
  virtual ~Branch() = default;  // Cancels.
  // Waits for output. Errors: kBackend, kNoSpace, kCancelled (engine shut down); the branch is over
  // then. After a delta with `finish` the next call returns kInvalid.
  // Asio's terminal cancellation ends a pending call at once (an error, or operation_aborted is
  // thrown): a reader is told so to let the branch go, which lives until its next() is back.
  virtual Task<Result<BranchDelta>> next() = 0;
  virtual chat::Usage usage() const = 0;  // So far, without waiting.
};

class Trunk {
 public:
  virtual ~Trunk() = default;
  // Starts one branch per spec, seated together. May be called again for a further wave. All or
  // nothing. Errors: kInvalid (a grammar or setting that cannot work), kTooLong (names both
  // numbers), kOverloaded (queue full), kNoSpace.
  virtual Task<Result<std::vector<std::unique_ptr<Branch>>>> fork(
      std::vector<BranchSpec> specs) = 0;
  virtual std::uint32_t prompt_tokens() const = 0;  // Of the trunk, without branch suffixes.
};

class Generator {
 public:
  virtual ~Generator() = default;
  virtual const Capabilities& capabilities() const = 0;
  // Renders and tokenises; computes nothing yet. Errors: kInvalid, kTooLong.
  virtual Task<Result<std::unique_ptr<Trunk>>> open(TrunkSpec spec) = 0;
};

}  // namespace ponder::generate
