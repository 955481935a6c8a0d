// Instant and thinking: one branch, streamed as branch 0; a request for several choices has a
// sibling on the same trunk for each of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/forecast.h"
#include "modes/lane.h"
#include "modes/pace.h"
#include "modes/readers.h"
#include "modes/repetition.h"
#include "modes/strategy.h"
#include "modes/turn.h"

namespace ponder::modes {
namespace {

chat::FinishReason reason_of(Ending ending) {
  return ending == Ending::kBudget ? chat::FinishReason::kBudget
                                   : chat::FinishReason::kStoppedByUser;
}

// The choices of a turn as they are written. Choice k is branch k.
class Choices {
 public:
  Choices(Turn& turn, bool asks_for_marker) : turn_(turn), asks_for_marker_(asks_for_marker) {}

  std::vector<generate::BranchSpec> specs() const {
    const chat::TurnRequest& request = turn_.request;
    generate::BranchSpec spec;
    spec.sampling = request.sampling;
    if (asks_for_marker_) {
      const generate::Capabilities& capabilities = turn_.generator.capabilities();
      spec.user_suffix = closing_request(capabilities);
      const bool is_open = request.choices == 1 && !request.sampling.temperature;
      if (is_open) spec.sampling.temperature = thinking_temperature(capabilities);
    }
    spec.tokens_new_max = request.tokens_new_max;
    spec.stop = request.stop;
    spec.logprobs_top = request.logprobs_top;
    std::vector<generate::BranchSpec> all(request.choices, spec);
    if (all.size() == 1) return all;
    const std::uint64_t seed = request.sampling.seed.value_or(std::random_device{}());
    for (std::size_t k = 0; k < all.size(); ++k) all[k].sampling.seed = seed + k;
    return all;
  }

  void start(std::vector<std::unique_ptr<generate::Branch>> branches) {
    const Lane::Form form{.is_split = asks_for_marker_,
                          .has_logprobs = turn_.request.logprobs_top.has_value()};
    for (auto& branch : branches) {
      const auto id = static_cast<chat::BranchId>(choices_.size());
      choices_.push_back({Lane(turn_.writer, id, form)});
      if (id > 0) turn_.writer.emit(chat::BranchStarted{id, 0, "Choice " + std::to_string(id)});
      turn_.readers.start(id, std::move(branch));
    }
  }

  void take(chat::BranchId id, const generate::BranchDelta& delta) {
    Choice& choice = choices_.at(id);
    if (delta.tokens > 0) {
      turn_.watch.see_tokens();
      pace_.see(running(), delta.tokens, turn_.watch.now());
    }
    choice.lane.write(delta);
    choice.usage = delta.usage;
    choice.tokens_cached_before = delta.tokens_cached_before;
    if (turn_.watch.is_forecast_due()) turn_.writer.emit(forecast());
    std::optional<chat::FinishReason> ended = delta.finish;
    if (!ended && choice.thoughts.add(delta.reasoning)) {
      turn_.readers.stop(id);
      ended = chat::FinishReason::kRepetition;
    }
    if (!ended) return;
    choice.stop_met = asked_stop(turn_.request.stop, delta);
    choice.lane.settle();
    finish(id, *ended);
  }

  // Ends those that are being written.
  void end(Ending ending) {
    for (chat::BranchId id = 0; id < choices_.size(); ++id) {
      Choice& choice = choices_[id];
      if (choice.finish) continue;
      turn_.readers.stop(id);
      ending == Ending::kStop ? choice.lane.abandon() : choice.lane.settle();
      finish(id, reason_of(ending));
    }
  }

  bool all_finished() const {
    return std::ranges::all_of(choices_, [](const Choice& one) { return one.finish.has_value(); });
  }

  TurnEnd result() const {
    const Choice& first = choices_.front();
    TurnEnd end;
    end.reason = first.finish.value_or(chat::FinishReason::kStop);
    end.stop_string = first.stop_met;
    end.answer = first.lane.answer();
    end.usage = first.lane.counted(first.usage);
    if (choices_.size() > 1) end.usage.tokens_cached = first.tokens_cached_before;
    for (std::size_t k = 1; k < choices_.size(); ++k) {
      const chat::Usage usage = choices_[k].lane.counted(choices_[k].usage);
      end.usage.tokens_new += usage.tokens_new;
      end.usage.tokens_reasoning += usage.tokens_reasoning;
    }
    end.report.mode = turn_.request.mode;
    end.report.agents_started = static_cast<std::uint32_t>(choices_.size());
    end.report.agents_used = end.report.agents_started;
    end.report.tokens_spent = end.usage.tokens_new;
    end.report.single_pass_ms = turn_.watch.elapsed_ms();
    return end;
  }

 private:
  struct Choice {
    Lane lane;
    chat::Usage usage = {};
    std::uint32_t tokens_cached_before = 0;
    std::string stop_met = {};
    RepetitionWatcher thoughts = {};  // Of the model's own: an answer may be to say it again.
    std::optional<chat::FinishReason> finish = {};
  };

  std::size_t running() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        choices_, [](const Choice& choice) { return !choice.finish.has_value(); }));
  }

  chat::Forecast forecast() const {
    ForecastInput input;
    input.now_ms = turn_.watch.elapsed_ms();
    for (const Choice& choice : choices_) {
      auto& group = choice.finish ? input.complete : input.running;
      group.push_back(choice.usage.tokens_new);
    }
    input.ms_per_token = pace_.ms_per_token();
    input.tokens_new_max = turn_.request.tokens_new_max;
    input.budget_ms = turn_.watch.budget_ms();
    return modes::forecast(input);
  }

  void finish(chat::BranchId id, chat::FinishReason reason) {
    Choice& choice = choices_[id];
    choice.finish = reason;
    if (id == 0) return;
    turn_.writer.emit(chat::BranchFinished{id, reason, choice.lane.counted(choice.usage)});
  }

  Turn& turn_;
  bool asks_for_marker_;
  std::vector<Choice> choices_;
  Pace pace_;
};

}  // namespace

Task<Result<TurnEnd>> run_single(Turn& turn) {
  const chat::TurnRequest& request = turn.request;
  const bool thinks = request.mode == chat::Mode::kThinking;
  const bool is_native = turn.generator.capabilities().native_reasoning;

  generate::TrunkSpec trunk_spec = make_trunk_spec(turn.request, turn.context.owner);
  trunk_spec.think = thinks && is_native;
  trunk_spec.priority = turn.context.priority;
  auto trunk = co_await turn.generator.open(std::move(trunk_spec));
  if (!trunk) co_return trunk.error();
  Choices choices(turn, thinks && !is_native && wants_marker(request));
  auto branches = co_await fork_branches(**trunk, choices.specs());
  if (!branches) co_return branches.error();
  choices.start(std::move(*branches));

  while (!choices.all_finished()) {
    if (const Ending ending = turn.watch.ending(); ending != Ending::kNone) {
      choices.end(ending);
      break;
    }
    auto arrival = co_await turn.readers.next(turn.watch.next_look());
    if (!arrival) continue;
    if (!arrival->delta) co_return arrival->delta.error();
    choices.take(arrival->branch, *arrival->delta);
  }
  co_return choices.result();
}

}  // namespace ponder::modes
