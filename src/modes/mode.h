// How a turn is thought through. `run_turn` emits a whole event stream (chat/event.h) into `sink`,
// from TurnStarted to TurnFinished or TurnFailed, whatever happens.
//
// Rules by capability (generate::Capabilities):
//   native_reasoning  with it, the model's own reasoning is the kReasoning part. Without it,
//                     thinking and contemplating ask for steps and then the answer, large models
//                     behind "Answer:" at a line's beginning, small ones in a \boxed{}. Text before
//                     that line is reasoning, text after it the answer; without such a line a
//                     closed \boxed{} is the answer, else all of the text.
//   shared_prefix     without it contemplating runs the same waves, but each agent pays its own
//                     prompt: prompt_tokens_saved is 0 and usage counts every prompt.
//   logprobs          without it all votes weigh the same and no trace is killed for being unsure.
//                     Contemplating passes none on: a request for them fails with kInvalid. Of an
//                     answer that is taken out of a text (thinking without native_reasoning) they
//                     are with the reasoning.
//   grammar, tools    a request that needs what is lacking fails with kInvalid.
//   parameters        large models (modes/strategy.h) that do not agree add up to six agents to the
//                     request's: aggregators, judges, or an editor of drafts (modes/rounds.h).
//   branches_max      bounds a wave; 0 means "no bound known".
//   cells             bounds how many agents run at once (modes/room.h), never how many in all: who
//                     found no room comes when others are done. At least one runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"

namespace ponder::modes {

class Clock;
struct Strategy;

// How a running turn is told to end, from any thread. The mode looks at it at each delta and, while
// it waits, every limits::kHaltPoll; what is written by then is kept.
enum class Halt : std::uint8_t {
  kNone,
  kAnswerNow,  // Take the vote so far; of a single branch: what it has written.
  kStop,       // The user stopped it or its client hung up. Contemplating gives no answer then.
};

struct TurnControl {
  std::atomic<Halt> halt{Halt::kNone};
};

struct TurnContext {
  std::string turn_id;
  std::string owner;  // For the prefix cache's key.
  std::shared_ptr<TurnControl> control;
  Clock* clock = nullptr;              // Null: steady_clock() of modes/clock.h.
  const Strategy* strategy = nullptr;  // Null: strategy_for() the request. Outlives the turn.
  generate::Priority priority = generate::Priority::kInteractive;  // Of a single branch.
};

// Awaited on the turn's strand; `generator` and `sink` outlive it. All branches are destroyed when
// it returns. It ends through `control`, not through Asio cancellation.
Task<void> run_turn(generate::Generator& generator, chat::TurnRequest request, TurnContext context,
                    chat::EventSink& sink);

// The tokens of the prompt that all branches of such a turn share; nothing is computed. Errors:
// those of Generator::open.
Task<Result<std::uint32_t>> count_prompt(generate::Generator& generator, chat::TurnRequest request,
                                         std::string owner);

}  // namespace ponder::modes
