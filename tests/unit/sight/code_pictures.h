// Barcodes and QR codes, drawn module by module.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"

namespace ponder::sight {

// The bars of an EAN-13, one character a module: the first digit says which sets the left half
// uses.
inline std::string bars_of(std::string_view digits) {
  constexpr std::array<std::string_view, 10> kRight = {"1110010", "1100110", "1101100", "1000010",
                                                       "1011100", "1001110", "1010000", "1000100",
                                                       "1001000", "1110100"};
  constexpr std::array<std::string_view, 10> kEven = {"000000", "001011", "001101", "001110",
                                                      "010011", "011001", "011100", "010101",
                                                      "010110", "011010"};
  const auto set_of = [](char digit) { return static_cast<std::size_t>(digit - '0'); };
  std::string bars = "101";
  for (std::size_t i = 1; i < digits.size(); ++i) {
    const std::string_view right = kRight.at(set_of(digits[i]));
    if (i == 7) bars += "01010";
    if (i >= 7) {
      bars += right;
    } else if (kEven.at(set_of(digits[0])).at(i - 1) == '1') {
      bars.append(right.rbegin(), right.rend());
    } else {
      for (const char module : right) bars += module == '1' ? '0' : '1';
    }
  }
  return bars + "101";
}

struct Place {
  std::uint32_t left = 0, top = 0, width = 0, height = 0;
};

inline void fill(image::Picture& picture, const Place& place, std::uint8_t level) {
  for (std::size_t y = place.top; y < place.top + place.height; ++y) {
    for (std::size_t x = place.left; x < place.left + place.width; ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        picture.rgb.at(3 * (y * picture.width + x) + channel) = level;
      }
    }
  }
}

// A dark rectangle for each '1'; `first` is the place of the first module.
inline void draw(image::Picture& picture, const std::vector<std::string>& rows, const Place& first,
                 std::uint8_t level) {
  for (std::uint32_t y = 0; y < rows.size(); ++y) {
    for (std::uint32_t x = 0; x < rows[y].size(); ++x) {
      if (rows[y][x] == '0') continue;
      fill(picture,
           {first.left + x * first.width, first.top + y * first.height, first.width, first.height},
           level);
    }
  }
}

inline image::Picture white(std::uint32_t width, std::uint32_t height) {
  return {width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height, 255)};
}

}  // namespace ponder::sight
