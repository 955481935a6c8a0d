// What to tell a professional: the facts, and what was tried.
#pragma once

#include <string>
#include <vector>

#include "chat/repair.h"

namespace ponder::repair {

// Empty until it is a professional's turn.
std::vector<std::string> hand_over(const chat::RepairState& state);

}  // namespace ponder::repair
