// Tesseract in its sandbox: pixels -> lines of text.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/image.h"
#include "sight/reading.h"

namespace ponder::sight {

// How Tesseract takes a picture apart.
enum class Layout : std::uint8_t {
  kPage,    // Blocks, columns, paragraphs.
  kSparse,  // Words anywhere: labels, displays, photographs of things.
  kLine,    // One line.
};

// Blocks for as long as it reads, at most kOcrTime. Errors: kNotFound (Tesseract or its language
// data are not installed; says what to install), and those of sandbox::run.
Result<std::vector<Line>> read_lines(const image::Picture& picture, Layout layout);

// What Tesseract's table of words says. Lines that say nothing are left out.
std::vector<Line> lines_of_tsv(std::string_view tsv);

// How much was read, and how surely: for choosing between two attempts.
float worth_of(const std::vector<Line>& lines);

}  // namespace ponder::sight
