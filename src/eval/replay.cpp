#include "eval/replay.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/check.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"
#include "eval/costs.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/problem.h"
#include "eval/recording.h"
#include "eval/replay_model.h"
#include "eval/sim_clock.h"
#include "modes/mode.h"

namespace ponder::eval {
namespace {

std::vector<std::size_t> order_of(std::size_t traces, std::uint32_t draw, std::uint64_t seed) {
  std::vector<std::size_t> order(traces);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (draw == 0) return order;
  std::mt19937_64 random(seed * 1'000'003 + draw);
  for (std::size_t i = order.size(); i > 2; --i) {
    std::swap(order[i - 1], order[1 + random() % (i - 1)]);
  }
  return order;
}

Result<void> can_play(const Recording& recording, const Way& way) {
  const bool is_greedy = way.mode == chat::Mode::kThinking && way.temperature == 0.0F;
  if (!is_greedy && way.mode != chat::Mode::kContemplating) {
    return invalid("a recording cannot play \"" + way.name +
                   "\": it holds contemplating's agents and one greedy chain of thought");
  }
  if (way.agents > recording.header.agents) {
    return invalid("\"" + way.name + "\" starts up to " + std::to_string(way.agents) +
                   " agents; the recording has " + std::to_string(recording.header.agents));
  }
  return {};
}

// The turn in simulated time: whoever is due next goes on, a sleeper or the model's step.
chat::TurnState play(ReplayModel& model, SimClock& clock, chat::TurnRequest request,
                     const Way& way) {
  chat::StateSink sink;
  asio::io_context io{1};
  modes::TurnContext context;
  context.turn_id = "turn";
  context.clock = &clock;
  context.strategy = way.strategy.get();
  bool is_done = false;
  asio::co_spawn(io, modes::run_turn(model, std::move(request), std::move(context), sink),
                 [&is_done](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                   is_done = true;
                 });
  for (;;) {
    io.restart();
    io.poll();
    if (is_done) return std::move(sink.state);
    const modes::TimePoint step = model.step_end();
    const modes::TimePoint due = std::min(step, clock.next_due());
    PONDER_CHECK(due != modes::TimePoint::max());  // Else it would wait for ever.
    clock.move_to(due);
    if (step <= due && step != modes::TimePoint::max()) model.finish_step();
  }
}

Problem problem_of(const RecordedProblem& recorded) {
  Problem problem;
  problem.number = recorded.number;
  problem.answer = recorded.expected;
  problem.question = "recorded";
  return problem;
}

}  // namespace

Result<std::vector<Outcome>> replay(const Recording& recording, const Costs& costs,
                                    const std::vector<Way>& ways, const ReplayOptions& options) {
  for (const Way& way : ways) {
    if (const auto playable = can_play(recording, way); !playable) return playable.error();
  }
  std::vector<Outcome> outcomes;
  for (const Way& way : ways) {
    for (const RecordedProblem& recorded : recording.problems) {
      if (!is_in_half(recorded.number, options.half)) continue;
      const Problem problem = problem_of(recorded);
      for (std::uint32_t draw = 0; draw < std::max(1U, options.draws); ++draw) {
        SimClock clock;
        ReplayModel model(recording.header, recorded, costs, clock,
                          order_of(recorded.agents.size(), draw, options.seed + recorded.number));
        auto request = request_of(way, problem, recording.header.agents,
                                  recording.header.tokens_max, options.seed);
        outcomes.push_back(
            outcome_of(play(model, clock, std::move(request), way), problem, way.name));
      }
    }
  }
  return outcomes;
}

}  // namespace ponder::eval
