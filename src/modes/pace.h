// How fast a branch decodes beside those that run with it, over the turn so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "modes/clock.h"

namespace ponder::modes {

class Pace {
 public:
  // Tokens came at `now`, while `running` branches ran.
  void see(std::size_t running, std::uint32_t tokens, TimePoint now);

  // Milliseconds a token of one branch; 0 before enough tokens were seen.
  double ms_per_token() const;

 private:
  std::optional<TimePoint> last_;
  std::uint64_t tokens_ = 0;
  double branch_ms_ = 0.0;  // Time, once for each branch that ran.
};

}  // namespace ponder::modes
