// What a model is asked for beside the steps: a short explanation and at most two more checks, in a
// form that a small model cannot leave. What it writes goes through hazards.h before it is shown.
#pragma once

#include <string_view>

#include "chat/request.h"
#include "repair/flow.h"

namespace ponder::repair {

// `model` names it; `words` is what the user wrote.
chat::TurnRequest suggestion_request(const Progress& progress, std::string_view model,
                                     std::string_view words);

}  // namespace ponder::repair
