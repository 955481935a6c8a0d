// Turns to encode, as lists of events.
#pragma once

#include <vector>

#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::api {

inline chat::Report small_report(chat::Mode mode) {
  chat::Report report;
  report.mode = mode;
  report.tokens_spent = 12;
  report.wall_ms = 345;
  report.first_token_ms = 67;
  return report;
}

inline chat::TurnFinished finished(chat::FinishReason reason, chat::Mode mode) {
  return {reason, {20, 16, 12, 4}, small_report(mode)};
}

inline std::vector<chat::Event> thinking_turn() {
  using chat::PartKind;
  return {
      chat::TurnStarted{"turn_1", chat::Mode::kThinking, "smol"},
      chat::PartStarted{1, 0, PartKind::kReasoning, "", ""},
      chat::TextDelta{1, "Six ", {}},
      chat::TextDelta{1, "sevens.", {}},
      chat::PartFinished{1},
      chat::PartStarted{2, 0, PartKind::kText, "", ""},
      chat::TextDelta{2, "It is \"4", {}},
      chat::TextDelta{2, "2\".\n", {}},
      chat::PartFinished{2},
      finished(chat::FinishReason::kStop, chat::Mode::kThinking),
  };
}

inline std::vector<chat::Event> tool_turn() {
  using chat::PartKind;
  return {
      chat::TurnStarted{"turn_1", chat::Mode::kInstant, "smol"},
      chat::PartStarted{1, 0, PartKind::kToolCall, "call_a", "add"},
      chat::TextDelta{1, "{\"a\":", {}},
      chat::TextDelta{1, "1}", {}},
      chat::PartFinished{1},
      chat::PartStarted{2, 0, PartKind::kToolCall, "call_b", "now"},
      chat::TextDelta{2, "{}", {}},
      chat::PartFinished{2},
      finished(chat::FinishReason::kToolCalls, chat::Mode::kInstant),
  };
}

// Agent 2 finishes before agent 1; agent 3 is stopped without an answer.
inline std::vector<chat::Event> contemplating_turn() {
  using chat::PartKind;
  return {
      chat::TurnStarted{"turn_1", chat::Mode::kContemplating, "smol"},
      chat::BranchStarted{1, 0, "solver"},
      chat::BranchStarted{2, 0, "checker"},
      chat::BranchStarted{3, 0, ""},
      chat::PartStarted{1, 1, PartKind::kText, "", ""},
      chat::PartStarted{2, 2, PartKind::kReasoning, "", ""},
      chat::PartStarted{3, 3, PartKind::kText, "", ""},
      chat::TextDelta{1, "35 plus", {}},
      chat::TextDelta{2, "Twice 21.", {}},
      chat::TextDelta{3, "Let me", {}},
      chat::PartFinished{2},
      chat::AnswerFound{2, "42", "42", 0.9F},
      chat::BranchFinished{2, chat::FinishReason::kStop, {}},
      chat::TextDelta{1, " 7.", {}},
      chat::PartFinished{1},
      chat::AnswerFound{1, "42", "42", 0.8F},
      chat::VoteChanged{{{"42", "42", {1, 2}, 1.0F}}, true},
      chat::BranchFinished{1, chat::FinishReason::kStop, {}},
      chat::PartFinished{3},
      chat::BranchFinished{3, chat::FinishReason::kStoppedEarly, {}},
      chat::PartStarted{4, 0, PartKind::kText, "", ""},
      chat::TextDelta{4, "42", {}},
      chat::PartFinished{4},
      finished(chat::FinishReason::kStop, chat::Mode::kContemplating),
  };
}

// Two choices that are written at the same time.
inline std::vector<chat::Event> choices_turn() {
  using chat::PartKind;
  return {
      chat::TurnStarted{"turn_1", chat::Mode::kInstant, "smol"},
      chat::BranchStarted{1, 0, "Choice 1"},
      chat::PartStarted{1, 0, PartKind::kText, "", ""},
      chat::TextDelta{1, "one", {{7, "one", -0.5F, {}}}},
      chat::PartStarted{2, 1, PartKind::kToolCall, "call_a", "add"},
      chat::TextDelta{2, "{}", {}},
      chat::TextDelta{1, "!", {}},
      chat::PartFinished{2},
      chat::BranchFinished{1, chat::FinishReason::kToolCalls, {}},
      chat::PartFinished{1},
      finished(chat::FinishReason::kLength, chat::Mode::kInstant),
  };
}

inline chat::TurnState reduced(const std::vector<chat::Event>& events) {
  chat::TurnState state;
  for (const chat::Event& event : events) chat::reduce(state, event);
  return state;
}

}  // namespace ponder::api
