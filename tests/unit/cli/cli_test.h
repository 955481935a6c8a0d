// What the tests of cli/ share: a folder of their own, and the program run in this process.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/program.h"

namespace ponder::cli {

// A fresh folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ponder-cli-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path write_file(const std::filesystem::path& path,
                                        const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

using Variables = std::map<std::string, std::string>;

inline Environment environment_of(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

// Streams in memory; no terminal unless a test says so.
struct FakeConsole {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
};

struct Ran {
  int code = 0;
  std::string out, err;
};

// Runs `ponder ARGUMENTS` with HOME in `home` and nothing else in the environment.
inline Ran run_in(const TempFolder& home, const std::vector<std::string>& arguments,
                  const std::string& input = {}, Variables variables = {}) {
  FakeConsole fake;
  fake.in.str(input);
  variables.emplace("HOME", home.path().string());
  const int code = run_program(arguments, fake.console, environment_of(std::move(variables)));
  return {code, fake.out.str(), fake.err.str()};
}

}  // namespace ponder::cli
