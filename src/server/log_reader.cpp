#include "server/log_reader.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <variant>

#include "api/events.h"
#include "base/limits.h"
#include "server/event_group.h"

namespace ponder::server {
namespace {

chat::FinishReason reason_of(store::TurnStatus status) {
  switch (status) {
    case store::TurnStatus::kFinished:
      return chat::FinishReason::kStop;
    case store::TurnStatus::kStopped:
      return chat::FinishReason::kStoppedByUser;
    case store::TurnStatus::kFailed:
      return chat::FinishReason::kFailed;
    default:
      return chat::FinishReason::kInterrupted;
  }
}

// What a turn said of which there is a row and no log: it came from elsewhere.
void retell(const store::Turn& turn, std::vector<chat::Event>& events) {
  chat::PartId part = 0;
  const auto tell = [&](chat::PartKind kind, const std::string& text) {
    if (text.empty()) return;
    events.push_back(chat::PartStarted{++part, 0, kind, {}, {}});
    events.push_back(chat::TextDelta{part, text, {}});
    events.push_back(chat::PartFinished{part});
  };
  tell(chat::PartKind::kReasoning, turn.reasoning);
  tell(chat::PartKind::kText, turn.answer);
}

}  // namespace

std::vector<chat::Event> closing_events(const store::Turn& turn,
                                        const std::vector<chat::Event>& log) {
  std::vector<chat::Event> closing;
  if (!log.empty() && ends_turn(log.back())) return closing;
  const chat::Mode mode = chat::mode_from_name(turn.mode).value_or(chat::Mode::kInstant);
  if (log.empty()) {
    closing.push_back(chat::TurnStarted{turn.id, mode, turn.model});
    retell(turn, closing);
  }
  std::set<chat::PartId> parts;
  std::set<chat::BranchId> branches;
  for (const chat::Event& event : log) {
    if (const auto* part = std::get_if<chat::PartStarted>(&event)) parts.insert(part->part);
    if (const auto* part = std::get_if<chat::PartFinished>(&event)) parts.erase(part->part);
    if (const auto* branch = std::get_if<chat::BranchStarted>(&event)) {
      branches.insert(branch->branch);
    }
    if (const auto* branch = std::get_if<chat::BranchFinished>(&event)) {
      branches.erase(branch->branch);
    }
  }
  const chat::FinishReason reason = reason_of(turn.status);
  for (const chat::PartId part : parts) closing.push_back(chat::PartFinished{part});
  for (const chat::BranchId branch : branches) {
    closing.push_back(chat::BranchFinished{branch, reason, {}});
  }
  chat::TurnFinished finished;
  finished.reason = reason;
  finished.report.mode = mode;
  closing.push_back(std::move(finished));
  return closing;
}

LogReader::LogReader(store::Store& store, store::Principal who, store::Turn turn,
                     std::uint64_t after_seq)
    : store_(store), who_(std::move(who)), turn_(std::move(turn)), seen_seq_(after_seq) {}

Task<Result<TurnPage>> LogReader::next() {
  TurnPage page;
  page.ended = closed_;
  if (closed_) co_return page;
  auto rows = co_await store_.events(who_, turn_.id, seen_seq_, limits::kPageRowsMax);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return co_await closing_page(seen_seq_);
  for (store::EventRow& row : *rows) {
    page.rows.push_back(std::make_shared<const store::EventRow>(std::move(row)));
  }
  seen_seq_ = page.rows.back()->seq;
  co_return page;
}

Task<Result<TurnPage>> LogReader::closing_page(std::uint64_t seen_seq) {
  auto rows = co_await whole_log();
  if (!rows) co_return rows.error();
  std::vector<chat::Event> log;
  for (const store::EventRow& row : *rows) {
    auto event = api::decode_event(row.event_json);
    if (!event) co_return event.error();
    log.push_back(std::move(*event));
  }
  TurnPage page;
  page.ended = true;
  std::uint64_t seq = rows->empty() ? 0 : rows->back().seq;
  for (const chat::Event& event : closing_events(turn_, log)) {
    if (++seq <= seen_seq) continue;
    page.rows.push_back(
        std::make_shared<const store::EventRow>(store::EventRow{seq, api::encode_event(event)}));
  }
  co_return page;
}

Task<Result<std::vector<store::EventRow>>> LogReader::whole_log() {
  std::vector<store::EventRow> log;
  for (;;) {
    const std::uint64_t last = log.empty() ? 0 : log.back().seq;
    auto rows = co_await store_.events(who_, turn_.id, last, limits::kPageRowsMax);
    if (!rows) co_return rows.error();
    std::ranges::move(*rows, std::back_inserter(log));
    if (rows->size() < limits::kPageRowsMax) co_return log;
  }
}

}  // namespace ponder::server
