// How a turn is thought through. `run_turn` emits a whole event stream (chat/event.h) into `sink`,
// from TurnStarted to TurnFinished or TurnFailed, whatever happens.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/async.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"

namespace ponder::modes {

// How a running turn is told to end, from any thread. The mode looks at it at each delta; what is
// written by then is kept.
enum class Halt : std::uint8_t {
  kNone,
  kAnswerNow,  // Take the vote so far; of a single branch: what it has written.
  kStop,       // The user stopped it or its client hung up.
};

struct TurnControl {
  std::atomic<Halt> halt{Halt::kNone};
};

struct TurnContext {
  std::string turn_id;
  std::string owner;  // For the prefix cache's key.
  std::shared_ptr<TurnControl> control;
};

// Awaited on the turn's strand; `generator` and `sink` outlive it.
Task<void> run_turn(generate::Generator& generator, chat::TurnRequest request, TurnContext context,
                    chat::EventSink& sink);

}  // namespace ponder::modes
