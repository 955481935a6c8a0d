// Asks a person for a line: on a terminal with editing and history, elsewhere plainly.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"

namespace ponder::cli {

class LineReader {
 public:
  explicit LineReader(Console& console) : console_(console) {}

  // Nothing at the end of input (Ctrl-D). An empty line after Ctrl-C.
  std::optional<std::string> read(const std::string& prompt);

 private:
  std::optional<std::string> read_edited(const std::string& prompt);

  Console& console_;
  std::vector<std::string> history_;
};

}  // namespace ponder::cli
