#include "cli/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/poll.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

extern char** environ;

namespace ponder::cli {
namespace {

constexpr std::size_t kOutputKept = 64U << 10U;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size());
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Our environment with `extra` instead of what has the same names.
std::vector<std::string> merged_environment(
    const std::vector<std::pair<std::string, std::string>>& extra) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string_view set = std::string_view(text).substr(0, text.find('='));
    const auto is_set = [set](const auto& variable) { return variable.first == set; };
    if (std::ranges::none_of(extra, is_set)) all.push_back(text);
  }
  for (const auto& [name, value] : extra) {
    std::string line = name;
    line += '=';
    line += value;
    all.push_back(std::move(line));
  }
  return all;
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(
    const std::vector<std::string>& arguments,
    const std::vector<std::pair<std::string, std::string>>& environment) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorCode::kIo, std::string("Cannot make a pipe: ") + std::strerror(errno) + "."};
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<std::string> texts = arguments;
  std::vector<std::string> variables = merged_environment(environment);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, texts.front().c_str(), &actions, nullptr,
                                  pointers(texts).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed != 0) {
    close(ends[0]);
    const ErrorCode code = failed == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return Error{code, "Cannot run " + texts.front() + ": " + std::strerror(failed) + "."};
  }
  return std::unique_ptr<Child>(new Child(pid, ends[0]));
}

Child::~Child() {
  if (!running()) return;
  kill(pid_, SIGTERM);
  reap();
}

void Child::read_output() {
  std::array<char, 4096> block{};
  const ssize_t got = read(pipe_, block.data(), block.size());
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) return reap();
  output_.append(block.data(), static_cast<std::size_t>(got));
  if (output_.size() > kOutputKept) output_.erase(0, output_.size() - kOutputKept);
}

void Child::reap() {
  close(pipe_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  pid_ = 0;
}

void Child::wait_any(const std::vector<Child*>& children, std::chrono::milliseconds longest) {
  std::vector<pollfd> waited;
  std::vector<Child*> running;
  for (Child* child : children) {
    if (!child->running()) continue;
    running.push_back(child);
    waited.push_back({child->pipe_, POLLIN, 0});
  }
  if (running.empty()) return;
  if (poll(waited.data(), waited.size(), static_cast<int>(longest.count())) <= 0) return;
  for (std::size_t i = 0; i < running.size(); ++i) {
    if (waited[i].revents != 0) running[i]->read_output();
  }
}

}  // namespace ponder::cli
