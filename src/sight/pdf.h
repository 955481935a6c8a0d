// PDF files through poppler's programs in the sandbox: what is written on a page, and how it looks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sight/given_up.h"

namespace ponder::sight {

struct PdfPage {
  std::uint32_t number = 0;  // From 1.
  std::string text;          // In reading order; empty where it is all picture.
  std::string file;          // Its picture as PNG, at most kPdfSide pixels.
  std::uint32_t width = 0, height = 0;
};

struct Pdf {
  std::uint32_t pages_total = 0;
  std::vector<PdfPage> pages;
  std::vector<std::string> notes;  // What could not be done, in words for the user.
};

// How many there are, as pdfinfo prints it; 0 where it does not say.
std::uint32_t pages_of_outline(std::string_view outline);

// Pages `first` (from 1) to `first + count - 1`, or to the last. Blocks for some tenths of a second
// a page, at most kPdfTime for each of its steps. Errors: kInvalid (no PDF, damaged, locked with a
// password, no such page), kTooLarge (the file; more than kPdfPagesMax; a page that takes too much
// time or memory), kUnavailable (poppler is not installed; says what to install), kCancelled.
Result<Pdf> read_pdf(const std::string& file, std::uint32_t first, std::uint32_t count,
                     const GivenUp& given_up = {});

}  // namespace ponder::sight
