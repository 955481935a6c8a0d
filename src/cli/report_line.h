// The gain and the cost of one turn, what it had no room for, and what its answer calculates, in
// one line each.
#pragma once

#include <string>

#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::cli {

// "6 of 8 agree, 41 % of tokens saved, 3.2 s"; "120 tokens, 14.1 tokens/s, 8.5 s". Says so where
// the turn was stopped, ran out of room or of time.
std::string report_line(const chat::TurnState& state);

// "The context had room for 3 agents at once instead of 8 (--context)". Empty where it had for all.
std::string room_line(const chat::Report& report);

// "Calculator: 3 of 3 equations hold"; names those that do not. Empty where nothing was checked.
std::string calculation_line(const chat::Calculation& calculation);

}  // namespace ponder::cli
