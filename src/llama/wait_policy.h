// Whether the threads of a step should wait for each other by spinning or by sleeping.
//
// Spinning is quickest while every thread has a core of its own. Where another process takes a
// core, a spinning thread holds the core that its late sibling waits for; sleeping lets the system
// put the sibling there. What tells the two apart is how long threads that could run had to wait
// for a core.
#pragma once

#include <cstdint>

namespace ponder::llama {

// Pure: told what each step measured, says what the next should do.
class WaitPolicy {
 public:
  explicit WaitPolicy(std::uint32_t threads) : threads_(threads) {}

  // A step took `wall_ns`; its threads together waited `delay_ns` for a core.
  void step_done(std::uint64_t wall_ns, std::uint64_t delay_ns);

  bool should_sleep() const { return sleeping_; }

 private:
  std::uint32_t threads_;
  bool sleeping_ = false;
  std::uint64_t wall_ns_ = 0;  // Of the steps looked at now.
  std::uint64_t delay_ns_ = 0;
  std::uint64_t calm_ns_ = 0;  // How long it has been calm while sleeping.
};

}  // namespace ponder::llama
