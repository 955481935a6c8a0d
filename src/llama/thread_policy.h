// How many threads a step should be computed with.
//
// The threads of a step wait for each other after every operation. While each has a core of its
// own, more threads are quicker; once another process takes one of the cores, the thread that
// shares it holds all the others up, and one thread less is quicker. What tells is how long threads
// that could run had to wait for a core; what tells that a core is free again is the time that
// cores were idle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ponder::llama {

// Pure: told what each step measured, says what the next should do.
class ThreadPolicy {
 public:
  explicit ThreadPolicy(std::uint32_t threads_max)
      : threads_max_(threads_max), threads_(threads_max) {}

  // Whether steps of so many tokens are told, and follow threads(). Longer ones are mostly work
  // between waits, which threads share as they find time: there a thread that has half a core is
  // still a gain.
  static bool judges(std::size_t tokens) { return tokens <= 32; }

  struct Step {
    std::uint64_t wall_ns = 0;
    std::uint64_t delay_ns = 0;            // Sum of its threads' waits for a core.
    std::optional<std::uint64_t> idle_ns;  // Sum over the usable cores; absent: unknown.
  };
  void step_done(const Step& step);

  std::uint32_t threads() const { return threads_; }

 private:
  static constexpr std::uint64_t kCalmNs = 300'000'000;  // Before a thread is added.

  void waited_in_look();
  void lower(double waiting);
  void go_on_with_trial(std::uint64_t wall_ns);
  void raise_if_free(std::uint64_t wall_ns);

  std::uint32_t threads_max_;
  std::uint32_t threads_;
  std::uint64_t wall_ns_ = 0;  // Of the steps looked at now.
  std::uint64_t delay_ns_ = 0;
  std::uint64_t late_wall_ns_ = 0;  // Of the looks in a row in which threads waited.
  std::uint64_t late_delay_ns_ = 0;
  std::uint64_t calm_wall_ns_ = 0;  // Since threads last waited, with fewer than all.
  std::uint64_t calm_idle_ns_ = 0;
  bool on_trial_ = false;  // A thread was added not long ago.
  std::uint64_t trial_ns_ = 0;
  std::uint64_t calm_needed_ns_ = kCalmNs;
};

}  // namespace ponder::llama
