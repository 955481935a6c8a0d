#include "server/repair_turn.h"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/events.h"
#include "api/repair.h"
#include "base/check.h"
#include "base/limits.h"
#include "chat/reduce.h"
#include "modes/mode.h"
#include "repair/answer.h"
#include "repair/flow.h"
#include "repair/hazards.h"
#include "repair/suggestion.h"
#include "sight/reading.h"

namespace ponder::server {
namespace {

constexpr chat::PartId kCodePart = 1;   // What code decided.
constexpr chat::PartId kModelPart = 2;  // What a model added.

// What the turn before left; a default where it was none of ours, or cannot be read.
Task<repair::Progress> progress_before(RepairPlace place, std::string turn_id) {
  chat::TurnState state;
  for (std::uint64_t seen = 0; !turn_id.empty();) {
    const auto rows = co_await place.store.events(place.who, turn_id, seen, limits::kPageRowsMax);
    if (!rows || rows->empty()) break;
    for (const store::EventRow& row : *rows) {
      const auto event = api::decode_event(row.event_json);
      if (event) chat::reduce(state, *event);
      seen = row.seq;
    }
    if (rows->size() < limits::kPageRowsMax) break;
  }
  repair::Progress before;
  if (state.repair) before.state = *state.repair;
  if (state.safety) before.notice = *state.safety;
  co_return before;
}

// The texts of the question's pictures: as they were sent or corrected, else as they are read here,
// until the turn is stopped.
Task<std::string> read_pictures(const TurnJob& job) {
  std::string text;
  for (const chat::ImageUse& use : job.request.image_uses) text += use.told + "\n";
  for (const chat::Image& image : job.request.messages.back().images) {
    std::string one = image.reading.value_or("");
    if (!image.reading && job.pictures != nullptr) {
      const auto reading = co_await job.pictures->read(image.file, given_up_by(job));
      if (reading) one = sight::text_of(*reading);
    }
    text += one + "\n";
  }
  co_return text;
}

// Tells the state, once with what code decided and once more where a model added to it.
class Teller {
 public:
  Teller(const TurnJob& job, chat::EventSink& sink) : job_(job), sink_(sink) {}

  void begin(const repair::Progress& progress) {
    sink_.emit(chat::TurnStarted{job_.id, chat::Mode::kInstant, job_.request.model});
    if (!progress.notice.hazards.empty()) sink_.emit(progress.notice);
    sink_.emit(progress.state);
    write(kCodePart, repair::answer_of(progress));
    report_.first_token_ms = elapsed_ms(job_);
  }
  void add(const repair::Progress& progress, std::string text) {
    if (!text.empty()) write(kModelPart, std::move(text));
    sink_.emit(progress.state);
  }
  void end(bool stopped, const chat::Usage& usage) {
    report_.images = job_.request.image_uses;
    report_.tokens_spent = usage.tokens_new;
    report_.wall_ms = elapsed_ms(job_);
    const auto reason = stopped ? chat::FinishReason::kStoppedByUser : chat::FinishReason::kStop;
    sink_.emit(chat::TurnFinished{reason, usage, report_});
  }

 private:
  void write(chat::PartId part, std::string text) {
    sink_.emit(chat::PartStarted{part, 0, chat::PartKind::kText, {}, {}});
    sink_.emit(chat::TextDelta{part, std::move(text), {}});
    sink_.emit(chat::PartFinished{part});
  }
  const TurnJob& job_;
  chat::EventSink& sink_;
  chat::Report report_;
};

// What the model says to the case; a default state where there is no model that can be used.
Task<chat::TurnState> ask_model(ModelPool& pool, const TurnJob& job,
                                const repair::Progress& progress) {
  const auto model = co_await pool.acquire(job.request.model);
  if (!model) {
    spdlog::info("turn {}: no model adds to it: {}", job.id, model.error().message);
    co_return chat::TurnState();
  }
  generate::Generator& generator = (*model)->generator();
  if (is_stopped(job) || !generator.capabilities().grammar) co_return chat::TurnState();
  chat::StateSink kept;
  co_await modes::run_turn(
      generator,
      repair::suggestion_request(progress, job.request.model, job.request.messages.back().content),
      {job.id, job.owner, job.control}, kept);
  co_return std::move(kept.state);
}

Task<void> speak(RepairPlace place, const TurnJob& job, chat::EventSink& sink) {
  const auto& ask = job.request.repair;
  PONDER_CHECK(ask.has_value());
  const repair::Progress before = co_await progress_before(place, job.parent);
  const std::string read = co_await read_pictures(job);
  repair::Progress now = repair::go_on(before, {job.request.messages.back().content, read, *ask});
  Teller teller(job, sink);
  teller.begin(now);
  if (is_stopped(job) || !repair::may_explain(now) || !before.state.steps.empty()) {
    teller.end(is_stopped(job), {});
    co_return;
  }
  const chat::TurnState said = co_await ask_model(place.pool, job, now);
  if (const auto suggestion = api::parse_suggestion(chat::answer_text(said))) {
    const auto added = repair::add_suggestions(now, suggestion->checks);
    teller.add(now, repair::addition_of(now, suggestion->explanation, added));
  }
  teller.end(is_stopped(job) || said.finish == chat::FinishReason::kStoppedByUser, said.usage);
}

}  // namespace

Task<void> run_repair(RepairPlace place, const TurnJob& job, chat::EventSink& sink) {
  const Speaker talk = [place, &job](chat::EventSink& out) { return speak(place, job, out); };
  co_await run_guarded(job, sink, talk);
}

}  // namespace ponder::server
