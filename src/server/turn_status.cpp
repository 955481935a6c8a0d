#include "server/turn_status.h"

namespace ponder::server {

store::TurnStatus status_of(const chat::TurnState& state) {
  switch (state.finish.value_or(chat::FinishReason::kInterrupted)) {
    case chat::FinishReason::kInterrupted:
      return store::TurnStatus::kInterrupted;
    case chat::FinishReason::kStoppedByUser:
      return store::TurnStatus::kStopped;
    case chat::FinishReason::kFailed:
      return store::TurnStatus::kFailed;
    default:
      return store::TurnStatus::kFinished;
  }
}

}  // namespace ponder::server
