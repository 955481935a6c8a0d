#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>
#include <csignal>

namespace ponder::cli {
namespace {

constexpr int kExitInterrupted = 130;
volatile sig_atomic_t g_raised = 0;

void on_signal(int) {
  if (g_raised != 0) _exit(kExitInterrupted);
  g_raised = 1;
}

}  // namespace

InterruptFlag::InterruptFlag() {
  g_raised = 0;
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_int_);
  sigaction(SIGTERM, &action, &before_term_);
}

InterruptFlag::~InterruptFlag() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool InterruptFlag::raised() { return g_raised != 0; }

}  // namespace ponder::cli
