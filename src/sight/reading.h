// What programs can read in a picture: text with its place and how sure it is, codes, and simple
// measures. Models without eyes are told it; the user sees and corrects it before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/measure.h"

namespace ponder::sight {

struct Box {
  std::uint32_t left = 0, top = 0, width = 0, height = 0;  // Pixels of the upright picture.
  bool operator==(const Box&) const = default;
};

struct Word {
  std::string text;
  float confidence = 0.0F;  // 0 to 1.
  bool operator==(const Word&) const = default;
};

struct Line {
  std::string text;         // Its words, with single spaces.
  float confidence = 0.0F;  // Of its words, weighted by their length; 0 to 1.
  Box box;
  std::uint32_t block = 0;  // Lines of one block belong together: a paragraph, a column, a label.
  std::vector<Word> words = {};  // In order.
  bool operator==(const Line&) const = default;
};

// A barcode or QR code.
struct Code {
  std::string kind;  // "QR-Code", "EAN-13"...
  std::string text;
  bool operator==(const Code&) const = default;
};

struct Reading {
  image::Measures measures;
  std::uint32_t turned = 0;  // The text stands upright after so many degrees to the right.
  std::vector<Line> lines;   // In reading order.
  std::vector<Code> codes;
  std::vector<std::string> notes;  // What could not be done, in words for the user.
};

// Words with single spaces between them.
std::string text_of(const std::vector<Word>& words);

// The lines as text, blocks apart.
std::string text_of(const Reading& reading);

// Sums of the measures in words: "1280 x 720 pixels, landscape; white 60 %, blue 20 %".
std::string measures_in_words(const image::Measures& measures);

// What a model without eyes is told in a picture's place. `number` of `count` pictures of its
// message. With `corrected` (what the user made of the text; empty: there is none) that instead of
// the lines.
std::string in_words(const Reading& reading, const std::optional<std::string>& corrected,
                     std::size_t number, std::size_t count);

}  // namespace ponder::sight
