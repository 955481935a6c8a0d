// What a unit measures, as exponents of base units: a newton is kg m s^-2.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

namespace ponder::modes {

// Each currency is a base of its own: its worth in others changes.
enum class Base : std::uint8_t {
  kMetre,
  kKilogram,
  kSecond,
  kAmpere,
  kKelvin,
  kMole,
  kCandela,
  kDollar,
  kEuro,
  kSterling,
  kYen,
  kRupee,
};
inline constexpr std::size_t kBaseCount = 12;
inline constexpr int kBaseExponentMax = 24;

class Dimensions {
 public:
  constexpr Dimensions() = default;
  constexpr Dimensions(std::initializer_list<std::pair<Base, std::int8_t>> exponents) {
    for (const auto& [base, exponent] : exponents) {
      exponents_[static_cast<std::size_t>(base)] = exponent;
    }
  }

  bool operator==(const Dimensions&) const = default;
  constexpr int of(Base base) const { return exponents_[static_cast<std::size_t>(base)]; }
  constexpr bool is_none() const { return *this == Dimensions{}; }

  // this * other^power, where `power` is at most a thousand; nothing where an exponent would be
  // beyond kBaseExponentMax.
  constexpr std::optional<Dimensions> times(const Dimensions& other, int power = 1) const {
    Dimensions out;
    for (std::size_t i = 0; i < kBaseCount; ++i) {
      const int exponent = exponents_[i] + power * other.exponents_[i];
      if (exponent > kBaseExponentMax || exponent < -kBaseExponentMax) return std::nullopt;
      out.exponents_[i] = static_cast<std::int8_t>(exponent);
    }
    return out;
  }

  constexpr bool has_money() const {
    return std::ranges::any_of(exponents_.begin() + static_cast<std::ptrdiff_t>(Base::kDollar),
                               exponents_.end(), [](std::int8_t e) { return e != 0; });
  }
  // A power of time and nothing else.
  constexpr bool is_time() const {
    return of(Base::kSecond) != 0 &&
           std::ranges::count_if(exponents_, [](std::int8_t e) { return e != 0; }) == 1;
  }

 private:
  std::array<std::int8_t, kBaseCount> exponents_{};
};

}  // namespace ponder::modes
