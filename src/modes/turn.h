// What the modes share while one turn runs. Internal to modes/.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/clock.h"
#include "modes/event_writer.h"
#include "modes/mode.h"
#include "modes/readers.h"

namespace ponder::modes {

// Why a turn is to end before its time.
enum class Ending : std::uint8_t { kNone, kStop, kAnswerNow, kBudget };

// The turn's clock, its halt and its budget.
class TurnWatch {
 public:
  TurnWatch(Clock& clock, std::shared_ptr<TurnControl> control,
            std::optional<std::chrono::milliseconds> budget);

  Ending ending() const;
  TimePoint next_look() const;  // When a waiting turn asks ending() again.
  TimePoint now() const { return clock_.now(); }
  std::uint64_t elapsed_ms() const;
  void see_tokens();  // Tokens came: the first time sets first_token_ms.
  std::uint64_t first_token_ms() const { return first_token_ms_.value_or(0); }
  // Whether a forecast is to be told now: true at most once a second, from a second after the first
  // token on.
  bool is_forecast_due();
  std::optional<std::uint64_t> budget_ms() const;

 private:
  Clock& clock_;
  std::shared_ptr<TurnControl> control_;
  TimePoint start_;
  std::optional<TimePoint> deadline_;
  std::optional<std::uint64_t> first_token_ms_;
  std::uint64_t forecast_ms_ = 0;  // When the last one was due.
};

struct Turn {
  generate::Generator& generator;
  const chat::TurnRequest& request;
  const TurnContext& context;
  EventWriter& writer;
  BranchReaders& readers;
  TurnWatch& watch;
};

// How a turn ended well. run_turn adds the times and what the answer calculates, and emits it.
struct TurnEnd {
  chat::FinishReason reason = chat::FinishReason::kStop;
  chat::Usage usage;
  chat::Report report;
  std::string stop_string;
  std::string answer;  // The text of branch 0.
};

generate::TrunkSpec make_trunk_spec(const chat::TurnRequest& request, std::string owner);

// Whether the answer is free text, so that it can be asked to begin with a marker.
bool wants_marker(const chat::TurnRequest& request);

// Branches of one fork; kBackend where their number is not what was asked.
Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork_branches(
    generate::Trunk& trunk, std::vector<generate::BranchSpec> specs);

// Both leave branch 0 with closed parts and stop the readers of branches that they give up. An
// error fails the turn.
Task<Result<TurnEnd>> run_single(Turn& turn);  // Instant and thinking: one branch a choice.
Task<Result<TurnEnd>> run_contemplating(Turn& turn);

}  // namespace ponder::modes
