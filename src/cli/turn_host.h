// Runs turns in this process, without a server.
#pragma once

#include <memory>

#include "base/result.h"
#include "chat/request.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/turn_view.h"
#include "local/loaded_model.h"

namespace ponder::cli {

// A model in memory and the name it goes by.
struct OpenModel {
  std::string name;
  std::unique_ptr<local::LoadedModel> model;
};

// Loads the model that the settings name, with a bar on a terminal. Errors: those of chosen_model
// and of the loader.
Result<OpenModel> open_model(Console& console, const Config& config);

// Runs one turn to its end, feeding `view`. Where the model sees no pictures, the request's are
// read first. The first Ctrl-C stops the turn and keeps what is written, the second ends the
// program. Returns whether it was stopped so.
bool run_turn_here(OpenModel& model, chat::TurnRequest request, TurnView& view);

}  // namespace ponder::cli
