// One turn from TurnStarted to its end: picks the mode, and lets nothing but events out of it.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/answer_check.h"
#include "modes/clock.h"
#include "modes/event_writer.h"
#include "modes/mode.h"
#include "modes/readers.h"
#include "modes/turn.h"

namespace ponder::modes {
namespace {

// What the request needs and the model or the mode lacks.
std::optional<Error> lacking(const chat::TurnRequest& request,
                             const generate::Capabilities& capabilities) {
  if (request.answer_form.kind != chat::AnswerForm::kText && !capabilities.grammar) {
    return invalid("this model cannot be held to a JSON schema or grammar: ask for plain text",
                   "response_format");
  }
  const bool may_call =
      !request.tools.empty() && request.tool_choice.kind != chat::ToolChoice::kNone;
  if (may_call && !capabilities.tools) {
    return invalid("this model cannot call tools: leave them out or choose another model", "tools");
  }
  if (request.logprobs_top && request.mode == chat::Mode::kContemplating) {
    return invalid(
        "the mode contemplating gives no logprobs, as its answer is chosen among agents: ask the "
        "mode instant for them",
        "logprobs");
  }
  if (capabilities.branches_max > 0 && request.choices > capabilities.branches_max) {
    return invalid("must be at most " + std::to_string(capabilities.branches_max) +
                       " (what this model writes at once), but is " +
                       std::to_string(request.choices),
                   "n");
  }
  return std::nullopt;
}

// Of an answer in words; what a raw prompt goes on with may be anything.
chat::Calculation calculation_of(const chat::TurnRequest& request, const TurnEnd& end) {
  const bool is_prose = request.answer_form.kind == chat::AnswerForm::kText && !request.raw_prompt;
  if (!is_prose) return {};
  const bool is_whole = end.stop_string.empty() && (end.reason == chat::FinishReason::kStop ||
                                                    end.reason == chat::FinishReason::kToolCalls);
  return check_answer(end.answer, !is_whole);
}

// Exceptions are defects of an implementation below; they fail the turn as errors do.
Task<Result<TurnEnd>> run_mode(Turn& turn) {
  try {
    if (auto error = lacking(turn.request, turn.generator.capabilities())) co_return *error;
    if (turn.request.mode == chat::Mode::kContemplating) co_return co_await run_contemplating(turn);
    co_return co_await run_single(turn);
  } catch (const std::exception& error) {
    co_return Error{ErrorCode::kBackend, std::string("the turn failed: ") + error.what()};
  }
}

}  // namespace

Task<void> run_turn(generate::Generator& generator, chat::TurnRequest request, TurnContext context,
                    chat::EventSink& sink) {
  const asio::any_io_executor strand = co_await asio::this_coro::executor;
  Clock& clock = context.clock != nullptr ? *context.clock : steady_clock();
  EventWriter writer(sink);
  BranchReaders readers(strand, clock);
  TurnWatch watch(clock, context.control, request.budget);
  Turn turn{generator, request, context, writer, readers, watch};

  writer.emit(chat::TurnStarted{context.turn_id, request.mode, request.model});
  Result<TurnEnd> end = co_await run_mode(turn);
  readers.stop_all();
  co_await readers.join();
  if (!end) {
    writer.emit(chat::TurnFailed{end.error()});
    co_return;
  }
  end->report.wall_ms = watch.elapsed_ms();
  end->report.first_token_ms = watch.first_token_ms();
  end->report.images = request.image_uses;
  end->report.calculation = calculation_of(request, *end);
  writer.emit(chat::TurnFinished{end->reason, end->usage, std::move(end->report),
                                 std::move(end->stop_string)});
}

}  // namespace ponder::modes
