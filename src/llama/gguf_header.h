// Typed reading of a GGUF file's header. A key of another type than asked counts as absent, so that
// no file can make gguf.h abort.
#pragma once

#include <gguf.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ponder::llama {

class GgufHeader {
 public:
  // Errors: kIo (cannot be read), kInvalid (not GGUF, damaged, truncated).
  static Result<GgufHeader> read(const std::filesystem::path& file);

  std::string text(const std::string& key) const;  // Empty: absent.
  std::optional<std::uint64_t> number(const std::string& key) const;
  // A number for each of `count` layers, given as an array or as one number for all.
  std::vector<std::uint64_t> numbers(const std::string& key, std::size_t count) const;
  std::size_t array_length(const std::string& key) const;  // 0: absent.
  std::uint64_t parameters() const;                        // Of the tensors in this file.
  std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  struct Free {
    void operator()(gguf_context* context) const { gguf_free(context); }
  };
  GgufHeader(gguf_context* context, std::uint64_t file_bytes)
      : context_(context), file_bytes_(file_bytes) {}
  std::uint64_t bytes_promised() const;

  std::unique_ptr<gguf_context, Free> context_;
  std::uint64_t file_bytes_;
};

}  // namespace ponder::llama
