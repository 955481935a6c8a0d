// The only stream type: modes emit it, the store logs it, api/ encodes it, the web app reduces it.
//
//   TurnStarted (BranchStarted | part | ToolFinished | AnswerFound | VoteChanged | BranchFinished |
//       Forecast | SafetyNotice | RepairState)* (TurnFinished | TurnFailed)
//   part = PartStarted TextDelta* PartFinished
//
// Branch 0 is the turn itself: its text part is the answer that the user gets. It exists from
// TurnStarted on and has no BranchStarted or BranchFinished. Contemplating adds one branch an agent
// (1, 2, ...); their parts are what each agent writes. A request for several choices adds one
// branch for each but the first. Parts of different branches interleave. `chat/law.h` checks any
// stream against this grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "chat/safety.h"

namespace ponder::chat {

using BranchId = std::uint32_t;  // 0: the turn itself.
using PartId = std::uint32_t;    // Unique in a turn; 1, 2, 3...

enum class PartKind : std::uint8_t { kText, kReasoning, kToolCall };

enum class FinishReason : std::uint8_t {
  kStop,          // The model ended its turn, or a stop string was met.
  kLength,        // tokens_new_max or the context is used up.
  kToolCalls,     // It asks for tools.
  kStoppedEarly,  // An agent that was stopped because the vote was decided or it had answered.
  kStoppedByUser,
  kBudget,       // The time budget ended the turn.
  kInterrupted,  // The server went down in the middle.
  kFailed,
  kRepetition,  // Stopped because it (an agent, thoughts) said the same again and again.
};

std::string_view part_kind_name(PartKind kind);            // "text", "reasoning", "tool_call".
std::string_view finish_reason_name(FinishReason reason);  // "stop", "length", "stopped_early"...
std::optional<FinishReason> finish_reason_from_name(std::string_view name);

struct Usage {
  std::uint32_t tokens_prompt = 0;     // Tokens of the prompt, cached ones included.
  std::uint32_t tokens_cached = 0;     // Of those: taken from the KV cache, not computed.
  std::uint32_t tokens_new = 0;        // Tokens decoded, reasoning included.
  std::uint32_t tokens_reasoning = 0;  // Of those: reasoning.
  bool operator==(const Usage&) const = default;
};

// One answer and who gave it.
struct Tally {
  std::string answer;            // As first written.
  std::string normalised;        // The form that votes are counted by.
  std::vector<BranchId> agents;  // Who said so.
  float weight = 0.0F;           // Share of the votes, weighted by confidence; all sum to 1.
  bool operator==(const Tally&) const = default;
};

enum class EquationFault : std::uint8_t {
  kValue,  // The result is another.
  kUnits,  // What is added or made equal measures different things.
};
std::string_view equation_fault_name(EquationFault fault);  // "value", "units".

// An equation of the answer that does not hold.
struct WrongEquation {
  std::string left, right;  // As they stand there, as plain text.
  EquationFault fault = EquationFault::kValue;
  bool operator==(const WrongEquation&) const = default;
};

// What code worked out of the equations between numbers that the answer contains.
struct Calculation {
  std::uint32_t checked = 0;  // 0: there was none that it can work out.
  std::uint32_t holding = 0;
  std::vector<WrongEquation> wrong = {};  // The first kWrongEquationsMax of the others.
  bool operator==(const Calculation&) const = default;
};

// The gain and the cost of one turn, shown with every answer.
struct Report {
  Mode mode = Mode::kInstant;
  std::uint32_t agents_started = 0;
  std::uint32_t agents_used = 0;  // Agents whose answer was counted.
  std::uint32_t agents_stopped_early = 0;
  // Where the context had no room for all agents that were to run at once: for how many it had, and
  // how many it would have been. Both 0 where there was room.
  std::uint32_t agents_fit = 0;
  std::uint32_t agents_wanted = 0;
  float agreement =
      0.0F;  // Share of the counted agents that stand behind the answer; 0 if no vote.
  float probability = 0.0F;    // That a voted answer is right (modes/calibration.h); 0: unknown.
  std::vector<Tally> tallies;  // Best first; the rest is the dissent.
  BranchId winner = 0;         // The agent whose text is shown; 0: none.
  std::uint64_t tokens_spent = 0;         // New tokens of all branches.
  std::uint64_t tokens_saved = 0;         // Estimated new tokens of stopped and not started agents.
  std::uint64_t prompt_tokens_saved = 0;  // Prompt tokens that the fork did not compute again.
  std::uint64_t wall_ms = 0;
  std::uint64_t first_token_ms = 0;   // From the start of the turn to its first token.
  std::uint64_t single_pass_ms = 0;   // Estimated time of one agent alone; 0: unknown.
  std::vector<ImageUse> images = {};  // Of the question's pictures, in their order.
  Calculation calculation = {};
  bool operator==(const Report&) const = default;
};

struct TurnStarted {
  std::string turn;  // Its id.
  Mode mode = Mode::kInstant;
  std::string model;
  bool operator==(const TurnStarted&) const = default;
};
struct BranchStarted {
  BranchId branch = 0;
  BranchId parent = 0;
  std::string role;  // What this agent was told to do; shown as its name.
  bool operator==(const BranchStarted&) const = default;
};
struct PartStarted {
  PartId part = 0;
  BranchId branch = 0;
  PartKind kind = PartKind::kText;
  std::string tool_call_id;  // kToolCall only.
  std::string tool_name;     // kToolCall only.
  bool operator==(const PartStarted&) const = default;
};
struct TextDelta {
  PartId part = 0;
  std::string text;  // UTF-8, whole characters, not empty. Tool calls: argument JSON.
  std::vector<TokenLogprob> logprobs;  // Only where the request asked.
};
struct PartFinished {
  PartId part = 0;
  bool operator==(const PartFinished&) const = default;
};
struct ToolFinished {
  PartId part = 0;
  std::string result;
  bool failed = false;
  bool operator==(const ToolFinished&) const = default;
};
struct AnswerFound {
  BranchId branch = 0;
  std::string answer;
  std::string normalised;
  float confidence = 0.0F;  // exp(mean logprob) of the agent's tokens, 0 to 1.
  bool operator==(const AnswerFound&) const = default;
};
struct VoteChanged {
  std::vector<Tally> tallies;  // Best first.
  bool decided = false;
  bool operator==(const VoteChanged&) const = default;
};
struct BranchFinished {
  BranchId branch = 0;
  FinishReason reason = FinishReason::kStop;
  Usage usage;
  bool operator==(const BranchFinished&) const = default;
};
// When the turn is expected to end, at the pace so far. Milliseconds from its start.
struct Forecast {
  std::uint64_t expected_ms = 0;  // 0: not known yet.
  std::uint64_t latest_ms = 0;    // Were all branches to write as much as they may; never 0.
  bool operator==(const Forecast&) const = default;
};
struct TurnFinished {
  FinishReason reason = FinishReason::kStop;
  Usage usage;  // Of the whole turn: all branches together, the shared prompt once.
  Report report;
  std::string stop_string = {};  // The one of the request that ended branch 0, if one did.
  bool operator==(const TurnFinished&) const = default;
};
struct TurnFailed {
  Error error;
};

using Event = std::variant<TurnStarted, BranchStarted, PartStarted, TextDelta, PartFinished,
                           ToolFinished, AnswerFound, VoteChanged, BranchFinished, Forecast,
                           SafetyNotice, RepairState, TurnFinished, TurnFailed>;

// `seq` runs 1, 2, 3... without gaps within a turn: a client resumes after any of them.
struct LoggedEvent {
  std::uint64_t seq = 0;
  Event event;
};

// Where a running turn puts its events. Called from the turn's own strand; never blocks.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void emit(Event event) = 0;
};

}  // namespace ponder::chat
