#include "llama/thread_team.h"

#include <fcntl.h>
#include <sched.h>
#include <spdlog/spdlog.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace ponder::llama {

namespace {

constexpr std::size_t kStatBytesMax = 1U << 20U;

int thread_id() { return static_cast<int>(syscall(SYS_gettid)); }

// Takes the next word of `line` and returns it as a number; 0 where it is none.
std::uint64_t take_number(std::string_view& line) {
  while (line.starts_with(' ')) line.remove_prefix(1);
  std::uint64_t number = 0;
  const auto end = std::from_chars(line.data(), line.data() + line.size(), number).ptr;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  return number;
}

// "run_ns delay_ns slices": the second number.
std::uint64_t delay_in(int file) {
  std::array<char, 96> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  if (size <= 0) return 0;
  std::string_view line(text.data(), static_cast<std::size_t>(size));
  take_number(line);
  return take_number(line);
}

// Sums over threads and cores shrink where a thread ended or the kernel corrected itself.
std::uint64_t grown(std::uint64_t before, std::uint64_t after) {
  return after > before ? after - before : 0;
}

std::vector<bool> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<bool> usable;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return usable;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) usable.push_back(CPU_ISSET(core, &set));
  return usable;
}

// "cpu3 user nice system idle iowait ...": idle and iowait, in ticks, where the core is usable.
std::uint64_t idle_ticks(std::string_view line, const std::vector<bool>& usable) {
  line.remove_prefix(3);
  if (line.empty() || line.front() == ' ') return 0;  // The sum of all cores.
  const std::uint64_t core = take_number(line);
  if (core >= usable.size() || !usable[core]) return 0;
  for (int skipped = 0; skipped < 3; ++skipped) take_number(line);
  const std::uint64_t idle = take_number(line);
  return idle + take_number(line);
}

}  // namespace

ThreadTeam::ThreadTeam(std::uint32_t threads)
    : policy_(threads),
      threads_(threads),
      stat_(open("/proc/stat", O_RDONLY | O_CLOEXEC)),
      usable_(usable_cores()) {}

ThreadTeam::~ThreadTeam() {
  forget_threads();
  if (stat_ >= 0) close(stat_);
}

// A team of OpenMP threads stays together, so those of this region are those of every step. Without
// OpenMP only the calling thread is watched.
void ThreadTeam::find_threads() {
  forget_threads();
  owner_ = thread_id();
  std::mutex mutex;
  std::vector<int> ids;
#ifdef _OPENMP
#pragma omp parallel num_threads(static_cast<int>(threads_))
#endif
  {
    const std::scoped_lock lock(mutex);
    ids.push_back(thread_id());
  }
  for (const int id : ids) {
    const std::string path = "/proc/self/task/" + std::to_string(id) + "/schedstat";
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      forget_threads();
      return;
    }
    schedstats_.push_back(file);
  }
}

void ThreadTeam::forget_threads() {
  for (const int file : schedstats_) close(file);
  schedstats_.clear();
}

std::uint64_t ThreadTeam::delay_ns() const {
  std::uint64_t sum = 0;
  for (const int file : schedstats_) sum += delay_in(file);
  return sum;
}

std::optional<std::uint64_t> ThreadTeam::idle_ns() const {
  if (stat_ < 0 || usable_.empty()) return std::nullopt;
  // The lines of the cores come first; a machine with many has many bytes of them.
  std::string& text = stat_text_;
  ssize_t size = pread(stat_, text.data(), text.size(), 0);
  while (size == static_cast<ssize_t>(text.size()) && text.size() < kStatBytesMax) {
    text.resize(2 * text.size());
    size = pread(stat_, text.data(), text.size(), 0);
  }
  if (size <= 0) return std::nullopt;
  std::string_view rest(text.data(), static_cast<std::size_t>(size));
  std::uint64_t ticks = 0;
  while (rest.starts_with("cpu")) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;
    ticks += idle_ticks(rest.substr(0, end), usable_);
    rest.remove_prefix(end + 1);
  }
  const auto ticks_a_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return ticks * (1'000'000'000 / ticks_a_second);
}

std::uint32_t ThreadTeam::before_step(std::size_t tokens) {
  watched_ = false;
  if (threads_ < 2 || !ThreadPolicy::judges(tokens)) return threads_;
  if (owner_ != thread_id()) find_threads();
  return schedstats_.empty() ? threads_ : begin_watching();
}

std::uint32_t ThreadTeam::begin_watching() {
  watched_ = true;
  delay_before_ns_ = delay_ns();
  // How idle the cores are matters only where a thread could be added.
  idle_before_ns_ = policy_.threads() < threads_ ? idle_ns() : std::nullopt;
  began_ = std::chrono::steady_clock::now();
  return policy_.threads();
}

void ThreadTeam::after_step() {
  if (!watched_) return;
  ThreadPolicy::Step step;
  step.wall_ns = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                std::chrono::steady_clock::now() - began_)
                                                .count());
  step.delay_ns = grown(delay_before_ns_, delay_ns());
  if (idle_before_ns_) {
    const auto idle_after_ns = idle_ns();
    if (idle_after_ns) step.idle_ns = grown(*idle_before_ns_, *idle_after_ns);
  }
  const std::uint32_t before = policy_.threads();
  policy_.step_done(step);
  if (policy_.threads() != before) {
    spdlog::debug("steps are computed with {} threads instead of {}", policy_.threads(), before);
  }
}

}  // namespace ponder::llama
