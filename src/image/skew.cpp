#include "image/skew.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "image/decoders.h"
#include "image/image.h"
#include "image/transform.h"

namespace ponder::image {
namespace {

struct Point {
  float x, y;
};

constexpr float kRadian = std::numbers::pi_v<float> / 180.0F;

std::vector<Point> ink_of(const Picture& picture) {
  constexpr std::uint8_t kDark = 110;
  std::vector<Point> ink;
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    for (std::uint32_t x = 0; x < picture.width; ++x) {
      if (picture.rgb[(std::size_t{y} * picture.width + x) * 3] >= kDark) continue;
      ink.push_back({static_cast<float>(x), static_cast<float>(y)});
    }
  }
  return ink;
}

// How sharply rows full of ink and empty ones are apart after a turn.
double sharpness(const std::vector<Point>& ink, float degrees, std::vector<std::uint32_t>& rows) {
  const float sine = std::sin(degrees * kRadian);
  const float cosine = std::cos(degrees * kRadian);
  const float middle = static_cast<float>(rows.size()) / 2;
  std::ranges::fill(rows, 0U);
  for (const Point& point : ink) {
    const float row = point.x * sine + point.y * cosine + middle;
    const auto last = static_cast<float>(rows.size() - 1);
    ++rows[static_cast<std::size_t>(std::clamp(row, 0.0F, last))];
  }
  double sum = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double step = static_cast<double>(rows[i]) - static_cast<double>(rows[i - 1]);
    sum += step * step;
  }
  return sum;
}

}  // namespace

float skew_of(const Picture& picture) {
  constexpr std::uint32_t kSide = 400;
  constexpr float kMost = 15.0F;
  constexpr float kStep = 0.5F;
  constexpr double kClearly = 1.15;
  const Picture small = within_side(picture, kSide);
  const std::vector<Point> ink = ink_of(small);
  std::vector<std::uint32_t> rows(std::size_t{2} * (small.width + small.height));
  const double level = sharpness(ink, 0, rows);
  std::pair<double, float> best{level * kClearly, 0.0F};
  for (float degrees = -kMost; degrees <= kMost; degrees += kStep) {
    const double sharp = sharpness(ink, degrees, rows);
    if (sharp > best.first) best = {sharp, degrees};
  }
  return best.second;
}

Picture turned_by(const Picture& picture, float degrees) {
  Picture result = blank(picture.width, picture.height);
  const float sine = std::sin(degrees * kRadian);
  const float cosine = std::cos(degrees * kRadian);
  const float middle_x = static_cast<float>(picture.width - 1) / 2;
  const float middle_y = static_cast<float>(picture.height - 1) / 2;
  std::uint8_t* out = result.rgb.data();
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    for (std::uint32_t x = 0; x < picture.width; ++x, out += 3) {
      const float from_x = static_cast<float>(x) - middle_x;
      const float from_y = static_cast<float>(y) - middle_y;
      const float at_x = from_x * cosine + from_y * sine + middle_x;
      const float at_y = from_y * cosine - from_x * sine + middle_y;
      if (at_x < 0 || at_y < 0) continue;
      const auto left = static_cast<std::uint32_t>(at_x);
      const auto top = static_cast<std::uint32_t>(at_y);
      if (left + 1 >= picture.width || top + 1 >= picture.height) continue;
      const float right_share = at_x - static_cast<float>(left);
      const float low_share = at_y - static_cast<float>(top);
      const std::uint8_t* above = &picture.rgb[(std::size_t{top} * picture.width + left) * 3];
      const std::uint8_t* below = above + std::size_t{picture.width} * 3;
      for (std::size_t c = 0; c < 3; ++c) {
        const float upper =
            std::lerp(static_cast<float>(above[c]), static_cast<float>(above[c + 3]), right_share);
        const float lower =
            std::lerp(static_cast<float>(below[c]), static_cast<float>(below[c + 3]), right_share);
        out[c] = static_cast<std::uint8_t>(std::lerp(upper, lower, low_share));
      }
    }
  }
  return result;
}

Picture smoothed(const Picture& picture) {
  Picture result = picture;
  const std::size_t row = std::size_t{picture.width} * 3;
  const auto mean = [](std::uint32_t before, std::uint32_t here, std::uint32_t after) {
    return static_cast<std::uint8_t>((before + 2 * here + after + 2) / 4);
  };
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::uint8_t* in = &picture.rgb[y * row];
    for (std::size_t i = 3; i + 3 < row; ++i) {
      result.rgb[y * row + i] = mean(in[i - 3], in[i], in[i + 3]);
    }
  }
  const Picture across = result;
  for (std::size_t y = 1; y + 1 < picture.height; ++y) {
    const std::uint8_t* above = &across.rgb[(y - 1) * row];
    const std::uint8_t* here = above + row;
    const std::uint8_t* below = here + row;
    for (std::size_t i = 0; i < row; ++i) {
      result.rgb[y * row + i] = mean(above[i], here[i], below[i]);
    }
  }
  return result;
}

}  // namespace ponder::image
