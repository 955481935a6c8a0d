#include "modes/turn.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/clock.h"
#include "modes/mode.h"

namespace ponder::modes {
namespace {

constexpr std::uint64_t kForecastEveryMs = 1000;

}  // namespace

TurnWatch::TurnWatch(Clock& clock, std::shared_ptr<TurnControl> control,
                     std::optional<std::chrono::milliseconds> budget)
    : clock_(clock), control_(std::move(control)), start_(clock.now()) {
  if (budget) deadline_ = start_ + *budget;
}

Ending TurnWatch::ending() const {
  const Halt halt = control_ ? control_->halt.load(std::memory_order_relaxed) : Halt::kNone;
  if (halt == Halt::kStop) return Ending::kStop;
  if (halt == Halt::kAnswerNow) return Ending::kAnswerNow;
  if (deadline_ && clock_.now() >= *deadline_) return Ending::kBudget;
  return Ending::kNone;
}

TimePoint TurnWatch::next_look() const {
  const TimePoint poll = clock_.now() + limits::kHaltPoll;
  return deadline_ ? std::min(poll, *deadline_) : poll;
}

std::uint64_t TurnWatch::elapsed_ms() const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start_);
  return static_cast<std::uint64_t>(elapsed.count());
}

void TurnWatch::see_tokens() {
  if (!first_token_ms_) first_token_ms_ = elapsed_ms();
}

bool TurnWatch::is_forecast_due() {
  if (!first_token_ms_) return false;
  const std::uint64_t now_ms = elapsed_ms();
  if (now_ms < std::max(forecast_ms_, *first_token_ms_) + kForecastEveryMs) return false;
  forecast_ms_ = now_ms;
  return true;
}

std::optional<std::uint64_t> TurnWatch::budget_ms() const {
  if (!deadline_) return std::nullopt;
  const auto budget = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline_ - start_);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, budget.count()));
}

generate::TrunkSpec make_trunk_spec(const chat::TurnRequest& request, std::string owner) {
  generate::TrunkSpec spec;
  spec.messages = request.messages;
  spec.raw_prompt = request.raw_prompt;
  spec.tools = request.tools;
  spec.tool_choice = request.tool_choice;
  spec.parallel_tool_calls = request.parallel_tool_calls;
  spec.answer_form = request.answer_form;
  spec.owner = std::move(owner);
  return spec;
}

Task<Result<std::uint32_t>> count_prompt(generate::Generator& generator, chat::TurnRequest request,
                                         std::string owner) {
  generate::TrunkSpec spec = make_trunk_spec(request, std::move(owner));
  spec.think = request.mode != chat::Mode::kInstant && generator.capabilities().native_reasoning;
  auto trunk = co_await generator.open(std::move(spec));
  if (!trunk) co_return trunk.error();
  co_return (*trunk)->prompt_tokens();
}

bool wants_marker(const chat::TurnRequest& request) {
  const bool must_call =
      !request.tools.empty() && (request.tool_choice.kind == chat::ToolChoice::kRequired ||
                                 request.tool_choice.kind == chat::ToolChoice::kNamed);
  return request.answer_form.kind == chat::AnswerForm::kText && !must_call;
}

Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork_branches(
    generate::Trunk& trunk, std::vector<generate::BranchSpec> specs) {
  const std::size_t asked = specs.size();
  auto branches = co_await trunk.fork(std::move(specs));
  if (branches && branches->size() != asked) {
    co_return Error{ErrorCode::kBackend, "the model started " + std::to_string(branches->size()) +
                                             " branches where " + std::to_string(asked) +
                                             " were asked"};
  }
  co_return branches;
}

}  // namespace ponder::modes
