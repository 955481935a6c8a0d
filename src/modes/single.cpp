// Instant and thinking: one branch, streamed as branch 0.
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/lane.h"
#include "modes/strategy.h"
#include "modes/turn.h"

namespace ponder::modes {
namespace {

chat::FinishReason reason_of(Ending ending) {
  return ending == Ending::kBudget ? chat::FinishReason::kBudget
                                   : chat::FinishReason::kStoppedByUser;
}

generate::BranchSpec make_branch_spec(const chat::TurnRequest& request, bool asks_for_marker) {
  generate::BranchSpec spec;
  if (asks_for_marker) spec.user_suffix = kThinkThenAnswer;
  spec.sampling = request.sampling;
  spec.tokens_new_max = request.tokens_new_max;
  spec.stop = request.stop;
  spec.logprobs_top = request.logprobs_top;
  return spec;
}

TurnEnd make_end(const chat::TurnRequest& request, const TurnWatch& watch,
                 chat::FinishReason reason, const chat::Usage& usage) {
  TurnEnd end;
  end.reason = reason;
  end.usage = usage;
  end.report.mode = request.mode;
  end.report.agents_started = 1;
  end.report.agents_used = 1;
  end.report.tokens_spent = usage.tokens_new;
  end.report.single_pass_ms = watch.elapsed_ms();
  return end;
}

}  // namespace

Task<Result<TurnEnd>> run_single(Turn& turn) {
  const chat::TurnRequest& request = turn.request;
  const bool thinks = request.mode == chat::Mode::kThinking;
  const bool is_native = turn.generator.capabilities().native_reasoning;
  const bool asks_for_marker = thinks && !is_native && wants_marker(request);

  generate::TrunkSpec trunk_spec = make_trunk_spec(turn);
  trunk_spec.think = thinks && is_native;
  trunk_spec.priority = generate::Priority::kInteractive;
  auto trunk = co_await turn.generator.open(std::move(trunk_spec));
  if (!trunk) co_return trunk.error();
  std::vector<generate::BranchSpec> specs;
  specs.push_back(make_branch_spec(request, asks_for_marker));
  auto branches = co_await fork_branches(**trunk, std::move(specs));
  if (!branches) co_return branches.error();
  turn.readers.start(0, std::move(branches->front()));

  Lane lane(turn.writer, 0,
            {.is_split = asks_for_marker, .has_logprobs = request.logprobs_top.has_value()});
  chat::Usage usage;
  for (;;) {
    if (const Ending ending = turn.watch.ending(); ending != Ending::kNone) {
      turn.readers.stop(0);
      ending == Ending::kStop ? lane.abandon() : lane.settle();
      co_return make_end(request, turn.watch, reason_of(ending), usage);
    }
    auto arrival = co_await turn.readers.next(turn.watch.next_look());
    if (!arrival) continue;
    if (!arrival->delta) co_return arrival->delta.error();
    const generate::BranchDelta& delta = *arrival->delta;
    if (delta.tokens > 0) turn.watch.see_tokens();
    lane.write(delta);
    usage = delta.usage;
    if (!delta.finish) continue;
    lane.settle();
    co_return make_end(request, turn.watch, *delta.finish, usage);
  }
}

}  // namespace ponder::modes
