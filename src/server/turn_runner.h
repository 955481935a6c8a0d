// Runs the mode of one turn so that its stream always ends, and counts what it does.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "local/loaded_model.h"
#include "modes/mode.h"
#include "server/metrics.h"
#include "server/turn_slots.h"
#include "sight/given_up.h"
#include "sight/reader.h"

namespace ponder::server {

// One turn on its way; a value, so that it can be moved into a coroutine.
struct TurnJob {
  std::string id;
  std::string owner;
  chat::TurnRequest request;
  std::shared_ptr<modes::TurnControl> control;
  std::shared_ptr<TurnSlot> slot;
  std::shared_ptr<Metrics> metrics;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  std::function<void(const chat::Usage&)> on_usage = {};
  std::shared_ptr<sight::Reader> pictures = {};  // Needed where the request has some.
  std::string parent = {};                       // The stored turn before it; empty: none.
};

// Awaited on the turn's strand; `sink` outlives it. A turn that ends because the server stops is
// told as kInterrupted.
Task<void> run_turn(local::LoadedModel& model, const TurnJob& job, chat::EventSink& sink);

// What emits a turn's events into the sink that it is given, to their end.
using Speaker = std::function<Task<void>(chat::EventSink& sink)>;

// The same for a turn that is not a mode's: it is counted, and its stream always ends.
Task<void> run_guarded(const TurnJob& job, chat::EventSink& sink, Speaker speak);

// A whole stream of a turn that cannot be run.
void refuse_turn(const TurnJob& job, Error error, chat::EventSink& sink);

// Since it was asked for.
std::uint64_t elapsed_ms(const TurnJob& job);

// Whether it was told to stop: nobody wants its answer any more.
bool is_stopped(const TurnJob& job);
// The same, to be asked by work that it waits for.
sight::GivenUp given_up_by(const TurnJob& job);

// A whole stream of a turn that was stopped before anything was thought.
void end_stopped_turn(const TurnJob& job, chat::EventSink& sink);

}  // namespace ponder::server
