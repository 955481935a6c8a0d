#include "llama/thread_policy.h"

#include <algorithm>
#include <cmath>

namespace ponder::llama {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
// Steps are judged together until they add up to this: one alone may be hit by chance.
constexpr std::uint64_t kLookNs = kSecond / 10;
// The calm needed is doubled each time that adding a thread proved wrong, up to a bound.
constexpr std::uint64_t kCalmMaxNs = 32 * kSecond;
constexpr std::uint64_t kTrialNs = 3 * kSecond;  // Then it has proved right.
// Threads must have waited in all looks of so long before one is given up: what lasts a moment,
// such as another program's start, costs less than the time until the thread is taken back.
constexpr std::uint64_t kSureNs = 3 * kLookNs;

// The others wait for a thread that waits for a core, so `waiting` is about the share of time that
// is lost; one thread less loses 1/threads. A process that keeps one core busy makes it 0.5 to 0.7.
double waiting_max(std::uint32_t threads) { return 0.8 / threads; }

// How idle a core must be so that a thread more, which makes `threads`, is a gain: by the same
// rule.
double idle_min(std::uint32_t threads) { return std::min(0.85, 1.0 - 1.2 / threads); }

}  // namespace

void ThreadPolicy::step_done(const Step& step) {
  wall_ns_ += step.wall_ns;
  delay_ns_ += step.delay_ns;
  // Where nobody says how idle the cores are, trying is the only way to know.
  calm_idle_ns_ += step.idle_ns.value_or(step.wall_ns);
  if (wall_ns_ < kLookNs) return;
  const double waiting = static_cast<double>(delay_ns_) / static_cast<double>(wall_ns_);
  if (waiting > waiting_max(threads_)) {
    waited_in_look();
  } else {
    late_wall_ns_ = late_delay_ns_ = 0;
    go_on_with_trial(wall_ns_);
    raise_if_free(wall_ns_);
  }
  wall_ns_ = delay_ns_ = 0;
}

void ThreadPolicy::waited_in_look() {
  calm_wall_ns_ = calm_idle_ns_ = 0;
  late_wall_ns_ += wall_ns_;
  late_delay_ns_ += delay_ns_;
  if (!on_trial_ && late_wall_ns_ < kSureNs) return;
  lower(static_cast<double>(late_delay_ns_) / static_cast<double>(late_wall_ns_));
  late_wall_ns_ = late_delay_ns_ = 0;
}

void ThreadPolicy::lower(double waiting) {
  if (threads_ == 1) return;
  if (on_trial_) calm_needed_ns_ = std::min(2 * calm_needed_ns_, kCalmMaxNs);
  on_trial_ = false;
  const auto surplus = static_cast<std::uint32_t>(std::ceil(waiting));
  threads_ = surplus < threads_ ? threads_ - surplus : 1;
}

void ThreadPolicy::go_on_with_trial(std::uint64_t wall_ns) {
  if (!on_trial_) return;
  trial_ns_ += wall_ns;
  if (trial_ns_ < kTrialNs) return;
  on_trial_ = false;
  calm_needed_ns_ = kCalmNs;
}

void ThreadPolicy::raise_if_free(std::uint64_t wall_ns) {
  if (threads_ == threads_max_) {
    calm_wall_ns_ = calm_idle_ns_ = 0;
    return;
  }
  calm_wall_ns_ += wall_ns;
  if (calm_wall_ns_ < calm_needed_ns_) return;
  const double idle = static_cast<double>(calm_idle_ns_) / static_cast<double>(calm_wall_ns_);
  const auto free = static_cast<std::uint32_t>(std::floor(idle + 1.0 - idle_min(threads_ + 1)));
  if (free > 0) {
    threads_ = std::min(threads_max_, threads_ + free);
    on_trial_ = true;
    trial_ns_ = 0;
  }
  calm_wall_ns_ = calm_idle_ns_ = 0;
}

}  // namespace ponder::llama
