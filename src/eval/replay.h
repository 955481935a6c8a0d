// Runs ways of answering on a recording: the modes' own code, in simulated time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "eval/costs.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/problem.h"
#include "eval/recording.h"

namespace ponder::eval {

struct ReplayOptions {
  Half half = Half::kAll;
  // How often each problem is tried, each time with the agents' traces in another order. 1: as they
  // were recorded. The first agent keeps its trace, as it samples in a way of its own.
  std::uint32_t draws = 1;
  std::uint64_t seed = 0;  // Of the orders.
};

// One outcome a problem, draw and way. Error kInvalid: a way that the recording cannot play (more
// agents than it has traces; another mode than contemplating or greedy).
Result<std::vector<Outcome>> replay(const Recording& recording, const Costs& costs,
                                    const std::vector<Way>& ways, const ReplayOptions& options);

}  // namespace ponder::eval
