// Contemplating: several agents on one trunk, in waves, until their vote is decided.
#include <cstdint>
#include <optional>
#include <utility>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/message.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/event_writer.h"
#include "modes/panel.h"
#include "modes/turn.h"
#include "modes/verdict.h"

namespace ponder::modes {
namespace {

chat::FinishReason agents_stop_reason(Ending ending) {
  switch (ending) {
    case Ending::kNone:
      return chat::FinishReason::kStoppedEarly;
    case Ending::kBudget:
      return chat::FinishReason::kBudget;
    case Ending::kStop:
    case Ending::kAnswerNow:
      break;
  }
  return chat::FinishReason::kStoppedByUser;
}

chat::FinishReason turn_reason(Ending ending, const Agent* winner) {
  if (ending == Ending::kStop) return chat::FinishReason::kStoppedByUser;
  if (ending == Ending::kBudget) return chat::FinishReason::kBudget;
  const bool is_partial = winner == nullptr || winner->state() == AgentState::kStopped;
  if (is_partial && ending == Ending::kAnswerNow) return chat::FinishReason::kStoppedByUser;
  if (winner == nullptr) return chat::FinishReason::kStop;
  if (winner->state() == AgentState::kCut) return winner->reason();
  return winner->lane().calls().empty() ? chat::FinishReason::kStop
                                        : chat::FinishReason::kToolCalls;
}

// The winner's answer as branch 0's: one text, or its set of tool calls.
void write_answer(EventWriter& writer, const Agent& winner) {
  writer.text(0, chat::PartKind::kText, winner.shown());
  std::uint32_t index = 0;
  for (const chat::ToolCall& call : winner.lane().calls()) {
    writer.tool_call(0, {index++, call.id, call.name, call.arguments});
  }
  writer.close_parts(0);
}

// Until the vote is decided, nobody is left, or the turn is to end.
Task<Result<Ending>> think(Turn& turn, generate::Trunk& trunk, Panel& panel) {
  for (;;) {
    const Ending ending = turn.watch.ending();
    if (ending != Ending::kNone || panel.is_decided()) co_return ending;
    if (panel.wants_wave()) {
      auto branches = co_await fork_branches(trunk, panel.next_wave());
      if (branches) {
        panel.seat(std::move(*branches));
      } else if (!panel.go_on_without_wave()) {
        co_return branches.error();
      }
      continue;
    }
    if (panel.running() == 0) co_return Ending::kNone;
    auto arrival = co_await turn.readers.next(turn.watch.next_look());
    if (arrival) panel.take(std::move(*arrival));
  }
}

}  // namespace

Task<Result<TurnEnd>> run_contemplating(Turn& turn) {
  const generate::Capabilities& capabilities = turn.generator.capabilities();
  generate::TrunkSpec spec = make_trunk_spec(turn.request, turn.context.owner);
  spec.think = capabilities.native_reasoning;
  spec.priority = generate::Priority::kNormal;
  auto trunk = co_await turn.generator.open(std::move(spec));
  if (!trunk) co_return trunk.error();

  Panel panel(turn, (*trunk)->prompt_tokens());
  const Result<Ending> ending = co_await think(turn, **trunk, panel);
  if (!ending) co_return ending.error();
  panel.stop_running(agents_stop_reason(*ending));

  Verdict verdict;
  if (*ending != Ending::kStop) verdict = judge(panel, *ending != Ending::kNone);
  const bool has_nothing = *ending == Ending::kNone && verdict.winner == nullptr;
  const std::optional<Error> error = has_nothing ? panel.first_error() : std::nullopt;
  if (error) co_return *error;
  if (verdict.winner != nullptr) write_answer(turn.writer, *verdict.winner);

  TurnEnd end;
  const std::uint32_t trunk_tokens = (*trunk)->prompt_tokens();
  end.reason = turn_reason(*ending, verdict.winner);
  if (verdict.winner != nullptr) {
    end.answer = verdict.winner->shown();
    end.stop_string = verdict.winner->stop_met();
  }
  end.usage = total_usage(panel, verdict, capabilities.shared_prefix, trunk_tokens);
  end.report = make_report(panel, verdict, capabilities.shared_prefix, trunk_tokens);
  end.report.probability = probability_of_answer(panel, verdict, turn.request.model);
  end.report.single_pass_ms = estimate_single_pass_ms(panel, turn.watch.first_token_ms());
  co_return end;
}

}  // namespace ponder::modes
