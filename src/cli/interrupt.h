// Ctrl-C as a flag, for work that ends at its own next step.
#pragma once

#include <signal.h>

namespace ponder::cli {

// While it lives, SIGINT and SIGTERM set a flag instead of ending the program; the second one ends
// it at once. One at a time.
class InterruptFlag {
 public:
  InterruptFlag();
  ~InterruptFlag();
  InterruptFlag(const InterruptFlag&) = delete;
  InterruptFlag& operator=(const InterruptFlag&) = delete;

  static bool raised();

 private:
  struct sigaction before_int_{}, before_term_{};
};

}  // namespace ponder::cli
