// The life of a program in its sandbox: start, feed, listen, end.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sandbox/sandbox.h"
#include "sandbox/walls.h"

namespace ponder::sandbox {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kErrorsKept = 4096;
constexpr rlim_t kFilesMax = 64;
constexpr int kNotStarted = 127;

Error system_error(const char* what) {
  return {ErrorCode::kIo, std::string("The system ") + what + ": " + std::strerror(errno) + "."};
}

struct Pipe {
  Descriptor read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("makes no pipe");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// The input as a file in memory: there is no reader to wait for and no pipe that breaks.
Result<Descriptor> as_file(std::string_view input) {
  Descriptor file(memfd_create("input", MFD_CLOEXEC));
  if (!file) return system_error("makes no file in memory");
  while (!input.empty()) {
    const ssize_t written = write(file.number(), input.data(), input.size());
    if (written <= 0) return system_error("has no memory for the input");
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  if (lseek(file.number(), 0, SEEK_SET) != 0) return system_error("cannot rewind the input");
  return file;
}

// All that the child needs, made before the fork.
struct Start {
  std::vector<std::string> texts, variables;
  std::vector<char*> arguments, environment;
  std::vector<sock_filter> filter = system_call_filter();
  Descriptor rules = file_rules();
  Descriptor input;
  Pipe output, errors;
  Pipe failure;  // The errno of what could not be set up; closed by a start that worked.
  Bounds bounds;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

Result<void> prepare(const Job& job, const Bounds& bounds, Start& start) {
  start.bounds = bounds;
  start.texts.push_back(job.program.string());
  start.texts.insert(start.texts.end(), job.arguments.begin(), job.arguments.end());
  start.variables = {"PATH=/usr/bin:/bin", "HOME=/", "LC_ALL=C.UTF-8"};
  for (const auto& [name, value] : job.environment) {
    std::string variable = name;
    (variable += '=') += value;
    start.variables.push_back(std::move(variable));
  }
  start.arguments = pointers(start.texts);
  start.environment = pointers(start.variables);
  auto input = as_file(job.input);
  if (!input) return input.error();
  start.input = std::move(*input);
  for (Pipe* pipe : {&start.output, &start.errors, &start.failure}) {
    auto made = make_pipe();
    if (!made) return made.error();
    *pipe = std::move(*made);
  }
  return {};
}

bool bound(int what, rlim_t most) {
  const rlimit limit{most, most};
  return setrlimit(static_cast<__rlimit_resource>(what), &limit) == 0;
}

bool set_bounds(const Bounds& bounds) {
  return bound(RLIMIT_CPU, static_cast<rlim_t>(bounds.cpu.count())) &&
         bound(RLIMIT_AS, bounds.memory_bytes) && bound(RLIMIT_FSIZE, 0) && bound(RLIMIT_CORE, 0) &&
         bound(RLIMIT_NOFILE, kFilesMax);
}

// Whatever of ours is open, also what libraries opened without the flag, closes when it begins.
bool close_others() {
  constexpr unsigned int kCloseOnExec = 4;  // CLOSE_RANGE_CLOEXEC
  return syscall(__NR_close_range, 3U, ~0U, kCloseOnExec) == 0;
}

bool take_place(const Start& start) {
  return dup2(start.input.number(), STDIN_FILENO) >= 0 &&
         dup2(start.output.write.number(), STDOUT_FILENO) >= 0 &&
         dup2(start.errors.write.number(), STDERR_FILENO) >= 0;
}

// In the child, between fork and exec: system calls only.
[[noreturn]] void become(const Start& start) {
  int failed = 0;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || chdir("/") != 0 || !take_place(start) ||
      !close_others() || !set_bounds(start.bounds)) {
    failed = errno;
  }
  if (failed == 0) failed = raise_walls(start.rules.number(), start.filter);
  if (failed == 0) {
    execve(start.arguments.front(), start.arguments.data(), start.environment.data());
    failed = errno;
  }
  const ssize_t told = write(start.failure.write.number(), &failed, sizeof(failed));
  _exit(told > 0 ? kNotStarted : kNotStarted + 1);
}

class Running {
 public:
  explicit Running(pid_t pid)
      : pid_(pid), ended_(static_cast<int>(syscall(__NR_pidfd_open, pid, 0))) {}
  ~Running() {
    if (pid_ > 0) finish();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  int end_descriptor() const { return ended_.number(); }

  // Ends it where it runs; its exit code as Ended has it.
  int finish() {
    kill(-pid_, SIGKILL);
    kill(pid_, SIGKILL);
    return wait();
  }
  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_;
  Descriptor ended_;
};

// Reads what is there; false at the end.
bool drain(const Descriptor& from, std::string& into) {
  std::array<char, 16384> block{};
  const ssize_t got = read(from.number(), block.data(), block.size());
  if (got > 0) into.append(block.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

std::optional<Error> listen(Start& start, const Running& running, Ended& ended) {
  const auto deadline = Clock::now() + start.bounds.wall;
  bool output_open = true;
  bool errors_open = true;
  bool runs = true;
  while (runs || output_open || errors_open) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return Error{ErrorCode::kUnavailable, "reading took longer than the limit of " +
                                                std::to_string(start.bounds.wall.count()) +
                                                " ms and was ended"};
    }
    std::array<pollfd, 3> watched = {{{output_open ? start.output.read.number() : -1, POLLIN, 0},
                                      {errors_open ? start.errors.read.number() : -1, POLLIN, 0},
                                      {runs ? running.end_descriptor() : -1, POLLIN, 0}}};
    if (poll(watched.data(), watched.size(), static_cast<int>(left)) < 0) continue;
    if (watched[0].revents != 0) output_open = drain(start.output.read, ended.output);
    if (watched[1].revents != 0) errors_open = drain(start.errors.read, ended.errors);
    if (watched[2].revents != 0) runs = false;
    if (ended.output.size() > start.bounds.output_bytes) {
      return Error{ErrorCode::kTooLarge, "what was read has more than " +
                                             std::to_string(start.bounds.output_bytes) +
                                             " bytes, which is the limit"};
    }
    if (ended.errors.size() > kErrorsKept) {
      ended.errors.erase(0, ended.errors.size() - kErrorsKept);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::filesystem::path> find_program(std::string_view name) {
  for (const char* folder : {"/usr/bin", "/bin"}) {
    std::filesystem::path path = std::filesystem::path(folder) / name;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

Walls walls() {
  const bool filters = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
  return {filters, static_cast<bool>(file_rules())};
}

Result<Ended> run(const Job& job, const Bounds& bounds) {
  Start start;
  if (auto prepared = prepare(job, bounds, start); !prepared) return prepared.error();
  const pid_t pid = fork();
  if (pid < 0) return system_error("starts no process");
  if (pid == 0) become(start);
  Running running(pid);
  start.output.write.close();
  start.errors.write.close();
  start.failure.write.close();
  int failed = 0;
  if (read(start.failure.read.number(), &failed, sizeof(failed)) == sizeof(failed)) {
    const ErrorCode code = failed == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return Error{code, "Cannot run " + job.program.string() + ": " + std::strerror(failed) + "."};
  }
  Ended ended;
  if (auto stopped = listen(start, running, ended)) {
    running.finish();
    stopped->message = job.program.filename().string() + ": " + stopped->message;
    return *stopped;
  }
  ended.exit_code = running.wait();
  return ended;
}

}  // namespace ponder::sandbox
