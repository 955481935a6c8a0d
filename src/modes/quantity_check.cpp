#include "modes/quantity_check.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "modes/calculator.h"
#include "modes/dimensions.h"
#include "modes/equation_sides.h"
#include "modes/number_check.h"
#include "modes/quantity.h"
#include "modes/rational.h"
#include "modes/stated.h"
#include "modes/text.h"
#include "modes/unit_table.h"

namespace ponder::modes {
namespace {

constexpr int kMapScaleMin = 12;  // What is drawn is smaller at least so many times.
constexpr int kRoundedPart = 20;  // One in so many: how far "1.6 km a mile" may lead.

bool is_alone(const Measured& side) { return side.operators == 0; }

bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_letter(c) || is_beyond_ascii(c); });
}

// Whether `stated`, which stands in `text`, says what `value` is: in its unit, if it is a number.
bool says_quantity(const Measured& value, const Measured& stated, std::string_view text) {
  if (value.clash || stated.clash || value.total.dimensions != stated.total.dimensions) {
    return false;
  }
  const Calculated in_unit{Rational(stated.total.value / stated.unit), stated.operators,
                           stated.has_percent};
  return says(Rational(value.total.value / stated.unit), in_unit, text);
}

class Judge {
 public:
  Judge(const EquationSides& sides, Measured left, Measured right)
      : sides_(sides),
        left_(std::move(left)),
        right_(std::move(right)),
        numbers_agree_(check_numbers(left_.bare, right_.bare).value_or(false)) {}

  Verdict verdict() const {
    if (says_nothing()) return Verdict::kOpen;
    if (quantities_agree()) return Verdict::kHolds;
    if (left_.clash || right_.clash) return of_clash();
    if (bare_numbers_agree()) return Verdict::kHolds;
    if (left_.total.dimensions == right_.total.dimensions) return of_values();
    return has_all_units() ? of_dimensions() : of_bare_result();
  }

 private:
  bool has_all_units() const { return !left_.total.has_bare && !right_.total.has_bare; }

  bool converts_only() const { return is_alone(left_) && is_alone(right_); }

  // 5 m = 6 m.
  bool says_nothing() const {
    return converts_only() && left_.unit == right_.unit &&
           left_.total.dimensions == right_.total.dimensions;
  }

  // The result has one unit, which a factor has too.
  bool has_known_unit() const {
    return right_.units.size() == 1 &&
           std::ranges::find(left_.units, right_.units.front()) != left_.units.end();
  }

  bool bare_numbers_agree() const { return !has_all_units() && numbers_agree_; }

  bool quantities_agree() const {
    if (says_quantity(left_, right_, sides_.right)) return true;
    if (is_alone(right_)) return false;
    if (is_alone(left_) && says_quantity(right_, left_, sides_.left)) return true;
    // "= 7 m * 2 = 14 m": it goes on from there.
    const std::string_view first = trimmed(sides_.right.substr(0, right_.first_bytes));
    const auto value = measure(first);
    return value && says_quantity(left_, *value, first);
  }

  Verdict of_clash() const {
    for (const Measured* side : {&left_, &right_}) {
      if (!side->clash) continue;
      const bool may_be_meant =
          side->clash->has_bare || (side->products > 0 && may_lack_rate(*side, side->clash->ratio));
      if (may_be_meant) return bare_numbers_agree() ? Verdict::kHolds : Verdict::kOpen;
    }
    const bool is_algebra = !left_.has_named_unit && !(has_all_units() && numbers_agree_);
    return is_algebra ? Verdict::kOpen : Verdict::kWrongUnits;
  }

  Verdict of_values() const {
    if (converts_only() && is_scale_of_map()) return Verdict::kOpen;
    if (is_rounded_conversion() || has_days_of_work()) return Verdict::kOpen;
    return Verdict::kWrongValue;
  }

  // Every number has a unit, and the dimensions differ.
  Verdict of_dimensions() const {
    if (converts_only() || has_days_of_work()) return Verdict::kOpen;
    const auto ratio = left_.total.dimensions.times(right_.total.dimensions, -1);
    const bool may_be_meant =
        !ratio || (has_known_unit() && (may_lack_rate(left_, *ratio) || is_time_for_each(*ratio)));
    if (may_be_meant) return Verdict::kOpen;
    return left_.has_named_unit || numbers_agree_ ? Verdict::kWrongUnits : Verdict::kOpen;
  }

  // "3 km + 4 km = 8": the unit of the result is left out, and there is only one that it may have.
  Verdict of_bare_result() const {
    const bool is_sum_of_one_unit = left_.operators > 0 && left_.has_named_unit &&
                                    std::ranges::count(left_.units, left_.units.front()) ==
                                        static_cast<std::ptrdiff_t>(left_.units.size());
    const bool has_bare_result =
        is_alone(right_) && right_.units.empty() && !right_.has_percent && !sides_.has_word_behind;
    return is_sum_of_one_unit && has_bare_result ? Verdict::kWrongValue : Verdict::kOpen;
  }

  // Whether `ratio`, of what is there to what should be, may be that of a rate whose "per hour" or
  // "a kilogram" is left out, or whose factor converts.
  bool may_lack_rate(const Measured& side, const Dimensions& ratio) const {
    const bool has_money =
        std::ranges::any_of(side.units, [](const Unit* u) { return u->dimensions.has_money(); });
    return has_money || ratio.is_time() || mixes_units(side.units);
  }

  // "72 cubic feet * 3 seconds = 216 seconds", where each cubic foot takes 3 seconds.
  bool is_time_for_each(const Dimensions& ratio) const {
    return right_.total.dimensions.is_time() && ratio.of(Base::kSecond) == 0;
  }

  // Feet beside inches, days beside hours.
  static bool mixes_units(const std::vector<const Unit*>& units) {
    return std::ranges::any_of(units, [&](const Unit* a) {
      return std::ranges::any_of(units, [&](const Unit* b) {
        return a->dimensions == b->dimensions &&
               a->factor * Rational(b->divisor) != b->factor * Rational(a->divisor);
      });
    });
  }

  template <class Is>
  bool has_unit(Is is) const {
    const auto all_of_it = [&](const Unit* unit) { return is(*unit); };
    return std::ranges::any_of(left_.units, all_of_it) ||
           std::ranges::any_of(right_.units, all_of_it);
  }

  bool has_days_of_work() const {
    std::vector<const Unit*> all = left_.units;
    all.insert(all.end(), right_.units.begin(), right_.units.end());
    return has_unit([](const Unit& u) { return u.kind == Unit::kWork; }) && mixes_units(all);
  }

  bool is_rounded_conversion() const {
    const Rational& stated = right_.total.value;
    const Rational error = abs(Rational(left_.total.value - stated));
    const bool converts =
        has_unit([](const Unit& u) { return u.kind == Unit::kCustomary; }) &&
        has_unit([](const Unit& u) {
          return u.kind == Unit::kPlain &&
                 (u.dimensions.of(Base::kMetre) != 0 || u.dimensions.of(Base::kKilogram) != 0);
        });
    return converts && Rational(error * kRoundedPart) <= abs(stated);
  }

  bool is_scale_of_map() const {
    if (left_.total.dimensions != Dimensions{{Base::kMetre, 1}}) return false;
    const bool left_is_drawn = left_.total.value < right_.total.value;
    const Measured& drawn = left_is_drawn ? left_ : right_;
    const Measured& real = left_is_drawn ? right_ : left_;
    const Rational inch(127, 5000);
    return drawn.unit <= inch && real.total.value >= Rational(drawn.total.value * kMapScaleMin);
  }

  const EquationSides& sides_;
  Measured left_, right_;
  bool numbers_agree_;
};

}  // namespace

std::optional<Verdict> judge_quantities(const EquationSides& sides) {
  auto left = measure(sides.left);
  auto right = measure(sides.right);
  if (!left || !right) return std::nullopt;
  if (!has_letters(sides.left) && is_alone(*right)) return std::nullopt;
  return Judge(sides, *std::move(left), *std::move(right)).verdict();
}

}  // namespace ponder::modes
