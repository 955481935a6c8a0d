// When a turn will end, guessed from what its agents have written so far. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "chat/event.h"

namespace ponder::modes {

struct ForecastInput {
  std::uint64_t now_ms = 0;             // Since the turn's start.
  std::vector<std::uint64_t> running;   // Tokens that each running branch has written.
  std::vector<std::uint64_t> complete;  // Tokens of each trace that is complete.
  double ms_per_token = 0.0;            // Of one branch beside those that run.
  std::uint64_t tokens_new_max = 0;     // Of one branch.
  std::size_t votes_needed = 0;         // Of those that run, for the vote to close; 0: all.
  std::size_t waves_expected = 0;       // More waves that are needed as it looks now.
  std::size_t waves_max = 0;            // More waves that may come.
  std::optional<std::uint64_t> budget_ms;
};

// Branches that run are expected to become as long as the complete ones were on average; without a
// complete one nothing is expected. A budget bounds both times.
chat::Forecast forecast(const ForecastInput& input);

}  // namespace ponder::modes
