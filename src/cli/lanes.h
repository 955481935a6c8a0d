// The agents of a contemplating turn as lines of a terminal: one lane an agent, and the vote below.
// Pure: state in, lines out.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/reduce.h"
#include "cli/console.h"

namespace ponder::cli {

struct LaneLook {
  std::size_t columns = 80;
  bool unicode = false;
  Style style{false};
  std::size_t tick = 0;  // Turns the spinners.
};

// Empty where the turn has no agents. No line is wider than `columns`.
std::vector<std::string> lane_lines(const chat::TurnState& state, const LaneLook& look);

}  // namespace ponder::cli
