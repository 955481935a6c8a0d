// What programs in the sandbox print about pictures and PDF files: any bytes are read as lines,
// codes and numbers, or as nothing.
#include "fuzz.h"
#include "image/limits.h"
#include "sight/codes.h"
#include "sight/ocr.h"
#include "sight/pdf.h"
#include "sight/reading.h"

namespace {

using namespace ponder;

void check(const sight::Line& line) {
  std::string text;
  for (const sight::Word& word : line.words) {
    text += (text.empty() ? "" : " ") + word.text;
    fuzz::require(word.confidence >= 0 && word.confidence <= 1, "a word is sure by 0 to 1");
  }
  fuzz::require(!text.empty() && text == line.text, "a line is its words");
  fuzz::require(fuzz::is_utf8(text), "a line is UTF-8");
  fuzz::require(line.confidence >= 0 && line.confidence <= 1.001F, "a line is sure by 0 to 1");
  const sight::Box& box = line.box;
  constexpr std::uint32_t kPlaceMax = 2 * image::kSideMax;
  fuzz::require(box.left <= kPlaceMax && box.width <= kPlaceMax && box.top <= kPlaceMax &&
                    box.height <= kPlaceMax,
                "a line has a place that a picture can have");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string printed = fuzz::text_of(data, size);
  sight::Reading reading;
  reading.lines = sight::lines_of_tsv(printed);
  reading.codes = sight::codes_of_xml(printed);
  for (const sight::Line& line : reading.lines) check(line);
  for (const sight::Code& code : reading.codes) {
    fuzz::require(!code.kind.empty(), "a code is of a kind");
    fuzz::require(fuzz::is_utf8(code.text), "a code is UTF-8");
  }
  const std::string told = sight::in_words(reading, {}, 1, 1);
  fuzz::require(told.starts_with("[Picture 1 of 1") && told.ends_with("]"), "a picture is told");
  const std::uint32_t pages = sight::pages_of_outline(printed);
  fuzz::require(pages == 0 || printed.find(std::to_string(pages)) != std::string::npos,
                "the pages are those of the outline");
  return 0;
}
