// The gain and the cost of one turn in one line.
#pragma once

#include <string>

#include "chat/reduce.h"

namespace ponder::cli {

// "6 of 8 agree, 41 % of tokens saved, 3.2 s"; "120 tokens, 14.1 tokens/s, 8.5 s". Says so where
// the turn was stopped, ran out of room or of time.
std::string report_line(const chat::TurnState& state);

}  // namespace ponder::cli
