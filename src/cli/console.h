// Where a command reads and writes, and what the other side can show.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "cli/config.h"

namespace ponder::cli {

struct Console {
  std::istream& in;
  std::ostream& out;  // Answers and tables: what a pipe wants.
  std::ostream& err;  // Progress, reasoning, reports, errors: what only a person wants.
  bool in_terminal = false, out_terminal = false, err_terminal = false;
  bool colour = false;   // Of `err` and `out` where they are terminals (NO_COLOR turns it off).
  bool unicode = false;  // The locale's characters are UTF-8.
};

// The streams of this process.
Console process_console(const Environment& environment);

// How large the terminal behind `err` is now; 80 x 24 where there is none.
struct TerminalSize {
  std::size_t columns = 80, rows = 24;
};
TerminalSize terminal_size();

// Escape sequences where they are wanted, the bare text elsewhere.
class Style {
 public:
  explicit Style(bool on) : on_(on) {}
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string other(std::string_view text) const { return wrap("33", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }

 private:
  std::string wrap(const char* code, std::string_view text) const;
  bool on_;
};

// For an exit that runs no destructors: undoes a KeysHidden that lives and resets the colours.
void restore_terminal();

// While it lives, keys are neither shown nor gathered into lines, so what is typed ahead waits for
// the next prompt as it was typed; Ctrl-C still interrupts unless `raw`. Does nothing where stdin
// is no terminal. Nests.
class KeysHidden {
 public:
  explicit KeysHidden(bool raw = false);
  ~KeysHidden();
  KeysHidden(const KeysHidden&) = delete;
  KeysHidden& operator=(const KeysHidden&) = delete;

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

}  // namespace ponder::cli
