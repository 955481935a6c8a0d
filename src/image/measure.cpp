#include "image/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "image/decoders.h"
#include "image/image.h"

namespace ponder::image {
namespace {

constexpr std::array<std::string_view, 12> kNames = {"black", "grey",   "white",  "red",
                                                     "brown", "orange", "yellow", "green",
                                                     "cyan",  "blue",   "purple", "pink"};
enum Name : std::uint8_t {
  kBlack,
  kGrey,
  kWhite,
  kRed,
  kBrown,
  kOrange,
  kYellow,
  kGreen,
  kCyan,
  kBlue,
  kPurple,
  kPink
};

// On the colour wheel, 0 to 360 degrees, of a colour that is not grey.
float hue_of(int red, int green, int blue, int most, int spread) {
  const auto step = [spread](int a, int b) {
    return static_cast<float>(a - b) / static_cast<float>(spread);
  };
  float hue = 0;
  if (most == red) {
    hue = step(green, blue);
  } else if (most == green) {
    hue = step(blue, red) + 2;
  } else {
    hue = step(red, green) + 4;
  }
  return hue < 0 ? hue * 60 + 360 : hue * 60;
}

Name name_of(int red, int green, int blue) {
  const int most = std::max({red, green, blue});
  const int least = std::min({red, green, blue});
  const int spread = most - least;
  if (most < 50) return kBlack;
  if (spread * 100 < most * 18) return least > 205 ? kWhite : kGrey;
  const float hue = hue_of(red, green, blue, most, spread);
  if (hue < 15 || hue >= 345) return spread * 2 < most && most > 180 ? kPink : kRed;
  if (hue < 45) return most < 160 ? kBrown : kOrange;
  if (hue < 70) return kYellow;
  if (hue < 165) return kGreen;
  if (hue < 200) return kCyan;
  if (hue < 260) return kBlue;
  return hue < 300 ? kPurple : kPink;
}

std::uint32_t brightness_of(const std::uint8_t* pixel) {
  return (pixel[0] * 77U + pixel[1] * 150U + pixel[2] * 29U) >> 8U;
}

struct Sums {
  std::uint64_t count = 0, red = 0, green = 0, blue = 0;
};

std::vector<ColourShare> colours_of(const std::array<Sums, kNames.size()>& sums,
                                    std::uint64_t pixels) {
  constexpr float kLeast = 0.05F;
  std::vector<ColourShare> colours;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Sums& sum = sums.at(i);
    const float share = static_cast<float>(sum.count) / static_cast<float>(pixels);
    if (sum.count == 0 || share < kLeast) continue;
    const auto mean = static_cast<std::uint32_t>(
        sum.red / sum.count << 16U | sum.green / sum.count << 8U | sum.blue / sum.count);
    colours.push_back({kNames.at(i), share, mean});
  }
  std::ranges::sort(colours, std::ranges::greater(), &ColourShare::share);
  return colours;
}

std::string_view shape_of(const Picture& picture) {
  if (picture.width * 10ULL > picture.height * 11ULL) return "landscape";
  return picture.height * 10ULL > picture.width * 11ULL ? "portrait" : "square";
}

using Histogram = std::array<std::uint64_t, 256>;

Histogram histogram_of(const Picture& picture) {
  Histogram histogram{};
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    ++histogram.at(brightness_of(&picture.rgb[i]));
  }
  return histogram;
}

// The brightness below which so many pixels are.
std::uint32_t level_at(const Histogram& histogram, std::uint64_t pixels) {
  std::uint64_t seen = 0;
  for (std::uint32_t level = 0; level < histogram.size(); ++level) {
    seen += histogram.at(level);
    if (seen > pixels) return level;
  }
  return 255;
}

}  // namespace

Measures measure(const Picture& picture) {
  std::array<Sums, kNames.size()> sums{};
  double total = 0;
  double squares = 0;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    const std::uint8_t* pixel = &picture.rgb[i];
    Sums& sum = sums.at(name_of(pixel[0], pixel[1], pixel[2]));
    ++sum.count;
    sum.red += pixel[0];
    sum.green += pixel[1];
    sum.blue += pixel[2];
    const double light = brightness_of(pixel) / 255.0;
    total += light;
    squares += light * light;
  }
  const std::uint64_t pixels = picture.rgb.size() / 3;
  const auto count = static_cast<double>(pixels);
  const double mean = total / count;
  Measures measures;
  measures.width = picture.width;
  measures.height = picture.height;
  measures.shape = shape_of(picture);
  measures.brightness = static_cast<float>(mean);
  measures.contrast = static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean)));
  measures.colours = colours_of(sums, pixels);
  return measures;
}

Picture for_reading(const Picture& picture) {
  const Histogram histogram = histogram_of(picture);
  const std::uint64_t pixels = picture.rgb.size() / 3;
  constexpr std::uint64_t kShare = 1000;  // A short word in a large picture has more of its pixels.
  const std::uint32_t darkest = level_at(histogram, pixels / kShare);
  const std::uint32_t lightest = level_at(histogram, pixels - pixels / kShare - 1);
  const std::uint32_t range = std::max(1U, lightest - std::min(lightest, darkest));
  const bool dark_ground = level_at(histogram, pixels / 2) < (darkest + lightest) / 2;
  Picture result = blank(picture.width, picture.height);
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    const std::uint32_t light =
        std::clamp(brightness_of(&picture.rgb[i]), darkest, std::max(darkest, lightest));
    const std::uint32_t level = (light - darkest) * 255U / range;
    std::fill_n(&result.rgb[i], 3,
                static_cast<std::uint8_t>(dark_ground ? 255U - std::min(255U, level)
                                                      : std::min(255U, level)));
  }
  return result;
}

namespace {

// Between which two old pixels the middle of each new one lies, and how far to the second.
struct Between {
  std::uint32_t first = 0, second = 0, share = 0;  // In parts of twice the times.
};

std::vector<Between> between(std::uint32_t side, std::uint32_t times) {
  std::vector<Between> places(std::size_t{side} * times);
  const std::uint32_t whole = 2 * times;
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const std::uint32_t at = std::max(2 * i + 1, times) - times;
    const std::uint32_t first = at / whole;
    places[i] = {first, std::min(first + 1, side - 1), at % whole};
  }
  return places;
}

}  // namespace

Picture enlarged(const Picture& picture, std::uint32_t times) {
  if (times <= 1) return picture;
  Picture result = blank(picture.width * times, picture.height * times);
  const std::vector<Between> columns = between(picture.width, times);
  const std::uint32_t whole = 2 * times;
  std::uint8_t* out = result.rgb.data();
  for (const Between& row : between(picture.height, times)) {
    const std::uint8_t* above = &picture.rgb[std::size_t{3} * row.first * picture.width];
    const std::uint8_t* below = &picture.rgb[std::size_t{3} * row.second * picture.width];
    for (const Between& column : columns) {
      for (std::uint32_t channel = 0; channel < 3; ++channel) {
        const std::size_t left = std::size_t{3} * column.first + channel;
        const std::size_t right = std::size_t{3} * column.second + channel;
        const std::uint32_t upper =
            above[left] * (whole - column.share) + above[right] * column.share;
        const std::uint32_t lower =
            below[left] * (whole - column.share) + below[right] * column.share;
        *out++ = static_cast<std::uint8_t>((upper * (whole - row.share) + lower * row.share) /
                                           (whole * whole));
      }
    }
  }
  return result;
}

}  // namespace ponder::image
