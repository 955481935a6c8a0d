// Folds a turn's events into what can be shown. The web app has the same function in TypeScript;
// both pass the fixtures in tests/fixtures/turns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chat/event.h"

namespace ponder::chat {

struct PartState {
  PartId part = 0;
  PartKind kind = PartKind::kText;
  std::string text;
  std::string tool_call_id, tool_name;
  std::string tool_result;
  bool finished = false;
  std::vector<TokenLogprob> logprobs;  // Only where the request asked.
  bool operator==(const PartState&) const = default;
};

struct BranchState {
  BranchId branch = 0;
  std::string role;
  std::vector<PartState> parts;  // In the order in which they started.
  std::string answer, normalised;
  float confidence = 0.0F;
  std::optional<FinishReason> finish;
  Usage usage;
  bool operator==(const BranchState&) const = default;
};

struct TurnState {
  std::string turn;
  std::string model;
  Mode mode = Mode::kInstant;
  std::vector<BranchState> branches;  // Front: branch 0. Not empty after TurnStarted.
  std::vector<Tally> tallies;
  bool decided = false;
  std::optional<Forecast> forecast;    // The last one.
  std::optional<SafetyNotice> safety;  // The last one.
  std::optional<RepairState> repair;   // The last one.
  std::optional<FinishReason> finish;  // Unset while it runs.
  std::optional<Error> error;
  Usage usage;
  Report report;
  std::string stop_string;
};

// Applies one event. What speaks of a turn, branch or part that has not begun or is over, and what
// begins one a second time, is ignored.
void reduce(TurnState& state, const Event& event);

// Folds what is emitted.
class StateSink : public EventSink {
 public:
  void emit(Event event) override { reduce(state, event); }
  TurnState state;
};

// What one branch wrote: its text parts, joined, its reasoning, and its tool calls.
std::string answer_text(const BranchState& branch);
std::string reasoning_text(const BranchState& branch);
std::vector<ToolCall> tool_calls(const BranchState& branch);

// The same of branch 0: the turn's answer. Nothing where no turn has started.
std::string answer_text(const TurnState& state);
std::string reasoning_text(const TurnState& state);
std::vector<ToolCall> tool_calls(const TurnState& state);

}  // namespace ponder::chat
