// What llama.cpp has to say goes to our log at debug level, never to the terminal.
#pragma once

#include <string>

namespace ponder::llama {

// Sets llama.cpp's log callbacks and its backends up, once a process. Thread-safe; every entry into
// this folder calls it.
void init_library();

// Collects the error lines that llama.cpp logs on this thread, so that an Error can say why a call
// failed. Nests: the innermost one collects.
class ErrorCapture {
 public:
  ErrorCapture();
  ~ErrorCapture();
  ErrorCapture(const ErrorCapture&) = delete;
  ErrorCapture& operator=(const ErrorCapture&) = delete;

  // One line, without function names; `fallback` where nothing was logged.
  std::string text(const std::string& fallback) const;

 private:
  friend void collect_error(const char* line);
  ErrorCapture* outer_;
  std::string lines_;
};

// Adds to what the innermost ErrorCapture of this thread has.
void collect_error(const char* line);

// While one lives, a failed assertion of llama.cpp on this thread throws std::runtime_error instead
// of ending the program: model files come from strangers, and the loader asserts what their headers
// say. For loading only; memory of the failed call leaks.
class AssertionsThrow {
 public:
  AssertionsThrow();
  ~AssertionsThrow();
  AssertionsThrow(const AssertionsThrow&) = delete;
  AssertionsThrow& operator=(const AssertionsThrow&) = delete;

 private:
  bool outer_;
};

}  // namespace ponder::llama
