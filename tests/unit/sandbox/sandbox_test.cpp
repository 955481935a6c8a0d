#include "sandbox/sandbox.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ponder::sandbox {
namespace {

namespace fs = std::filesystem;

Job python(const std::string& program, std::string input = {}) {
  return {"/usr/bin/python3", {"-I", "-S", "-c", program}, {}, std::move(input)};
}

Ended must_run(const Job& job, const Bounds& bounds = {}) {
  auto ended = run(job, bounds);
  EXPECT_TRUE(ended) << (ended ? "" : ended.error().message);
  return ended ? *ended : Ended{};
}

TEST(Sandbox, GivesInputAndTakesOutput) {
  std::string input;
  for (int i = 0; i < 300'000; ++i) input += static_cast<char>('a' + i % 26);
  const Ended ended = must_run({"/usr/bin/cat", {}, {}, input});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.output, input);
  EXPECT_EQ(must_run({"/usr/bin/env", {}, {{"A", "1"}}, {}}).output,
            "PATH=/usr/bin:/bin\nHOME=/\nLC_ALL=C.UTF-8\nA=1\n");
}

TEST(Sandbox, TellsHowAProgramEnded) {
  const Ended failed = must_run(python("import sys; sys.stderr.write('why'); sys.exit(3)"));
  EXPECT_EQ(failed.exit_code, 3);
  EXPECT_EQ(failed.errors, "why");
  EXPECT_EQ(must_run(python("import os; os.abort()")).exit_code, 128 + 6);
  EXPECT_EQ(run({"/usr/bin/no-such-program", {}, {}, {}}).error().code, ErrorCode::kNotFound);
}

// What a program that was taken over would try. Each prints the errno that it met.
TEST(Sandbox, HasNoNetworkAndNoOtherProcesses) {
  ASSERT_TRUE(walls().network);
  const std::string tries = R"(
import os, socket, errno
def met(what):
    try: what()
    except OSError as e: return errno.errorcode[e.errno]
    return "let through"
print(met(lambda: socket.socket(socket.AF_INET)))
print(met(lambda: socket.socket(socket.AF_UNIX)))
print(met(os.fork))
print(met(lambda: os.kill(os.getppid(), 0)))
print(met(lambda: os.posix_spawn("/usr/bin/true", ["true"], {})))
)";
  EXPECT_EQ(must_run(python(tries)).output, "EPERM\nEPERM\nEPERM\nEPERM\nEPERM\n");
}

TEST(Sandbox, HasThreads) {
  const std::string program =
      "import threading; t = threading.Thread(target=lambda: print('ran')); t.start(); t.join()";
  EXPECT_EQ(must_run(python(program)).output, "ran\n");
}

TEST(Sandbox, WritesNoFilesAndReadsNoneOfTheUser) {
  const fs::path folder = fs::path(testing::TempDir()) / "ponder_sandbox_test";
  fs::create_directories(folder);
  std::ofstream(folder / "secret") << "a secret";
  const std::string open_it = "print(open('" + (folder / "secret").string() + "').read())";
  const Ended read = must_run(python(open_it));
  if (walls().files) {
    EXPECT_EQ(read.exit_code, 1);
    EXPECT_NE(read.errors.find("PermissionError"), std::string::npos);
  }
  const std::string write_it =
      "f = open('" + (folder / "made").string() + "', 'w'); f.write('x' * 10); f.close()";
  EXPECT_NE(must_run(python(write_it)).exit_code, 0);
  std::error_code ignored;
  EXPECT_TRUE(!fs::exists(folder / "made") || fs::file_size(folder / "made", ignored) == 0);
  fs::remove_all(folder);
}

TEST(Sandbox, SeesNoDescriptorsOfOurs) {
  const std::string program = R"(
import os
def is_open(n):
    try: os.fstat(n)
    except OSError: return False
    return True
print([n for n in range(64) if is_open(n)])
)";
  EXPECT_EQ(must_run(python(program)).output, "[0, 1, 2]\n");
}

TEST(Sandbox, EndsWhatTakesTooLong) {
  const Bounds bounds{.wall = std::chrono::milliseconds(300)};
  const auto begin = std::chrono::steady_clock::now();
  const auto ended = run({"/usr/bin/sleep", {"60"}, {}, {}}, bounds);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(ended.error().message.find("300 ms"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
  const Ended burnt = must_run(python("while True: pass"), {.cpu = std::chrono::seconds(1)});
  EXPECT_GT(burnt.exit_code, 128);
}

TEST(Sandbox, BoundsMemoryAndOutput) {
  const Ended hungry =
      must_run(python("b = bytearray(1 << 30)"), {.memory_bytes = std::size_t{256} << 20U});
  EXPECT_EQ(hungry.exit_code, 1);
  EXPECT_NE(hungry.errors.find("MemoryError"), std::string::npos);
  const auto loud = run({"/usr/bin/yes", {}, {}, {}}, {.output_bytes = 100'000});
  ASSERT_FALSE(loud);
  EXPECT_EQ(loud.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(loud.error().message.find("100000 bytes"), std::string::npos);
}

TEST(Sandbox, FindsProgramsOfTheSystem) {
  EXPECT_TRUE(find_program("cat"));
  EXPECT_FALSE(find_program("no-such-program"));
}

}  // namespace
}  // namespace ponder::sandbox
