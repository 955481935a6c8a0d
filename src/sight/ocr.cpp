#include "sight/ocr.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/utf8.h"
#include "image/image.h"
#include "image/limits.h"
#include "sandbox/sandbox.h"
#include "sight/limits.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

enum Column : std::uint8_t {
  kLevel,
  kPageNumber,
  kBlock,
  kParagraph,
  kLine,
  kWord,
  kLeft,
  kTop,
  kWidth,
  kHeight,
  kConfidence,
  kText,
  kColumns
};

using Cells = std::array<std::string_view, kColumns>;

bool split(std::string_view row, Cells& cells) {
  for (std::size_t i = 0; i + 1 < kColumns; ++i) {
    const std::size_t tab = row.find('\t');
    if (tab == std::string_view::npos) return false;
    cells.at(i) = row.substr(0, tab);
    row.remove_prefix(tab + 1);
  }
  cells.at(kText) = row;
  return true;
}

std::uint32_t number(std::string_view cell) {
  std::uint32_t value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

std::uint32_t place(std::string_view cell) { return std::min(number(cell), image::kSideMax); }

float fraction(std::string_view cell) {
  float value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return std::isfinite(value) ? value : 0.0F;
}

Box joined(const Box& a, const Box& b) {
  const std::uint32_t left = std::min(a.left, b.left);
  const std::uint32_t top = std::min(a.top, b.top);
  const std::uint32_t right = std::max(a.left + a.width, b.left + b.width);
  const std::uint32_t bottom = std::max(a.top + a.height, b.top + b.height);
  return {left, top, right - left, bottom - top};
}

// Gathers words into lines.
class Gatherer {
 public:
  void add(const Cells& cells) {
    const std::string text = utf8_repaired(cells.at(kText));
    if (text.find_first_not_of(" \t") == std::string::npos) return;
    const auto key =
        std::tuple(number(cells.at(kBlock)), number(cells.at(kParagraph)), number(cells.at(kLine)));
    const float confidence = std::clamp(fraction(cells.at(kConfidence)) / 100.0F, 0.0F, 1.0F);
    const Box box{place(cells.at(kLeft)), place(cells.at(kTop)), place(cells.at(kWidth)),
                  place(cells.at(kHeight))};
    const auto size = static_cast<float>(text.size());
    if (lines_.empty() || key != key_) {
      lines_.push_back({text, confidence, box, std::get<0>(key), {{text, confidence}}});
      weight_ = size;
      key_ = key;
      return;
    }
    Line& line = lines_.back();
    line.text += ' ' + text;
    line.words.push_back({text, confidence});
    line.confidence = (line.confidence * weight_ + confidence * size) / (weight_ + size);
    weight_ += size;
    line.box = joined(line.box, box);
  }
  std::vector<Line> take() { return std::move(lines_); }

 private:
  std::vector<Line> lines_;
  std::tuple<std::uint32_t, std::uint32_t, std::uint32_t> key_;
  float weight_ = 0;
};

}  // namespace

std::vector<Line> lines_of_tsv(std::string_view tsv) {
  constexpr std::string_view kWordLevel = "5";
  Gatherer gatherer;
  while (!tsv.empty()) {
    const std::size_t end = std::min(tsv.find('\n'), tsv.size());
    Cells cells;
    if (split(tsv.substr(0, end), cells) && cells.at(kLevel) == kWordLevel) gatherer.add(cells);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
  }
  return gatherer.take();
}

float worth_of(const std::vector<Line>& lines) {
  constexpr float kNoise = 0.5F;
  float worth = 0;
  for (const Line& line : lines) {
    worth += (line.confidence - kNoise) * static_cast<float>(line.text.size());
  }
  return worth;
}

namespace {

// As its option --psm names it.
const char* name_of(Layout layout) {
  switch (layout) {
    case Layout::kPage:
      return "3";
    case Layout::kSparse:
      return "11";
    case Layout::kLine:
      return "7";
  }
  return "3";
}

}  // namespace

Result<std::vector<Line>> read_lines(const image::Picture& picture, Layout layout) {
  const auto program = sandbox::find_program("tesseract");
  if (!program) {
    return Error{
        ErrorCode::kNotFound,
        "text in pictures is not read: Tesseract is not installed (Debian: tesseract-ocr)"};
  }
  sandbox::Job job;
  job.program = *program;
  job.arguments = {"stdin", "stdout", "--psm", name_of(layout), "-l", "eng", "--dpi", "150", "tsv"};
  job.environment = {{"OMP_THREAD_LIMIT", "1"}};
  job.input = image::encode_ppm(picture);
  auto ended = sandbox::run(job, {.wall = kOcrTime, .cpu = kOcrCpu, .memory_bytes = kOcrMemory});
  if (!ended) return ended.error();
  if (ended->exit_code != 0) {
    return Error{ErrorCode::kIo, "text in the picture was not read: Tesseract failed (" +
                                     std::to_string(ended->exit_code) + ")"};
  }
  return lines_of_tsv(ended->output);
}

}  // namespace ponder::sight
