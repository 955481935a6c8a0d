// Another program run by us: no shell, its output gathered, its end awaited.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ponder::cli {

// Not thread-safe. Destroying a child that still runs ends it (SIGTERM) and waits for that.
class Child {
 public:
  // `arguments` begins with the program, looked up on PATH; `environment` is added to ours.
  // Errors: kNotFound (no such program), kIo.
  static Result<std::unique_ptr<Child>> start(
      const std::vector<std::string>& arguments,
      const std::vector<std::pair<std::string, std::string>>& environment);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool running() const { return pid_ > 0; }
  int exit_code() const { return exit_code_; }  // After the end; 128 + the signal that ended it.
  // What it wrote (stdout and stderr), its last 64 kB.
  const std::string& output() const { return output_; }

  // Waits until one of `children` writes or ends, at most so long; reads what is there.
  static void wait_any(const std::vector<Child*>& children, std::chrono::milliseconds longest);

 private:
  Child(pid_t pid, int pipe) : pid_(pid), pipe_(pipe) {}
  void read_output();
  void reap();

  pid_t pid_ = 0;
  int pipe_ = -1;
  int exit_code_ = 0;
  std::string output_;
};

}  // namespace ponder::cli
