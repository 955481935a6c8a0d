// The pictures in tests/fixtures/images, and what they show: red and green above, blue and white
// below.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "image/image.h"
#include "support/fixture_file.h"

namespace ponder::image {

inline std::string fixture(const std::string& name) {
  return ponder::tests::fixture_file("images/" + name);
}

using Colour = std::array<int, 3>;

inline Colour at(const Picture& picture, std::uint32_t x, std::uint32_t y) {
  const std::size_t i = (std::size_t{y} * picture.width + x) * 3;
  return {picture.rgb.at(i), picture.rgb.at(i + 1), picture.rgb.at(i + 2)};
}

inline bool near(const Colour& a, const Colour& b, int tolerance) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (std::abs(a.at(i) - b.at(i)) > tolerance) return false;
  }
  return true;
}

// Its quarters have the card's colours.
inline ::testing::AssertionResult shows_card(const Picture& picture, int tolerance) {
  if (picture.width != 32 || picture.height != 16) {
    return ::testing::AssertionFailure() << picture.width << " x " << picture.height;
  }
  struct Spot {
    std::uint32_t x, y;
    Colour colour;
  };
  const std::array<Spot, 4> spots = {{{4, 3, {220, 20, 20}},
                                      {27, 3, {20, 160, 20}},
                                      {4, 12, {20, 20, 220}},
                                      {27, 12, {255, 255, 255}}}};
  for (const Spot& spot : spots) {
    const Colour got = at(picture, spot.x, spot.y);
    if (near(got, spot.colour, tolerance)) continue;
    return ::testing::AssertionFailure()
           << spot.x << ',' << spot.y << " is " << got[0] << ' ' << got[1] << ' ' << got[2];
  }
  return ::testing::AssertionSuccess();
}

// A picture in which every pixel differs from its neighbours.
inline Picture gradient(std::uint32_t width, std::uint32_t height) {
  Picture picture{width, height, {}};
  picture.rgb.reserve(std::size_t{3} * width * height);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      picture.rgb.push_back(static_cast<std::uint8_t>(x * 7 + y));
      picture.rgb.push_back(static_cast<std::uint8_t>(y * 5));
      picture.rgb.push_back(static_cast<std::uint8_t>(x * 3));
    }
  }
  return picture;
}

}  // namespace ponder::image
