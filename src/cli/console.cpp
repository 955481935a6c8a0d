#include "cli/console.h"

#include <asm-generic/ioctls.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include "cli/config.h"

namespace ponder::cli {

namespace {

// How the terminal was before KeysHidden; the process has but one.
std::optional<termios> g_before_hiding;

bool locale_is_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = environment(name);
    if (!value || value->empty()) continue;
    return value->find("UTF-8") != std::string::npos || value->find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

Console process_console(const Environment& environment) {
  Console console{std::cin, std::cout, std::cerr};
  console.in_terminal = isatty(STDIN_FILENO) == 1;
  console.out_terminal = isatty(STDOUT_FILENO) == 1;
  console.err_terminal = isatty(STDERR_FILENO) == 1;
  const bool dumb = environment("TERM").value_or("dumb") == "dumb";
  if (dumb) console.out_terminal = console.err_terminal = false;
  console.colour = !environment("NO_COLOR") && console.err_terminal;
  console.unicode = locale_is_utf8(environment);
  return console;
}

TerminalSize terminal_size() {
  TerminalSize size;
  winsize seen{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &seen) == 0 && seen.ws_col > 0) {
    size.columns = seen.ws_col;
    if (seen.ws_row > 0) size.rows = seen.ws_row;
  }
  return size;
}

std::string Style::wrap(const char* code, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

struct KeysHidden::Saved {
  termios state{};
  bool outermost = false;
};

KeysHidden::KeysHidden(bool raw) {
  termios now{};
  if (tcgetattr(STDIN_FILENO, &now) != 0) return;
  saved_ = std::make_unique<Saved>(Saved{now, !g_before_hiding});
  if (saved_->outermost) g_before_hiding = now;
  now.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | (raw ? ISIG | IEXTEN : 0));
  now.c_iflag &= ~static_cast<tcflag_t>(ICRNL | (raw ? IXON : 0));
  tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
}

KeysHidden::~KeysHidden() {
  if (!saved_) return;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_->state);
  if (saved_->outermost) g_before_hiding.reset();
}

void restore_terminal() {
  if (g_before_hiding) tcsetattr(STDIN_FILENO, TCSANOW, &*g_before_hiding);
  if (isatty(STDERR_FILENO) == 1) std::cerr << "\x1b[0m\n";
}

}  // namespace ponder::cli
