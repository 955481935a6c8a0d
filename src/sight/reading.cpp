#include "sight/reading.h"

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "image/measure.h"

namespace ponder::sight {
namespace {

constexpr float kUnsure = 0.6F;

std::string percent(float share) { return std::to_string(std::lround(share * 100.0F)) + " %"; }

}  // namespace

std::string text_of(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

std::string text_of(const Reading& reading) {
  std::string text;
  std::uint32_t block = 0;
  for (const Line& line : reading.lines) {
    if (!text.empty()) text += line.block == block ? "\n" : "\n\n";
    block = line.block;
    text += line.text;
  }
  return text;
}

std::string measures_in_words(const image::Measures& measures) {
  std::string words = std::to_string(measures.width) + " x " + std::to_string(measures.height) +
                      " pixels, " + std::string(measures.shape);
  for (std::size_t i = 0; i < measures.colours.size(); ++i) {
    const image::ColourShare& colour = measures.colours[i];
    words += i == 0 ? "; " : ", ";
    (words += colour.name) += ' ' + percent(colour.share);
  }
  return words;
}

std::string in_words(const Reading& reading, const std::optional<std::string>& corrected,
                     std::size_t number, std::size_t count) {
  std::string words =
      "[Picture " + std::to_string(number) + " of " + std::to_string(count) +
      ". You cannot see it. A program measured it: " + measures_in_words(reading.measures) + ".";
  const std::string text = corrected ? *corrected : text_of(reading);
  if (text.empty()) {
    words += corrected ? " The user says that there is no readable text in it."
                       : " It found no text in it.";
  } else {
    words += corrected ? " This text is in it, checked by the user"
                       : " It read this text in it, which may have mistakes";
    words += ":\n" + text + '\n';
  }
  std::string unsure;
  for (const Line& line : reading.lines) {
    if (corrected || line.confidence >= kUnsure) continue;
    unsure += (unsure.empty() ? "" : "; ") + line.text + " (" + percent(line.confidence) + ")";
  }
  if (!unsure.empty()) words += "It is unsure of: " + unsure + ".\n";
  for (const Code& code : reading.codes) words += code.kind + ": " + code.text + '\n';
  if (words.back() == '\n') words.pop_back();
  return words + "]";
}

}  // namespace ponder::sight
