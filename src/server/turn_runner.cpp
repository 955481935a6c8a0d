#include "server/turn_runner.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <utility>
#include <variant>

#include "server/event_group.h"
#include "sight/prepare.h"

namespace ponder::server {
namespace {

// Stands between a mode and its log. After the turn's last event it lets nothing through.
class Tap : public chat::EventSink {
 public:
  Tap(const TurnJob& job, chat::EventSink& sink) : job_(job), sink_(sink) {
    job_.metrics->turn_began();
  }

  void emit(chat::Event event) override {
    if (ended_) return;
    begun_ = true;
    if (const auto* delta = std::get_if<chat::TextDelta>(&event)) measure(delta->part);
    if (auto* finished = std::get_if<chat::TurnFinished>(&event)) {
      if (job_.slot->interrupted() && finished->reason == chat::FinishReason::kStoppedByUser) {
        finished->reason = chat::FinishReason::kInterrupted;
      }
    }
    if (ends_turn(event)) end(event);
    sink_.emit(std::move(event));
  }
  bool ended() const { return ended_; }
  // Ends the stream where the mode did not.
  void close(Error error) {
    if (!begun_) emit(chat::TurnStarted{job_.id, job_.request.mode, job_.request.model});
    emit(chat::TurnFailed{std::move(error)});
  }

 private:
  void measure(chat::PartId part) {
    const auto now = std::chrono::steady_clock::now();
    const chat::Mode mode = job_.request.mode;
    const auto [last, first_of_part] = last_text_.try_emplace(part, now);
    if (!first_of_part) {
      job_.metrics->next_token(mode, now - std::exchange(last->second, now));
    } else if (last_text_.size() == 1) {
      job_.metrics->first_token(mode, now - job_.started);
    }
  }

  void end(const chat::Event& event) {
    ended_ = true;
    if (const auto* finished = std::get_if<chat::TurnFinished>(&event)) {
      job_.metrics->turn_ended(job_.request.mode, chat::finish_reason_name(finished->reason),
                               finished->usage, finished->report.tokens_saved);
      if (job_.on_usage) job_.on_usage(finished->usage);
    } else {
      const Error& error = std::get<chat::TurnFailed>(event).error;
      job_.metrics->turn_ended(job_.request.mode, error_code_name(error.code), {}, 0);
    }
  }

  const TurnJob& job_;
  chat::EventSink& sink_;
  bool begun_ = false;
  bool ended_ = false;
  std::map<chat::PartId, std::chrono::steady_clock::time_point> last_text_;
};

void tell_stopped(const TurnJob& job, chat::EventSink& sink) {
  chat::TurnFinished finished;
  finished.reason = chat::FinishReason::kStoppedByUser;
  finished.report.mode = job.request.mode;
  finished.report.wall_ms = elapsed_ms(job);
  sink.emit(chat::TurnStarted{job.id, job.request.mode, job.request.model});
  sink.emit(std::move(finished));
}

Task<void> think(local::LoadedModel& model, const TurnJob& job, chat::EventSink& sink) {
  generate::Generator& generator = model.generator();
  auto request = co_await sight::prepare(job.request, generator.capabilities(), job.pictures,
                                         given_up_by(job));
  if (is_stopped(job)) {
    tell_stopped(job, sink);
    co_return;
  }
  if (!request) {
    sink.emit(chat::TurnStarted{job.id, job.request.mode, job.request.model});
    sink.emit(chat::TurnFailed{request.error()});
    co_return;
  }
  co_await modes::run_turn(generator, std::move(*request), {job.id, job.owner, job.control}, sink);
}

}  // namespace

Task<void> run_guarded(const TurnJob& job, chat::EventSink& sink, Speaker speak) {
  Tap tap(job, sink);
  std::string failure = "The turn ended without a result.";
  try {
    co_await speak(tap);
  } catch (const std::exception& thrown) {
    failure = std::string("The turn failed: ") + thrown.what();
  }
  if (tap.ended()) co_return;
  spdlog::error("turn {}: {}", job.id, failure);
  tap.close({ErrorCode::kBackend, std::move(failure)});
}

Task<void> run_turn(local::LoadedModel& model, const TurnJob& job, chat::EventSink& sink) {
  const Speaker speak = [&model, &job](chat::EventSink& out) { return think(model, job, out); };
  co_await run_guarded(job, sink, speak);
}

void refuse_turn(const TurnJob& job, Error error, chat::EventSink& sink) {
  Tap(job, sink).close(std::move(error));
}

std::uint64_t elapsed_ms(const TurnJob& job) {
  const auto elapsed = std::chrono::steady_clock::now() - job.started;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

bool is_stopped(const TurnJob& job) { return job.control->halt == modes::Halt::kStop; }

sight::GivenUp given_up_by(const TurnJob& job) {
  return [control = job.control] { return control->halt == modes::Halt::kStop; };
}

void end_stopped_turn(const TurnJob& job, chat::EventSink& sink) {
  Tap tap(job, sink);
  tell_stopped(job, tap);
}

}  // namespace ponder::server
