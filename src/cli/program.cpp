#include "cli/program.h"

#include <CLI/Error.hpp>
#include <ostream>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/log.h"
#include "cli/version.h"

namespace ponder::cli {
namespace {

constexpr const char* kAbout =
    "Ponder: your own assistant, on your own machine. It answers at once, thinks first, or lets\n"
    "several agents think at the same time and agree.";

constexpr const char* kExamples =
    "Getting started:\n"
    "  ponder pull                          fetch the starter model (1.1 GB)\n"
    "  ponder serve                         then open http://127.0.0.1:8080\n"
    "  ponder chat \"What is a monad?\"       answer one question here\n"
    "  ponder chat                          talk in the terminal\n\n"
    "Thinking harder:\n"
    "  ponder chat --mode thinking \"...\"\n"
    "  ponder chat --mode contemplating --agents 8 \"What is 17 times 24?\"\n\n"
    "Settings come from flags, then PONDER_... variables, then ~/.config/ponder/config.toml;\n"
    "`ponder config` shows each with its source. `ponder COMMAND --help` tells more.";

void build(CommandLine& line) {
  line.app.description(kAbout);
  line.app.name("ponder");
  line.app.set_version_flag("--version", version_text(), "Version of Ponder and of llama.cpp");
  line.app.footer(kExamples);
  line.app.get_formatter()->column_width(28);
  add_serve(line);
  add_chat(line);
  add_pull(line);
  add_models(line);
  add_key(line);
  add_cert(line);
  add_config(line);
  add_bench(line);
  add_eval(line);
}

// What parsing ended with, where it was no command: help, the version, or an error.
int end_of_parse(CommandLine& line, const CLI::ParseError& error, Console& console) {
  if (error.get_exit_code() == 0) {
    line.app.exit(error, console.out, console.err);
    return kSuccess;
  }
  std::string command;
  for (const CLI::App* sub : line.app.get_subcommands()) command = sub->get_name() + " ";
  return usage_error(console,
                     invalid(std::string(error.what()) + "\nTry `ponder " + command + "--help`."));
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, Console& console,
                const Environment& environment) {
  CommandLine line;
  build(line);
  try {
    // CLI11 takes them last first.
    line.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return end_of_parse(line, error, console);
  }
  if (!line.chosen) {
    console.out << line.app.help();
    return kSuccess;
  }
  auto loaded = load_config(line.flags, environment, line.config_file);
  if (!loaded) return usage_error(console, loaded.error());
  set_up_log(loaded->config.log);
  Run run{console, environment, *std::move(loaded)};
  const int code = line.chosen(run);
  console.out.flush();
  return code;
}

}  // namespace ponder::cli
