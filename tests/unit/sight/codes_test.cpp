// Barcodes, read by zbar in its sandbox from a picture that is drawn here.
#include "sight/codes.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "image/image.h"
#include "sandbox/sandbox.h"

namespace ponder::sight {
namespace {

// The bars of an EAN-13, one character a module: the first digit says which sets the left half
// uses.
std::string bars_of(std::string_view digits) {
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

image::Picture drawn(std::string_view bars) {
  constexpr std::uint32_t kModule = 3, kQuiet = 12 * kModule, kHeight = 90;
  image::Picture picture;
  picture.width = 2 * kQuiet + kModule * static_cast<std::uint32_t>(bars.size());
  picture.height = kHeight;
  picture.rgb.assign(std::size_t{3} * picture.width * picture.height, 255);
  for (std::size_t y = 10; y < kHeight - 10; ++y) {
    for (std::size_t x = 0; x < kModule * bars.size(); ++x) {
      if (bars[x / kModule] == '0') continue;
      const std::size_t at = 3 * (y * picture.width + kQuiet + x);
      for (std::size_t channel = 0; channel < 3; ++channel) picture.rgb.at(at + channel) = 0;
    }
  }
  return picture;
}

TEST(ReadCodes, FindsABarcodeAndWhereThereIsNoneSaysNothing) {
  if (!sandbox::find_program("zbarimg")) GTEST_SKIP() << "zbar is not installed";
  const auto codes = read_codes(drawn(bars_of("4006381333931")));
  ASSERT_TRUE(codes) << codes.error().message;
  ASSERT_EQ(codes->size(), 1U);
  EXPECT_EQ(codes->front(), (Code{"EAN-13", "4006381333931"}));
  const auto none = read_codes(drawn("000"));
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace ponder::sight
