// A turn of the repair assistant (src/repair/): dangers first, then what code decided, then what a
// model adds within it. Without a model that can be used the turn is whole all the same.
#pragma once

#include "base/async.h"
#include "chat/event.h"
#include "server/model_pool.h"
#include "server/turn_runner.h"
#include "store/store.h"

namespace ponder::server {

struct RepairPlace {
  ModelPool& pool;
  store::Store& store;
  store::Principal who;
};

// Goes on from the state in the log of `job.parent`. Awaited on the turn's strand; all that it is
// given outlives it.
Task<void> run_repair(RepairPlace place, const TurnJob& job, chat::EventSink& sink);

}  // namespace ponder::server
