// Runs a program of others on input that nobody trusts: no network, no new processes, no files but
// the system's own (read only), bounded time, memory and output. For readers of pictures and
// documents.
//
// What holds it: resource limits, "no new privileges", a seccomp filter, and Landlock where the
// kernel has it (walls() says so). No user namespaces, no helper program, no rights are needed.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ponder::sandbox {

struct Job {
  std::filesystem::path program;  // Absolute.
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>>
      environment;    // All of it: ours is not passed on.
  std::string input;  // On its standard input.
};

struct Bounds {
  std::chrono::milliseconds wall{20'000};
  std::chrono::seconds cpu{20};
  std::size_t memory_bytes = std::size_t{1} << 30U;  // Of address space.
  std::size_t output_bytes = std::size_t{4} << 20U;  // Of standard output.
};

struct Ended {
  int exit_code = 0;  // 128 + the signal that ended it.
  std::string output;
  std::string errors;  // The last of what it wrote to standard error.
};

// Blocks until the program has ended; it is ended where it reaches a bound. Thread-safe. Errors:
// kNotFound (no such program), kTooLarge (output), kUnavailable (time), each with limit and value;
// kIo (the system refuses a process or a wall). A program that fails by itself is no error here.
Result<Ended> run(const Job& job, const Bounds& bounds = {});

// A program of the system's own folders: "/usr/bin/NAME"; nothing where it is not installed.
std::optional<std::filesystem::path> find_program(std::string_view name);

// What this kernel can hold a program back with.
struct Walls {
  bool network = false;  // Seccomp: no sockets, no new processes, no other process's memory.
  bool files = false;    // Landlock: nothing of the user's own can be read.
};
Walls walls();

}  // namespace ponder::sandbox
