#include "modes/pace.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ratio>

#include "modes/clock.h"

namespace ponder::modes {
namespace {

constexpr std::uint64_t kTokensMin = 8;

}  // namespace

void Pace::see(std::size_t running, std::uint32_t tokens, TimePoint now) {
  if (last_) {
    tokens_ += tokens;
    branch_ms_ += static_cast<double>(running) *
                  std::chrono::duration<double, std::milli>(now - *last_).count();
  }
  last_ = now;
}

double Pace::ms_per_token() const {
  return tokens_ < kTokensMin ? 0.0 : branch_ms_ / static_cast<double>(tokens_);
}

}  // namespace ponder::modes
