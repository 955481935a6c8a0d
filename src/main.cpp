// The program `ponder`. Everything it does is in cli/.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "cli/program.h"

int main(int argc, char** argv) {
  const ponder::cli::Environment environment =
      [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  ponder::cli::Console console = ponder::cli::process_console(environment);
  return ponder::cli::run_program(std::vector<std::string>(argv + 1, argv + argc), console,
                                  environment);
}
