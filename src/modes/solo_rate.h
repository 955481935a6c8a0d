// How fast one agent decodes alone, measured while the others are done.
#pragma once

#include <cstdint>
#include <optional>

#include "modes/clock.h"

namespace ponder::modes {

class SoloRate {
 public:
  // Tokens came at `now`, while `running` agents ran.
  void see(std::size_t running, std::uint32_t tokens, TimePoint now);

  // Milliseconds a token; nothing before enough tokens were seen.
  std::optional<double> ms_per_token() const;

 private:
  std::optional<TimePoint> last_;  // Of the tokens before, alone too.
  std::uint64_t tokens_ = 0;
  double ms_ = 0.0;
};

}  // namespace ponder::modes
