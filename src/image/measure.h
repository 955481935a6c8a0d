// What can be said about a picture by measuring it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"

namespace ponder::image {

struct ColourShare {
  std::string_view name;   // "red", "white"...
  float share = 0.0F;      // Of the picture's area, 0 to 1.
  std::uint32_t mean = 0;  // 0xRRGGBB.
};

struct Measures {
  std::uint32_t width = 0, height = 0;
  std::string_view shape;            // "landscape", "portrait" or "square".
  float brightness = 0.0F;           // Mean, 0 (black) to 1 (white).
  float contrast = 0.0F;             // Standard deviation of the brightness, 0 to 0.5.
  std::vector<ColourShare> colours;  // Largest first, those with 5 % and more.
};

Measures measure(const Picture& picture);

// The picture's brightness, stretched so that its darkest and its lightest thousandth become black
// and white; dark ground is turned into light ground. For reading text.
Picture for_reading(const Picture& picture);

// Made larger by a whole number, with pixels in between.
Picture enlarged(const Picture& picture, std::uint32_t times);

}  // namespace ponder::image
