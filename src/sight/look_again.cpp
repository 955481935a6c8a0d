#include "sight/look_again.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "image/image.h"
#include "image/measure.h"
#include "image/transform.h"
#include "sight/limits.h"
#include "sight/ocr.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

constexpr float kSure = 0.9F;
constexpr std::size_t kShort = 32;  // Letters: a line of prose has its words to be sure by.

bool is_unsure(const Line& line) {
  return line.text.size() <= kShort &&
         std::ranges::any_of(line.words, [](const Word& word) { return word.confidence < kSure; });
}

// The line with some ground around it, as high as Tesseract reads best.
image::Picture cut_out(const image::Picture& view, const Box& box) {
  constexpr std::uint32_t kHeight = 48;
  const std::uint32_t height = std::max(1U, box.height);
  const std::uint32_t margin = height / 2 + 1;
  const std::uint32_t left = box.left - std::min(box.left, margin);
  const std::uint32_t top = box.top - std::min(box.top, margin);
  const image::Picture cut = image::cropped(view, left, top, box.left + box.width + margin - left,
                                            box.top + box.height + margin - top);
  const image::Picture large = image::enlarged(cut, (kHeight + height - 1) / height);
  const std::uint32_t side = std::max(large.width, large.height);
  const std::uint32_t times = large.width / cut.width;
  return image::for_reading(image::within_side(large, side * kHeight / (height * times)));
}

Line joined(std::vector<Line> lines) {
  Line all;
  float weight = 0;
  for (Line& line : lines) {
    const auto size = static_cast<float>(line.text.size());
    all.confidence = (all.confidence * weight + line.confidence * size) / (weight + size);
    weight += size;
    std::ranges::move(line.words, std::back_inserter(all.words));
  }
  all.text = text_of(all.words);
  return all;
}

}  // namespace

Line surer_of(const Line& first, const Line& second) {
  Line best = first;
  if (first.words.size() != second.words.size()) {
    if (second.confidence <= first.confidence) return best;
    best.text = second.text;
    best.words = second.words;
    best.confidence = second.confidence;
    return best;
  }
  best.confidence = 0;
  float weight = 0;
  for (std::size_t i = 0; i < best.words.size(); ++i) {
    Word& word = best.words[i];
    if (second.words[i].confidence > word.confidence) word = second.words[i];
    const auto size = static_cast<float>(word.text.size());
    best.confidence += word.confidence * size;
    weight += size;
  }
  best.text = text_of(best.words);
  best.confidence /= weight;
  return best;
}

void look_again(const image::Picture& view, std::vector<Line>& lines) {
  std::size_t looks = 0;
  for (Line& line : lines) {
    if (!is_unsure(line)) continue;
    if (++looks > kLooksMax) return;
    auto read = read_lines(cut_out(view, line.box), Layout::kLine);
    if (!read) return;
    if (!read->empty()) line = surer_of(line, joined(*std::move(read)));
  }
}

}  // namespace ponder::sight
