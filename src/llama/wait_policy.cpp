#include "llama/wait_policy.h"

namespace ponder::llama {

namespace {

// Steps are judged together until they add up to this: one alone may be hit by chance.
constexpr std::uint64_t kLookNs = 100'000'000;
// Shares of the threads' time spent waiting for a core.
constexpr double kContended = 0.04;
constexpr double kCalm = 0.01;
// Calm for so long: spin again.
constexpr std::uint64_t kCalmForNs = 2'000'000'000;

}  // namespace

void WaitPolicy::step_done(std::uint64_t wall_ns, std::uint64_t delay_ns) {
  wall_ns_ += wall_ns;
  delay_ns_ += delay_ns;
  if (wall_ns_ < kLookNs) return;
  const double share = static_cast<double>(delay_ns_) / (static_cast<double>(wall_ns_) * threads_);
  if (!sleeping_) {
    sleeping_ = share > kContended;
    calm_ns_ = 0;
  } else {
    calm_ns_ = share < kCalm ? calm_ns_ + wall_ns_ : 0;
    sleeping_ = calm_ns_ < kCalmForNs;
  }
  wall_ns_ = delay_ns_ = 0;
}

}  // namespace ponder::llama
