#include "sight/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "base/result.h"
#include "image/image.h"
#include "image/measure.h"
#include "image/skew.h"
#include "image/transform.h"
#include "sight/look_again.h"
#include "sight/look_alikes.h"
#include "sight/ocr.h"
#include "sight/reading.h"
#include "sight/segments.h"

namespace ponder::sight {
namespace {

// So sure of so many letters that no other attempt is worth its time.
constexpr float kClear = 3.0F;

// The picture made fit for readers of text, and how it was changed.
struct Ground {
  std::uint32_t times = 1;  // Enlarged by.
  float skew = 0;           // Turned by so many degrees to the right.
  image::Picture sharp, smooth;
};

Ground ground_of(const image::Picture& picture) {
  constexpr std::uint32_t kSmallSide = 700;  // Below, letters are too small for Tesseract.
  constexpr float kLevel = 1.0F;
  Ground ground;
  ground.times = std::max(picture.width, picture.height) < kSmallSide ? 2 : 1;
  const image::Picture large = image::enlarged(picture, ground.times);
  ground.sharp = image::for_reading(large);
  ground.smooth = image::for_reading(image::smoothed(image::smoothed(large)));
  ground.skew = image::skew_of(ground.smooth);
  if (std::abs(ground.skew) < kLevel) {
    ground.skew = 0;
  } else {
    ground.sharp = image::turned_by(ground.sharp, ground.skew);
    ground.smooth = image::turned_by(ground.smooth, ground.skew);
  }
  return ground;
}

Box shrunk(const Box& box, std::uint32_t times) {
  return {box.left / times, box.top / times, box.width / times, box.height / times};
}

// A box of the changed picture in the pixels of the picture itself: it goes with its middle.
Box box_in_picture(const Box& box, const Ground& ground, const image::Picture& picture) {
  const auto times = static_cast<float>(ground.times);
  const float width = static_cast<float>(box.width) / times;
  const float height = static_cast<float>(box.height) / times;
  const float middle_x = static_cast<float>(picture.width) / 2;
  const float middle_y = static_cast<float>(picture.height) / 2;
  const float x = static_cast<float>(box.left) / times + width / 2 - middle_x;
  const float y = static_cast<float>(box.top) / times + height / 2 - middle_y;
  const float back = ground.skew * std::numbers::pi_v<float> / 180.0F;
  const float left = x * std::cos(back) + y * std::sin(back) + middle_x - width / 2;
  const float top = y * std::cos(back) - x * std::sin(back) + middle_y - height / 2;
  const auto within = [](float place, std::uint32_t side, std::uint32_t length) {
    const auto most = static_cast<float>(side - std::min(side, length));
    return static_cast<std::uint32_t>(std::clamp(place, 0.0F, most));
  };
  Box result{0, 0, box.width / ground.times, box.height / ground.times};
  result.left = within(left, picture.width, result.width);
  result.top = within(top, picture.height, result.height);
  return result;
}

bool lies_in(const Box& inner, const Box& outer) {
  const std::uint32_t x = inner.left + inner.width / 2;
  const std::uint32_t y = inner.top + inner.height / 2;
  return x >= outer.left && x < outer.left + outer.width && y >= outer.top &&
         y < outer.top + outer.height;
}

// What Tesseract takes the strokes of a display for gives way to what they are.
void drop_strokes(std::vector<Line>& lines, const Box& display) {
  std::erase_if(lines, [&](const Line& line) {
    const bool mostly = line.box.width < 2 * display.width;
    return lies_in(line.box, display) || (mostly && lies_in(display, line.box));
  });
}

void add_display(std::vector<Line>& lines, Line display) {
  for (const Line& line : lines) display.block = std::max(display.block, line.block + 1);
  lines.push_back(std::move(display));
}

Result<std::vector<Line>> read_level(const Ground& ground) {
  auto page = read_lines(ground.sharp, Layout::kPage);
  if (!page || worth_of(*page) >= kClear) return page;
  auto sparse = read_lines(ground.smooth, Layout::kSparse);
  if (!sparse || worth_of(*sparse) > worth_of(*page)) return sparse;
  return page;
}

// As it stands after a turn, where that is read clearly better than `level`.
Result<TextRead> read_turned(const Ground& ground, std::vector<Line> level) {
  using image::Orientation;
  constexpr std::array<std::pair<Orientation, std::uint32_t>, 3> kTurns = {
      {{Orientation::kNeedsRight, 90},
       {Orientation::kUpsideDown, 180},
       {Orientation::kNeedsLeft, 270}}};
  constexpr float kBetter = 2.0F;  // Some signs can be read upside down as well.
  TextRead best{std::move(level), 0};
  float worth = std::max(0.0F, worth_of(best.lines) * kBetter);
  for (const auto& [orientation, degrees] : kTurns) {
    if (worth >= kClear) break;
    const image::Picture view = image::turned(ground.smooth, orientation);
    auto lines = read_lines(view, Layout::kSparse);
    if (!lines) return lines.error();
    if (worth_of(*lines) <= worth) continue;
    look_again(view, *lines);
    worth = worth_of(*lines);
    best = {std::move(*lines), degrees};
  }
  return best;
}

}  // namespace

Result<TextRead> read_text(const image::Picture& picture) {
  const Ground ground = ground_of(picture);
  auto display = read_segments(ground.smooth);
  auto level = read_level(ground);
  if (!level) return level.error();
  if (display) drop_strokes(*level, display->box);
  look_again(ground.smooth, *level);
  TextRead best{std::move(*level), 0};
  if (!display && worth_of(best.lines) < kClear) {
    auto turned = read_turned(ground, std::move(best.lines));
    if (!turned) return turned.error();
    best = std::move(*turned);
  }
  if (worth_of(best.lines) <= 0) best = {};
  mend_look_alikes(best.lines);
  if (display) add_display(best.lines, *std::move(display));
  for (Line& line : best.lines) {
    line.box = best.turned == 0 ? box_in_picture(line.box, ground, picture)
                                : shrunk(line.box, ground.times);
  }
  return best;
}

}  // namespace ponder::sight
