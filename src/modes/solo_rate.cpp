#include "modes/solo_rate.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ratio>

#include "modes/clock.h"

namespace ponder::modes {
namespace {

constexpr std::uint64_t kTokensMin = 8;

}  // namespace

void SoloRate::see(std::size_t running, std::uint32_t tokens, TimePoint now) {
  if (running != 1) {
    last_.reset();
    return;
  }
  if (last_) {
    tokens_ += tokens;
    ms_ += std::chrono::duration<double, std::milli>(now - *last_).count();
  }
  last_ = now;
}

std::optional<double> SoloRate::ms_per_token() const {
  if (tokens_ < kTokensMin) return std::nullopt;
  return ms_ / static_cast<double>(tokens_);
}

}  // namespace ponder::modes
