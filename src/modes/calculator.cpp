#include "modes/calculator.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/text.h"

namespace ponder::modes {
namespace {

// By recursive descent: sum = product (+|- product)*, product = power (*|/ power)*,
// power = value (^ power)?, value = number | ( sum ), each with % behind it.
class Formula {
 public:
  explicit Formula(std::string_view text) : text_(text) {}

  std::optional<Calculated> read() {
    auto value = sum(0);
    skip_spaces();
    if (!value || at_ != text_.size()) return std::nullopt;
    out_.value = *value;
    return out_;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_spaces() {
    while (is_space(peek())) ++at_;
  }
  bool take(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::optional<Rational> sum(int depth) {
    if (depth > kFormulaNestingMax) return std::nullopt;
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    auto value = product(depth);
    if (value && is_negative) *value = -*value;
    while (value) {
      const bool is_minus = take('-');
      if (!is_minus && !take('+')) break;
      ++out_.operators;
      const auto next = product(depth);
      if (!next) return std::nullopt;
      *value += is_minus ? Rational(-*next) : *next;
    }
    return value;
  }

  std::optional<Rational> product(int depth) {
    auto value = power(depth);
    while (value) {
      const bool is_division = take('/');
      skip_spaces();
      // "2(3 + 4)" is a product too.
      const bool is_product = !is_division && (take('*') || peek() == '(');
      if (!is_division && !is_product) break;
      ++out_.operators;
      const bool is_negative = take('-');
      auto next = power(depth);
      if (!next || (is_division && *next == 0)) return std::nullopt;
      if (is_negative) *next = -*next;
      *value = is_division ? Rational(*value / *next) : Rational(*value * *next);
    }
    return value;
  }

  std::optional<Rational> power(int depth) {
    auto base = value(depth);
    if (!base || !take('^')) return base;
    ++out_.operators;
    const bool is_negative = take('-');
    const auto exponent = value(depth);
    const bool is_whole = exponent && denominator(*exponent) == 1;
    if (!is_whole || *exponent > kPowerMax || *exponent < 0) return std::nullopt;
    if (is_negative && *base == 0) return std::nullopt;
    Rational out = 1;
    for (int i = 0; i < static_cast<int>(numerator(*exponent)); ++i) out *= *base;
    return is_negative ? Rational(1 / out) : out;
  }

  std::optional<Rational> value(int depth) {
    skip_spaces();
    std::optional<Rational> found;
    if (take('(')) {
      found = sum(depth + 1);
      if (!take(')')) return std::nullopt;
    } else {
      if (peek() == '$') ++at_;
      found = number();
    }
    if (found && take('%')) {
      out_.has_percent = true;
      *found /= 100;
    }
    return found;
  }

  std::size_t digits_at(std::size_t at) const {
    std::size_t n = 0;
    while (at + n < text_.size() && is_digit(text_[at + n])) ++n;
    return n;
  }

  // 12, 1,234.5, .5
  std::optional<Rational> number() {
    std::string digits(text_.substr(at_, digits_at(at_)));
    at_ += digits.size();
    const bool may_group = !digits.empty() && digits.size() <= 3;
    while (may_group && peek() == ',' && digits_at(at_ + 1) == 3) {
      digits += text_.substr(at_ + 1, 3);
      at_ += 4;
    }
    std::size_t decimals = 0;
    if (peek() == '.' && digits_at(at_ + 1) > 0) {
      decimals = digits_at(at_ + 1);
      digits += text_.substr(at_ + 1, decimals);
      at_ += decimals + 1;
    }
    if (digits.empty()) return std::nullopt;
    // A leading zero would make it octal.
    const std::size_t begin = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    boost::multiprecision::cpp_int whole(digits.substr(begin));
    boost::multiprecision::cpp_int scale = 1;
    for (std::size_t i = 0; i < decimals; ++i) scale *= 10;
    return Rational(whole, scale);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Calculated out_;
};

}  // namespace

std::optional<Calculated> calculate(std::string_view formula) {
  if (formula.size() > kFormulaBytesMax) return std::nullopt;
  return Formula(formula).read();
}

}  // namespace ponder::modes
