// How fast one agent decodes alone: measured while the others are done, or else estimated from how
// much longer a step takes the more agents are in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "chat/event.h"
#include "modes/clock.h"

namespace ponder::modes {

// Looks at the time between two deltas of one agent: it got one token a step. Counts only where all
// agents that run have begun to write and none came or went in between, so that neither the prompts
// of another wave nor the pause before it are in it.
class SoloRate {
 public:
  void start(chat::BranchId agent);
  // It runs and has decoded so many tokens since its last delta.
  void see(chat::BranchId agent, std::uint32_t tokens, TimePoint now);
  void end(chat::BranchId agent);

  // Milliseconds a token. Of one agent alone where 8 of its tokens were seen. Else from the line
  // a + b n of a step of n agents, fitted by least squares to the numbers n of which 8 steps were
  // seen, each weighted by its steps; at n = 1, and at most the shortest step that was seen.
  // Nothing where only one such number was seen, where the line falls (more agents make no step
  // shorter) or where it begins below zero (sharing a step is never worse than taking turns).
  std::optional<double> ms_per_token() const;

 private:
  struct Running {
    bool has_written = false;
    std::optional<TimePoint> last;  // Of its last delta since the agents are these.
  };
  struct Steps {
    std::uint64_t tokens = 0;
    double ms = 0.0;  // From each agent's view: once for each of them.
  };

  void forget_times();

  std::map<chat::BranchId, Running> running_;
  std::map<std::size_t, Steps> steps_;  // By the number of agents in a step.
};

}  // namespace ponder::modes
