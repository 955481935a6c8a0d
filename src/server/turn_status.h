// What a turn's events say about how it ended.
#pragma once

#include "chat/reduce.h"
#include "store/store.h"

namespace ponder::server {

// kInterrupted where the events do not reach the turn's end.
store::TurnStatus status_of(const chat::TurnState& state);

}  // namespace ponder::server
