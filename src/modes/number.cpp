#include "modes/number.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "modes/fraction.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  std::optional<ReadNumber> read() {
    skip_spaces();
    const bool is_negative = sign();
    std::string digits;  // As written, without separators.
    auto value = unsigned_number(digits);
    if (!value) {
      if (digits.empty()) return std::nullopt;
      return ReadNumber{(is_negative ? "-" : "") + without_outer_zeros(digits), at_};
    }
    scale_word(*value);
    if (is_negative) value->above = -value->above;
    return ReadNumber{to_text(*value), at_};
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_spaces() {
    while (is_space(peek())) ++at_;
  }
  bool sign() {
    const bool is_negative = peek() == '-';
    if (is_negative || peek() == '+') {
      ++at_;
      skip_spaces();
    }
    return is_negative;
  }
  std::size_t digits_at(std::size_t at) const {
    std::size_t n = 0;
    while (at + n < text_.size() && is_digit(text_[at + n])) ++n;
    return n;
  }

  // 1234 or 1,234 or 1 234, without a fractional part.
  std::string whole_digits() {
    std::size_t n = digits_at(at_);
    std::string out(text_.substr(at_, n));
    at_ += n;
    const char separator = peek();
    if (n == 0 || n > 3 || (separator != ',' && separator != ' ' && separator != '_')) return out;
    while (peek() == separator && digits_at(at_ + 1) == 3) {
      out += text_.substr(at_ + 1, 3);
      at_ += 4;
    }
    return out;
  }

  // `digits` stays empty where no number stands here.
  std::optional<Fraction> decimal(std::string& digits) {
    const std::size_t begin = at_;
    std::string whole = whole_digits();
    std::string part;
    if (peek() == '.' && (digits_at(at_ + 1) > 0 || !whole.empty())) {
      const std::size_t n = digits_at(at_ + 1);
      part = text_.substr(at_ + 1, n);
      if (n > 0) at_ += n + 1;
    }
    if (whole.empty() && part.empty()) {
      at_ = begin;
      return std::nullopt;
    }
    digits = whole + (part.empty() ? "" : "." + part);
    while (!part.empty() && part.back() == '0') part.pop_back();
    std::int64_t value = 0;
    for (const char c : whole + part) {
      if (value > (Fraction::kMax - 9) / 10) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    const auto scale = power_of_ten(-static_cast<int>(part.size()));
    return scale ? times({value, 1}, *scale) : std::nullopt;
  }

  std::optional<Fraction> unsigned_number(std::string& digits) {
    auto value = word_number();
    if (!value) {
      value = decimal(digits);
      if (!value) return std::nullopt;
      mixed_part(*value, digits);
      divisor(*value);
      exponent(*value);
    }
    return value;
  }

  // 3/4.
  void divisor(Fraction& value) {
    const std::size_t begin = at_;
    skip_spaces();
    if (peek() == '/') {
      ++at_;
      skip_spaces();
      std::string digits;
      const auto below = decimal(digits);
      const auto quotient = below ? over(value, *below) : std::nullopt;
      if (quotient) {
        value = *quotient;
        return;
      }
    }
    at_ = begin;
  }

  // The "1/2" of "2 1/2".
  void mixed_part(Fraction& value, const std::string& digits) {
    if (peek() != ' ' || digits.find('.') != std::string::npos) return;
    const std::size_t begin = at_;
    skip_spaces();
    std::string part_digits;
    if (digits_at(at_) > 0) {
      auto part = decimal(part_digits);
      const std::size_t behind_digits = at_;
      if (part) divisor(*part);
      const auto sum = part && at_ > behind_digits ? plus(value, *part) : std::nullopt;
      if (sum) {
        value = *sum;
        return;
      }
    }
    at_ = begin;
  }

  // e3, *10^3, x 10^3.
  void exponent(Fraction& value) {
    const std::size_t begin = at_;
    bool is_there = false;
    if (peek() == 'e') {
      ++at_;
      is_there = true;
    } else {
      skip_spaces();
      if (peek() == '*' || peek() == 'x') {
        ++at_;
        skip_spaces();
        is_there = text_.substr(at_).starts_with("10^");
        at_ += 3;
      }
    }
    const bool in_parentheses = is_there && peek() == '(';
    if (in_parentheses) ++at_;
    const bool is_negative = is_there && sign();
    const std::size_t n = is_there ? digits_at(at_) : 0;
    if (n > 0 && n <= 2) {
      const int power = std::stoi(std::string(text_.substr(at_, n)));
      const auto scale = power_of_ten(is_negative ? -power : power);
      const auto scaled = scale ? times(value, *scale) : std::nullopt;
      at_ += n;
      if (in_parentheses && peek() == ')') ++at_;
      if (scaled) {
        value = *scaled;
        return;
      }
    }
    at_ = begin;
  }

  std::string_view word() const {
    std::size_t n = 0;
    while (is_letter(peek(n))) ++n;
    return text_.substr(at_, n);
  }

  static int named(std::string_view word) {
    constexpr std::array<std::string_view, 28> kNames = {
        "zero",     "one",     "two",     "three",     "four",     "five",     "six",
        "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        "thirty",   "forty",   "fifty",   "sixty",     "seventy",  "eighty",   "ninety"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (kNames.at(i) == word) return static_cast<int>(i < 20 ? i : (i - 18) * 10);
    }
    return -1;
  }

  // "seven", "twenty-one".
  std::optional<Fraction> word_number() {
    const std::string_view first = word();
    const int value = named(first);
    if (value < 0) return std::nullopt;
    at_ += first.size();
    if (value >= 20 && (peek() == '-' || peek() == ' ')) {
      ++at_;
      const std::string_view second = word();
      const int ones = named(second);
      if (ones > 0 && ones < 10) {
        at_ += second.size();
        return Fraction{value + ones, 1};
      }
      --at_;
    }
    return Fraction{value, 1};
  }

  // "million" behind a number.
  void scale_word(Fraction& value) {
    constexpr std::array<std::pair<std::string_view, int>, 5> kScales = {
        {{"hundred", 2}, {"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12}}};
    const std::size_t begin = at_;
    skip_spaces();
    const std::string_view name = word();
    for (const auto& [scale_name, exponent_of_ten] : kScales) {
      if (name != scale_name) continue;
      const auto scale = power_of_ten(exponent_of_ten);
      if (const auto scaled = scale ? times(value, *scale) : std::nullopt) {
        value = *scaled;
        at_ += name.size();
        return;
      }
    }
    at_ = begin;
  }

  // A number too long for a Fraction, in its one form.
  static std::string without_outer_zeros(std::string digits) {
    if (digits.find('.') != std::string::npos) {
      while (digits.back() == '0') digits.pop_back();
      if (digits.back() == '.') digits.pop_back();
    }
    while (digits.size() > 1 && digits.front() == '0' && digits[1] != '.') digits.erase(0, 1);
    return digits;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<ReadNumber> read_number(std::string_view text) { return NumberReader(text).read(); }

}  // namespace ponder::modes
