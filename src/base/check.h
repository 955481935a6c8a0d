// Assertions that stay on in release. A failed check is a defect of ours, never of the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ponder {

[[noreturn]] inline void check_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
  std::abort();
}

}  // namespace ponder

#define PONDER_CHECK(condition) \
  ((condition) ? (void)0 : ::ponder::check_failed(#condition, __FILE__, __LINE__))
