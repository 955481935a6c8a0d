#include "llama/thread_team.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <mutex>
#include <string>

#ifdef PONDER_OPENMP_KMP
#include <omp.h>
#endif

namespace ponder::llama {

#ifdef PONDER_OPENMP_KMP

namespace {

constexpr int kSpinMs = 200;  // LLVM's own default; longer than any barrier of a calm step.
constexpr int kSleepAtOnceMs = 0;

int thread_id() { return static_cast<int>(syscall(SYS_gettid)); }

// "run_ns delay_ns slices": the second number.
std::uint64_t delay_in(int file) {
  std::array<char, 96> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  if (size <= 0) return 0;
  const char* const end = text.data() + size;
  const char* at = text.data();
  while (at != end && *at != ' ') ++at;
  std::uint64_t delay = 0;
  if (at != end) std::from_chars(at + 1, end, delay);
  return delay;
}

}  // namespace

void ThreadTeam::find_threads() {
  forget();
  owner_ = thread_id();
  std::mutex mutex;
  std::vector<int> ids;
#pragma omp parallel num_threads(static_cast<int>(threads_))
  {
    const std::scoped_lock lock(mutex);
    ids.push_back(thread_id());
  }
  for (const int id : ids) {
    const std::string path = "/proc/self/task/" + std::to_string(id) + "/schedstat";
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      forget();  // A kernel without these numbers: spin always.
      return;
    }
    schedstats_.push_back(file);
  }
}

void ThreadTeam::forget() {
  for (const int file : schedstats_) close(file);
  schedstats_.clear();
}

std::uint64_t ThreadTeam::delay_ns() const {
  std::uint64_t sum = 0;
  for (const int file : schedstats_) sum += delay_in(file);
  return sum;
}

void ThreadTeam::before_step() {
  if (threads_ < 2) return;
  if (owner_ != thread_id()) find_threads();
  if (schedstats_.empty()) return;
  delay_before_ns_ = delay_ns();
  began_ = std::chrono::steady_clock::now();
}

void ThreadTeam::after_step() {
  if (schedstats_.empty()) return;
  const auto wall = std::chrono::steady_clock::now() - began_;
  const bool slept = policy_.should_sleep();
  policy_.step_done(static_cast<std::uint64_t>(
                        std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count()),
                    delay_ns() - delay_before_ns_);
  if (policy_.should_sleep() == slept) return;
  kmp_set_blocktime(slept ? kSpinMs : kSleepAtOnceMs);
  spdlog::debug("threads of a step wait for each other by {}", slept ? "spinning" : "sleeping");
}

#else

void ThreadTeam::find_threads() {}
void ThreadTeam::forget() {}
std::uint64_t ThreadTeam::delay_ns() const { return 0; }
void ThreadTeam::before_step() {}
void ThreadTeam::after_step() {}

#endif

}  // namespace ponder::llama
