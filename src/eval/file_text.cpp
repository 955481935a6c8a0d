#include "eval/file_text.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/limits_eval.h"
#include "base/result.h"

namespace ponder::eval {
namespace {

Error cannot(const std::string& what, const std::filesystem::path& path) {
  return {ErrorCode::kIo, "cannot " + what + " " + path.string() + ": " + std::strerror(errno)};
}

std::vector<std::string> whole_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) return lines;
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return Error{ErrorCode::kIo, path.string() + " is a folder, not a file"};
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return cannot("open", path);
  std::string text;
  std::array<char, std::size_t{64} << 10U> piece{};
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max) {
      return Error{ErrorCode::kTooLarge,
                   path.string() + " is larger than " + std::to_string(bytes_max) + " bytes"};
    }
  }
  return text;
}

Result<void> write_text(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!out) return cannot("write", path);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) return cannot("write", path);
  return {};
}

Result<std::vector<std::string>> read_lines(const std::filesystem::path& path) {
  auto text = read_text(path, limits::kRecordingBytesMax);
  if (!text) return text.error();
  return whole_lines(*text);
}

Result<ResultFile> ResultFile::open(
    const std::filesystem::path& path, const std::string& header,
    const std::function<std::string(const std::string&)>& complaint) {
  ResultFile file;
  file.path_ = path;
  std::error_code error;
  const bool is_there = std::filesystem::exists(path, error) && !error;
  std::size_t bytes = 0;
  if (is_there) {
    auto lines = read_lines(path);
    if (!lines) return lines.error();
    file.lines_ = *std::move(lines);
    for (const std::string& line : file.lines_) bytes += line.size() + 1;
    if (!file.lines_.empty()) {
      if (const std::string why = complaint(file.lines_.front()); !why.empty()) {
        return invalid(path.string() + " cannot be gone on with: " + why +
                       "; give another file or delete this one");
      }
    }
    std::filesystem::resize_file(path, bytes, error);
    if (error) return Error{ErrorCode::kIo, "cannot cut " + path.string() + ": " + error.message()};
  }
  file.out_.open(path, std::ios::binary | std::ios::app);
  if (!file.out_) return cannot("write", path);
  if (!file.lines_.empty()) {
    file.lines_.erase(file.lines_.begin());
    return file;
  }
  if (const auto written = file.append(header); !written) return written.error();
  return file;
}

Result<void> ResultFile::append(const std::string& line) {
  out_ << line << '\n' << std::flush;
  if (!out_) return cannot("write", path_);
  return {};
}

}  // namespace ponder::eval
