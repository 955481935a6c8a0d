#include "chat/reduce.h"

#include <algorithm>
#include <variant>
#include <vector>
#include "base/result.h"
#include "chat/event.h"
#include "chat/message.h"

namespace ponder::chat {
namespace {

BranchState* find_branch(TurnState& state, BranchId id) {
  const auto found = std::ranges::find(state.branches, id, &BranchState::branch);
  return found == state.branches.end() ? nullptr : &*found;
}

// A branch that takes events: it has begun and has not finished.
BranchState* open_branch(TurnState& state, BranchId id) {
  BranchState* branch = find_branch(state, id);
  return branch == nullptr || branch->finish ? nullptr : branch;
}

PartState* find_part(TurnState& state, PartId id) {
  for (BranchState& branch : state.branches) {
    const auto found = std::ranges::find(branch.parts, id, &PartState::part);
    if (found != branch.parts.end()) return &*found;
  }
  return nullptr;
}

struct Apply {
  TurnState& state;

  void operator()(const TurnStarted& e) {
    if (!state.branches.empty()) return;
    state.turn = e.turn;
    state.model = e.model;
    state.mode = e.mode;
    state.branches.emplace_back();
  }
  void operator()(const BranchStarted& e) {
    if (find_branch(state, e.branch) != nullptr) return;
    BranchState& branch = state.branches.emplace_back();
    branch.branch = e.branch;
    branch.role = e.role;
  }
  void operator()(const PartStarted& e) {
    BranchState* branch = open_branch(state, e.branch);
    if (branch == nullptr || find_part(state, e.part) != nullptr) return;
    PartState& part = branch->parts.emplace_back();
    part.part = e.part;
    part.kind = e.kind;
    part.tool_call_id = e.tool_call_id;
    part.tool_name = e.tool_name;
  }
  void operator()(const TextDelta& e) {
    PartState* part = find_part(state, e.part);
    if (part == nullptr || part->finished) return;
    part->text += e.text;
    part->logprobs.insert(part->logprobs.end(), e.logprobs.begin(), e.logprobs.end());
  }
  void operator()(const PartFinished& e) {
    if (PartState* part = find_part(state, e.part)) part->finished = true;
  }
  void operator()(const ToolFinished& e) {
    if (PartState* part = find_part(state, e.part)) part->tool_result = e.result;
  }
  void operator()(const AnswerFound& e) {
    BranchState* branch = open_branch(state, e.branch);
    if (branch == nullptr) return;
    branch->answer = e.answer;
    branch->normalised = e.normalised;
    branch->confidence = e.confidence;
  }
  void operator()(const VoteChanged& e) {
    state.tallies = e.tallies;
    state.decided = e.decided;
  }
  void operator()(const Forecast& e) { state.forecast = e; }
  void operator()(const SafetyNotice& e) { state.safety = e; }
  void operator()(const RepairState& e) { state.repair = e; }
  void operator()(const BranchFinished& e) {
    BranchState* branch = open_branch(state, e.branch);
    if (branch == nullptr || e.branch == 0) return;
    branch->finish = e.reason;
    branch->usage = e.usage;
  }
  void operator()(const TurnFinished& e) {
    state.finish = e.reason;
    state.usage = e.usage;
    state.report = e.report;
    state.stop_string = e.stop_string;
  }
  void operator()(const TurnFailed& e) {
    state.finish = e.error.code == ErrorCode::kCancelled ? FinishReason::kStoppedByUser
                                                         : FinishReason::kFailed;
    state.error = e.error;
  }
};

std::string joined(const BranchState& branch, PartKind kind) {
  std::string text;
  for (const PartState& part : branch.parts) {
    if (part.kind == kind) text += part.text;
  }
  return text;
}

}  // namespace

void reduce(TurnState& state, const Event& event) {
  if (state.finish) return;
  if (state.branches.empty() && !std::holds_alternative<TurnStarted>(event)) return;
  std::visit(Apply{state}, event);
}

std::string answer_text(const BranchState& branch) { return joined(branch, PartKind::kText); }

std::string reasoning_text(const BranchState& branch) {
  return joined(branch, PartKind::kReasoning);
}

std::vector<ToolCall> tool_calls(const BranchState& branch) {
  std::vector<ToolCall> calls;
  for (const PartState& part : branch.parts) {
    if (part.kind != PartKind::kToolCall) continue;
    calls.push_back({part.tool_call_id, part.tool_name, part.text});
  }
  return calls;
}

std::string answer_text(const TurnState& state) {
  return state.branches.empty() ? std::string() : answer_text(state.branches.front());
}

std::string reasoning_text(const TurnState& state) {
  return state.branches.empty() ? std::string() : reasoning_text(state.branches.front());
}

std::vector<ToolCall> tool_calls(const TurnState& state) {
  return state.branches.empty() ? std::vector<ToolCall>() : tool_calls(state.branches.front());
}

}  // namespace ponder::chat
