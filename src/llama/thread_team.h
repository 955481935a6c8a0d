// The OpenMP threads that compute a step, and how they wait for each other (wait_policy.h). Only
// LLVM's and Intel's runtimes can be told between steps; with others this does nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "llama/wait_policy.h"

namespace ponder::llama {

// Not thread-safe. The team belongs to the thread that calls; calls may move to another thread
// between steps.
class ThreadTeam {
 public:
  explicit ThreadTeam(std::uint32_t threads) : policy_(threads), threads_(threads) {}
  ~ThreadTeam() { forget(); }
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  void before_step();
  void after_step();

 private:
  void find_threads();
  void forget();
  std::uint64_t delay_ns() const;  // Of all threads, since they began.

  WaitPolicy policy_;
  std::uint32_t threads_;
  int owner_ = 0;                // Thread id that the files below were opened for.
  std::vector<int> schedstats_;  // /proc/self/task/TID/schedstat of each; empty: unknown.
  std::uint64_t delay_before_ns_ = 0;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace ponder::llama
