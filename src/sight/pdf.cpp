#include "sight/pdf.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/utf8.h"
#include "image/image.h"
#include "sandbox/sandbox.h"
#include "sight/given_up.h"
#include "sight/limits.h"

namespace ponder::sight {
namespace {

constexpr std::string_view kLocked = "Incorrect password";

Error too_much(const std::string& what, const std::string& why) {
  return {ErrorCode::kTooLarge,
          "The PDF file asks for too much: " + what + " was given up (" + why + ")."};
}

// What one of poppler's programs prints. `what` it does, for errors.
Result<std::string> ask(const char* name, std::vector<std::string> arguments,
                        const std::string& file, std::size_t bytes_max, const std::string& what) {
  const auto program = sandbox::find_program(name);
  if (!program) {
    return Error{ErrorCode::kUnavailable,
                 "PDF files are not read: poppler is not installed (Debian: poppler-utils)."};
  }
  const sandbox::Job job{*program, std::move(arguments), {}, file};
  auto ended = sandbox::run(job, {.wall = kPdfTime, .output_bytes = bytes_max});
  if (!ended && ended.error().code == ErrorCode::kIo) return ended.error();
  if (!ended) return too_much(what, ended.error().message);
  if (ended->errors.find(kLocked) != std::string::npos) {
    return invalid("The PDF file is locked with a password: save it without one.");
  }
  if (ended->exit_code > 128) {  // By a signal: its bounds of memory and time among them.
    return too_much(what, "it ended by signal " + std::to_string(ended->exit_code - 128));
  }
  if (ended->exit_code != 0) {
    return invalid("The PDF file is damaged: " + what + " failed.");
  }
  return std::move(ended->output);
}

Result<std::uint32_t> count_pages(const std::string& file) {
  constexpr std::size_t kBytesMax = 64U << 10U;
  const auto outline = ask("pdfinfo", {"-"}, file, kBytesMax, "counting its pages");
  if (!outline) return outline.error();
  const std::uint32_t pages = pages_of_outline(*outline);
  if (pages == 0) return invalid("The PDF file has no pages.");
  return pages;
}

Result<PdfPage> read_page(const std::string& file, std::uint32_t number,
                          std::vector<std::string>& notes) {
  PdfPage page;
  page.number = number;
  const std::string n = std::to_string(number);
  auto drawn =
      ask("pdftoppm",
          {"-png", "-singlefile", "-f", n, "-l", n, "-scale-to", std::to_string(kPdfSide), "-"},
          file, kPdfPictureBytesMax, "drawing page " + n);
  if (!drawn) return drawn.error();
  const auto header = image::inspect(*drawn);
  if (!header) return invalid("The PDF file is damaged: page " + n + " cannot be drawn.");
  page.file = std::move(*drawn);
  page.width = header->width;
  page.height = header->height;
  const auto text = ask("pdftotext", {"-enc", "UTF-8", "-f", n, "-l", n, "-nopgbrk", "-", "-"},
                        file, kPdfTextBytesMax, "reading page " + n);
  if (!text) {
    notes.push_back("The text of page " + n + " is not here. " + text.error().message);
    return page;
  }
  page.text = utf8_repaired(*text);
  while (!page.text.empty() && (page.text.back() == '\n' || page.text.back() == ' ')) {
    page.text.pop_back();
  }
  return page;
}

}  // namespace

std::uint32_t pages_of_outline(std::string_view outline) {
  constexpr std::string_view kPages = "Pages:";
  const std::size_t at = outline.find(kPages);
  if (at == std::string_view::npos) return 0;
  outline.remove_prefix(at + kPages.size());
  outline.remove_prefix(std::min(outline.find_first_not_of(' '), outline.size()));
  std::uint32_t pages = 0;
  std::from_chars(outline.data(), outline.data() + outline.size(), pages);
  return pages;
}

Result<Pdf> read_pdf(const std::string& file, std::uint32_t first, std::uint32_t count,
                     const GivenUp& given_up) {
  if (!image::is_pdf(file)) return invalid("The file is no PDF file.");
  if (file.size() > kPdfBytesMax) {
    return Error{ErrorCode::kTooLarge, "The PDF file has " + std::to_string(file.size()) +
                                           " bytes; the limit is " + std::to_string(kPdfBytesMax) +
                                           "."};
  }
  if (count == 0 || count > kPdfPagesMax) {
    return Error{ErrorCode::kTooLarge,
                 "At most " + std::to_string(kPdfPagesMax) +
                     " pages are read at one time, and at least one, not " + std::to_string(count) +
                     ".",
                 "count"};
  }
  const auto total = count_pages(file);
  if (!total) return total.error();
  if (first == 0 || first > *total) {
    return invalid("The PDF file has " + std::to_string(*total) + " pages; there is no page " +
                       std::to_string(first) + ".",
                   "first");
  }
  Pdf pdf;
  pdf.pages_total = *total;
  const std::uint32_t last = first + std::min(count - 1, *total - first);
  for (std::uint32_t number = first; number <= last; ++number) {
    if (const auto wanted = go_on_unless(given_up); !wanted) return wanted.error();
    auto page = read_page(file, number, pdf.notes);
    if (!page) return page.error();
    pdf.pages.push_back(std::move(*page));
  }
  return pdf;
}

}  // namespace ponder::sight
