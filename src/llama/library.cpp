#include "llama/library.h"

#include <llama.h>
#include <log.h>
#include <mtmd-helper.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <stdexcept>
#include <string_view>

namespace ponder::llama {

namespace {

constexpr std::size_t kErrorBytesMax = 2000;
thread_local ErrorCapture* t_capture = nullptr;
thread_local bool t_assertions_throw = false;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

// "gguf_init_from_file: bad magic" -> "bad magic".
std::string_view without_function(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || line.substr(0, colon).find(' ') != std::string_view::npos)
    return line;
  return line.substr(colon + 2);
}

}  // namespace

void collect_error(const char* line) {
  if (t_capture == nullptr || t_capture->lines_.size() > kErrorBytesMax) return;
  const std::string_view text = without_function(trimmed(line));
  if (text.empty()) return;
  if (!t_capture->lines_.empty()) t_capture->lines_ += "; ";
  t_capture->lines_ += text;
}

namespace {

void on_log(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR) collect_error(text);
  const std::string_view line = trimmed(text);
  if (!line.empty()) spdlog::debug("llama.cpp: {}", line);
}

void on_abort(const char* message) {
  if (t_assertions_throw) throw std::runtime_error(message);
  spdlog::critical("llama.cpp gives up: {}", message);
  spdlog::default_logger()->flush();
}

}  // namespace

void init_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(on_log, nullptr);
    mtmd_helper_log_set(on_log, nullptr);
    ggml_set_abort_callback(on_abort);
    common_log_set_verbosity_thold(LOG_LEVEL_OUTPUT - 1);
    llama_backend_init();
  });
}

AssertionsThrow::AssertionsThrow() : outer_(t_assertions_throw) { t_assertions_throw = true; }

AssertionsThrow::~AssertionsThrow() { t_assertions_throw = outer_; }

ErrorCapture::ErrorCapture() : outer_(t_capture) { t_capture = this; }

ErrorCapture::~ErrorCapture() { t_capture = outer_; }

std::string ErrorCapture::text(const std::string& fallback) const {
  return lines_.empty() ? fallback : lines_;
}

}  // namespace ponder::llama
