#include "image/transform.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "image/decoders.h"
#include "image/image.h"

namespace ponder::image {
namespace {

// Where a pixel of the upright picture is stored: start + x * right + y * down, in pixels.
struct Walk {
  std::ptrdiff_t start = 0, right = 0, down = 0;
};

Walk walk_of(Orientation orientation, std::ptrdiff_t width, std::ptrdiff_t height) {
  const std::ptrdiff_t bottom = (height - 1) * width;
  switch (orientation) {
    case Orientation::kMirrored:
      return {width - 1, -1, width};
    case Orientation::kUpsideDown:
      return {bottom + width - 1, -1, -width};
    case Orientation::kFlipped:
      return {bottom, 1, -width};
    case Orientation::kTransposed:
      return {0, width, 1};
    case Orientation::kNeedsRight:
      return {bottom, -width, 1};
    case Orientation::kTransversed:
      return {bottom + width - 1, -width, -1};
    case Orientation::kNeedsLeft:
      return {width - 1, width, -1};
    case Orientation::kUpright:
      break;
  }
  return {0, 1, width};
}

// How much of each old pixel is in one new pixel, along one side. Weights are in 1/65536 and sum to
// that exactly.
struct Span {
  std::uint32_t first = 0;
  std::vector<std::uint32_t> weights;
};

constexpr std::uint32_t kWhole = 65536;

std::vector<Span> spans_of(std::uint32_t from, std::uint32_t to) {
  std::vector<Span> spans(to);
  const double step = static_cast<double>(from) / to;
  for (std::uint32_t i = 0; i < to; ++i) {
    const double begin = i * step;
    const double end = std::min<double>(from, (i + 1) * step);
    Span& span = spans[i];
    span.first = std::min(from - 1, static_cast<std::uint32_t>(begin));
    std::uint32_t left = kWhole;
    for (std::uint32_t at = span.first; at < from && at < end; ++at) {
      const double part = std::min<double>(end, at + 1) - std::max<double>(begin, at);
      const auto weight =
          std::min(left, static_cast<std::uint32_t>(std::lround(part / step * kWhole)));
      span.weights.push_back(weight);
      left -= weight;
    }
    span.weights[span.weights.size() / 2] += left;  // What rounding left over.
  }
  return spans;
}

// One stored row, made as wide as the new picture, in 1/256 of a level.
void squeeze_row(const std::uint8_t* row, const std::vector<Span>& columns,
                 std::vector<std::uint32_t>& out) {
  for (std::size_t x = 0; x < columns.size(); ++x) {
    std::uint32_t red = 0;
    std::uint32_t green = 0;
    std::uint32_t blue = 0;
    const std::uint8_t* pixel = row + std::size_t{3} * columns[x].first;
    for (const std::uint32_t weight : columns[x].weights) {
      red += pixel[0] * weight;
      green += pixel[1] * weight;
      blue += pixel[2] * weight;
      pixel += 3;
    }
    out[x * 3] = red >> 8U;
    out[x * 3 + 1] = green >> 8U;
    out[x * 3 + 2] = blue >> 8U;
  }
}

Picture shrunk(const Picture& from, std::uint32_t width, std::uint32_t height) {
  Picture to = blank(width, height);
  const std::vector<Span> columns = spans_of(from.width, width);
  const std::vector<Span> rows = spans_of(from.height, height);
  std::vector<std::uint32_t> squeezed(std::size_t{3} * width);
  std::vector<std::uint64_t> sums(squeezed.size());
  std::uint8_t* out = to.rgb.data();
  for (const Span& span : rows) {
    std::ranges::fill(sums, 0);
    for (std::size_t i = 0; i < span.weights.size(); ++i) {
      squeeze_row(from.rgb.data() + (span.first + i) * std::size_t{3} * from.width, columns,
                  squeezed);
      for (std::size_t x = 0; x < sums.size(); ++x) {
        sums[x] += std::uint64_t{squeezed[x]} * span.weights[i];
      }
    }
    constexpr std::uint64_t kHalf = 1U << 23U;
    for (const std::uint64_t sum : sums) {
      *out++ = static_cast<std::uint8_t>(std::min<std::uint64_t>(255, (sum + kHalf) >> 24U));
    }
  }
  return to;
}

std::uint32_t scaled_side(std::uint32_t side, std::uint32_t longer, std::uint32_t side_max) {
  const auto exact = (std::uint64_t{side} * side_max + longer / 2) / longer;
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, exact));
}

}  // namespace

Picture turned(Picture picture, Orientation orientation) {
  if (orientation == Orientation::kUpright) return picture;
  const Walk walk = walk_of(orientation, picture.width, picture.height);
  const bool swapped = swaps_sides(orientation);
  Picture result =
      blank(swapped ? picture.height : picture.width, swapped ? picture.width : picture.height);
  std::uint8_t* out = result.rgb.data();
  for (std::uint32_t y = 0; y < result.height; ++y) {
    const std::uint8_t* from =
        picture.rgb.data() + 3 * (walk.start + static_cast<std::ptrdiff_t>(y) * walk.down);
    for (std::uint32_t x = 0; x < result.width; ++x) {
      out = std::copy_n(from + 3 * (static_cast<std::ptrdiff_t>(x) * walk.right), 3, out);
    }
  }
  return result;
}

Picture within_side(Picture picture, std::uint32_t side_max) {
  const std::uint32_t longer = std::max(picture.width, picture.height);
  if (side_max == 0 || longer <= side_max) return picture;
  return shrunk(picture, scaled_side(picture.width, longer, side_max),
                scaled_side(picture.height, longer, side_max));
}

Picture cropped(const Picture& picture, std::uint32_t left, std::uint32_t top, std::uint32_t width,
                std::uint32_t height) {
  left = std::min(left, picture.width - 1);
  top = std::min(top, picture.height - 1);
  width = std::clamp(width, 1U, picture.width - left);
  height = std::clamp(height, 1U, picture.height - top);
  Picture result = blank(width, height);
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::size_t from = (std::size_t{top + y} * picture.width + left) * 3;
    std::copy_n(picture.rgb.data() + from, std::size_t{3} * width,
                result.rgb.data() + std::size_t{3} * width * y);
  }
  return result;
}

}  // namespace ponder::image
