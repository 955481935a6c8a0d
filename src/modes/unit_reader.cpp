#include "modes/unit_reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "modes/dimensions.h"
#include "modes/rational.h"
#include "modes/text.h"
#include "modes/unit_table.h"

namespace ponder::modes {
namespace {

using PowerWord = std::pair<std::string_view, int>;
constexpr std::array<PowerWord, 3> kPowersBefore = {{{"square", 2}, {"sq", 2}, {"cubic", 3}}};
constexpr std::array<PowerWord, 2> kPowersBehind = {{{"squared", 2}, {"cubed", 3}}};

template <std::size_t N>
int power_of(const std::array<PowerWord, N>& words, std::string_view word) {
  const auto* found = std::ranges::find(words, word, &PowerWord::first);
  return found == words.end() ? 0 : found->second;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<UnitExpression> read() {
    skip_spaces();
    const bool is_below = take_division();  // 3/h.
    if (!is_below && word().empty()) return std::nullopt;
    if (!factor(is_below ? -1 : 1)) return std::nullopt;
    bool has_division = is_below;
    for (;;) {
      const std::size_t before = at_;
      skip_spaces();
      const bool divides = take_division();
      const bool goes_on = divides || take('*') || take_hyphen() || at_ > before;
      if (!goes_on || !is_at_unit(divides)) {
        at_ = before;
        break;
      }
      if (has_division && !divides) return std::nullopt;
      if (!factor(divides ? -1 : 1)) return std::nullopt;
      has_division = has_division || divides;
    }
    out_.bytes = at_;
    return std::move(out_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_spaces() {
    while (is_space(peek())) ++at_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() const {
    const std::string_view rest = text_.substr(at_);
    return rest.substr(0, word_bytes(rest));
  }
  bool take_word(std::string_view wanted) {
    if (word() != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  bool take_division() { return take('/') || take_word("per"); }

  // kilowatt-hours.
  bool take_hyphen() {
    const bool is_inside =
        at_ > 0 && is_letter(text_[at_ - 1]) && at_ + 1 < text_.size() && is_letter(text_[at_ + 1]);
    return is_inside && take('-');
  }

  bool is_at_unit(bool may_group) {
    skip_spaces();
    if (may_group && peek() == '(') return word_bytes(text_.substr(at_ + 1)) > 0;
    return find_unit(word()) != nullptr || power_of(kPowersBefore, word()) != 0;
  }

  // One unit with its power, or several in parentheses below a line.
  bool factor(int sign) {
    skip_spaces();
    if (sign < 0 && take('(')) return group();
    const int before = power_of(kPowersBefore, word());
    if (before != 0) at_ += word().size();
    skip_spaces();
    const std::string_view name = word();
    const Unit* unit = find_unit(name);
    if (unit == nullptr) return false;
    at_ += name.size();
    const std::optional<int> behind = power();
    if (!behind || (before != 0 && *behind != 1)) return false;
    return add(*unit, name, sign * (before != 0 ? before : *behind));
  }

  bool group() {
    do {
      if (!is_at_unit(false) || !factor(-1)) return false;
      skip_spaces();
    } while (take('*') || peek() != ')');
    return take(')');
  }

  // ^2, ^-1, squared; 1 where there is none, nothing where it is no power that is known.
  std::optional<int> power() {
    const std::size_t before = at_;
    skip_spaces();
    if (take('^')) {
      skip_spaces();
      const bool is_negative = take('-');
      const int digit = is_digit(peek()) ? peek() - '0' : 0;
      ++at_;
      if (digit == 0 || is_digit(peek())) return std::nullopt;
      return is_negative ? -digit : digit;
    }
    if (const int power = power_of(kPowersBehind, word())) {
      at_ += word().size();
      return power;
    }
    at_ = before;
    return 1;
  }

  bool add(const Unit& unit, std::string_view name, int power) {
    const auto dimensions = out_.dimensions.times(unit.dimensions, power);
    if (!dimensions) return false;
    out_.dimensions = *dimensions;
    const Rational one =
        power < 0 ? Rational(unit.divisor, unit.factor) : Rational(unit.factor, unit.divisor);
    for (int i = std::abs(power); i > 0; --i) out_.factor *= one;
    out_.units.push_back(&unit);
    out_.has_name = out_.has_name || name.size() > 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  UnitExpression out_;
};

}  // namespace

std::optional<UnitExpression> read_units(std::string_view text) { return Reader(text).read(); }

std::size_t word_bytes(std::string_view text) {
  const auto* const end =
      std::ranges::find_if_not(text, [](char c) { return is_letter(c) || is_beyond_ascii(c); });
  return static_cast<std::size_t>(end - text.begin());
}

bool belongs_to_units(std::string_view word) {
  return word == "per" || power_of(kPowersBefore, word) != 0 ||
         power_of(kPowersBehind, word) != 0 || find_unit(word) != nullptr;
}

}  // namespace ponder::modes
