// What all commands share: how they join the command line, and what they are given to run with.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/config.h"
#include "cli/console.h"

namespace ponder::cli {

// Exit codes.
inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;
inline constexpr int kUsage = 2;          // The command line or a setting is wrong.
inline constexpr int kInterrupted = 130;  // As shells report Ctrl-C.

struct Run {
  Console& console;
  const Environment& environment;
  LoadedConfig loaded;
  const Config& config() const { return loaded.config; }
};

// The command line while it is built and parsed. Outlives the parse.
struct CommandLine {
  CLI::App app;
  Flags flags;                             // Settings that were given as flags.
  std::optional<std::string> config_file;  // --config.
  std::function<int(Run&)> chosen;         // The command that was asked for.
};

// Adds a command that runs `run` once its arguments are parsed, with --config and a flag for each
// of the settings `keys`.
CLI::App* add_command(CommandLine& line, const std::string& name, const std::string& help,
                      const std::vector<std::string_view>& keys, std::function<int(Run&)> run);
// Likewise below another command: "ponder key create".
CLI::App* add_command(CommandLine& line, CLI::App& parent, const std::string& name,
                      const std::string& help, const std::vector<std::string_view>& keys,
                      std::function<int(Run&)> run);

// Both print "ponder: MESSAGE" and give the exit code: kFailure, kUsage.
int fail(Console& console, const Error& error);
int usage_error(Console& console, const Error& error);

void add_serve(CommandLine& line);
void add_chat(CommandLine& line);
void add_pull(CommandLine& line);
void add_models(CommandLine& line);
void add_bench(CommandLine& line);
void add_config(CommandLine& line);
void add_key(CommandLine& line);
void add_cert(CommandLine& line);
void add_eval(CommandLine& line);

}  // namespace ponder::cli
