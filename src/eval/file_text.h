// Files of the evaluation: whole texts in, and result files that can be gone on with.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ponder::eval {

// Errors: kIo, kTooLarge.
Result<std::string> read_text(const std::filesystem::path& path, std::size_t bytes_max);

Result<void> write_text(const std::filesystem::path& path, std::string_view text);

// A file of JSON lines: a header that says what was asked for, then one line a result, each written
// out before the next is begun. A run that was broken off goes on where the file ends.
class ResultFile {
 public:
  // Opens or makes `path`. `complaint` is told the header that stands there and says why this run
  // may not go on with it; empty: it may. A last line without its end is cut off.
  // Errors: kIo, kInvalid (the header is another run's), kTooLarge.
  static Result<ResultFile> open(const std::filesystem::path& path, const std::string& header,
                                 const std::function<std::string(const std::string&)>& complaint);

  const std::vector<std::string>& lines() const { return lines_; }  // Without the header; at first.
  Result<void> append(const std::string& line);

 private:
  std::filesystem::path path_;
  std::vector<std::string> lines_;
  std::ofstream out_;
};

// The lines of such a file, the header first. A last line without its end is left out.
Result<std::vector<std::string>> read_lines(const std::filesystem::path& path);

}  // namespace ponder::eval
