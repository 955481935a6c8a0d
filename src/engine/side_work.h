// Work that the engine's thread does between its steps, piece by piece: embeddings. Turns go first:
// while sequences have work, side jobs together get no more than a quarter of the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "base/result.h"

namespace ponder::engine {

// Threads: all calls come from the engine's thread. Who submits a job bounds how many there are.
class SideJob {
 public:
  virtual ~SideJob() = default;
  // Does one bounded piece; a short one where `turns_wait`. False: there is no more to do.
  virtual bool work(bool turns_wait) = 0;
  // The last call instead: the job will not be finished (kCancelled, kBackend).
  virtual void drop(const Error& error) = 0;
};

// Not thread-safe: the engine's own.
class SideWork {
 public:
  // A piece that took 1 ms is paid for with 3 ms of steps.
  static constexpr std::int64_t kStepsPerPiece = 3;
  static constexpr std::int64_t kDebtMaxUs = 20'000'000;

  void add(std::shared_ptr<SideJob> job) { jobs_.push_back(std::move(job)); }
  bool empty() const { return jobs_.empty(); }
  bool due(bool turns_wait) const { return !empty() && (!turns_wait || debt_us_ <= 0); }
  // One piece of the oldest job. An exception from it drops the job.
  void work(bool turns_wait);
  void charge(std::int64_t piece_us);  // While turns waited.
  void pay(std::int64_t step_us);
  void close(const Error& error);  // Drops all.

 private:
  std::deque<std::shared_ptr<SideJob>> jobs_;
  std::int64_t debt_us_ = 0;
};

}  // namespace ponder::engine
