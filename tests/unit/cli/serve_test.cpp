// `ponder serve` as a process of its own: what it prints, that it answers, how it ends.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "cli_test.h"

namespace ponder::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

const std::string kDemo = "fake:" PONDER_FIXTURES "/fake/demo.json";

// A forked child that runs the program; its stdout and stderr come here through one pipe.
class ServeProcess {
 public:
  ServeProcess(const TempFolder& home, const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      dup2(ends[1], STDERR_FILENO);
      close(ends[0]);
      Console console{std::cin, std::cout, std::cerr};
      const auto environment = environment_of({{"HOME", home.path().string()}});
      std::_Exit(run_program(arguments, console, environment));
    }
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~ServeProcess() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    end();
    fclose(output_);
  }
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  std::string read_line() {
    std::array<char, 512> line{};
    return fgets(line.data(), line.size(), output_) == nullptr ? "" : line.data();
  }
  void send_signal(int number) const { kill(pid_, number); }
  int end() {
    if (pid_ <= 0) return -1;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
  FILE* output_ = nullptr;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// The first line of the answer to GET /health.
std::string health_of(std::uint16_t port) {
  const int handle = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  std::string answer;
  const auto* const generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  if (connect(handle, generic, sizeof address) == 0) {
    const std::string request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    EXPECT_EQ(write(handle, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    std::array<char, 512> block{};
    const ssize_t got = read(handle, block.data(), block.size());
    if (got > 0) answer.assign(block.data(), static_cast<std::size_t>(got));
  }
  close(handle);
  return answer.substr(0, answer.find('\r'));
}

TEST(Serve, SaysWhereItIsAnswersAndEndsCleanly) {
  for (const int number : {SIGTERM, SIGINT}) {
    const TempFolder home;
    ServeProcess serve(home, {"serve", "--model", kDemo, "--port", "0"});
    const std::string line = serve.read_line();
    ASSERT_THAT(line, MatchesRegex("Ponder is ready at http://127.0.0.1:[0-9]+\n"));
    const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    EXPECT_EQ(health_of(port), "HTTP/1.1 200 OK");
    serve.send_signal(number);
    EXPECT_EQ(serve.end(), 0);
    EXPECT_TRUE(std::filesystem::exists(home / ".local/share/ponder"));
  }
}

TEST(Serve, EndsWithAMessageWhereTheModelCannotBeLoaded) {
  const TempFolder home;
  ServeProcess serve(home, {"serve", "--model", "fake:/no/such/script.json", "--port", "0"});
  std::string all;
  for (std::string line = serve.read_line(); !line.empty(); line = serve.read_line()) all += line;
  EXPECT_THAT(all, HasSubstr("/no/such/script.json"));
  EXPECT_EQ(serve.end(), 1);
}

TEST(Serve, NamesThePortThatIsTaken) {
  const int taken = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  auto* const generic = static_cast<sockaddr*>(static_cast<void*>(&address));
  ASSERT_EQ(bind(taken, generic, sizeof address), 0);
  ASSERT_EQ(listen(taken, 1), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(getsockname(taken, generic, &size), 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  const TempFolder home;
  const Ran ran = run_in(home, {"serve", "--model", kDemo, "--port", port});
  close(taken);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr(port));
  EXPECT_EQ(ran.out, "");
}

}  // namespace
}  // namespace ponder::cli
