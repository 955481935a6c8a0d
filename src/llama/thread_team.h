// The threads that compute a step: how many there should be (thread_policy.h), from what Linux
// measures about them. Elsewhere it is always all of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "llama/thread_policy.h"

namespace ponder::llama {

// Not thread-safe. The team belongs to the thread that calls; the calls may move to another thread
// between steps.
class ThreadTeam {
 public:
  explicit ThreadTeam(std::uint32_t threads);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  // Returns with how many threads a step of so many tokens is to be computed.
  std::uint32_t before_step(std::size_t tokens);
  void after_step();

 private:
  void find_threads();
  std::uint32_t begin_watching();
  void forget_threads();
  std::uint64_t delay_ns() const;                // Of all threads, since they began.
  std::optional<std::uint64_t> idle_ns() const;  // Of the cores that this process may use.

  ThreadPolicy policy_;
  std::uint32_t threads_;
  int owner_ = 0;                // Thread id that the files were opened for.
  std::vector<int> schedstats_;  // /proc/self/task/TID/schedstat of each; empty: unknown.
  int stat_ = -1;                // /proc/stat.
  mutable std::string stat_text_ = std::string(16U << 10U, '\0');
  std::vector<bool> usable_;  // Cores, by number.
  bool watched_ = false;      // The step that is computed now.
  std::uint64_t delay_before_ns_ = 0;
  std::optional<std::uint64_t> idle_before_ns_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace ponder::llama
