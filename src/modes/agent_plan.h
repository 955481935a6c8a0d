// What the agents of a turn are asked for, and how each of them samples.
#pragma once

#include <cstdint>

#include "chat/request.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/strategy.h"

namespace ponder::modes {

// The same for all agents of a turn.
AgentForm form_of(const chat::TurnRequest& request, const generate::Capabilities& capabilities,
                  const Strategy& strategy);

// The branch of agent `k` (0 is the first).
generate::BranchSpec branch_of(std::uint32_t k, const chat::TurnRequest& request,
                               const generate::Capabilities& capabilities, const Strategy& strategy,
                               std::uint64_t seed_base);

}  // namespace ponder::modes
