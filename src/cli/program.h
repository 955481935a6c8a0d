// The whole program behind main(): parses the command line, loads the settings, runs one command.
#pragma once

#include <string>
#include <vector>

#include "cli/config.h"
#include "cli/console.h"

namespace ponder::cli {

// `arguments` without the program's own name. Returns the exit code: 0, 1 (it failed), 2 (the
// command line or a setting is wrong), 130 (stopped by Ctrl-C).
int run_program(const std::vector<std::string>& arguments, Console& console,
                const Environment& environment);

}  // namespace ponder::cli
