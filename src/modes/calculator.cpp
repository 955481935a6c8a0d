#include "modes/calculator.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "modes/decimal.h"
#include "modes/quantity.h"
#include "modes/rational.h"
#include "modes/text.h"
#include "modes/unit_reader.h"
#include "modes/unit_table.h"
#include "modes/units.h"

namespace ponder::modes {
namespace {

// By recursive descent: sum = product (+|- product)*, product = power (*|/ power)*,
// power = value (^ power)?, value = number | ( sum ), each with a unit or % behind it.
class Formula {
 public:
  Formula(std::string_view text, bool has_units) : text_(text), has_units_(has_units) {
    if (has_units) out_.bare = text;
  }

  std::optional<Measured> read() {
    auto total = sum(0);
    skip_spaces();
    if (!total || at_ != text_.size()) return std::nullopt;
    out_.total = *std::move(total);
    return std::move(out_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::string_view rest() const { return text_.substr(at_); }
  void skip_spaces() {
    while (is_space(peek())) ++at_;
  }
  bool take(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::optional<Quantity> sum(int depth) {
    if (depth > kFormulaNestingMax) return std::nullopt;
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    auto total = product(depth);
    if (total && is_negative) total->value = -total->value;
    while (total) {
      const bool is_minus = take('-');
      if (!is_minus && !take('+')) break;
      ++out_.operators;
      auto next = product(depth);
      if (!next) return std::nullopt;
      if (is_minus) next->value = -next->value;
      note_clash(*total, *next);
      total = plus(*total, *next);
    }
    return total;
  }

  std::optional<Quantity> product(int depth) {
    auto total = power(depth);
    if (depth == 0 && out_.first_bytes == 0) out_.first_bytes = at_;
    while (total) {
      const bool is_division = take('/');
      skip_spaces();
      // "2(3 + 4)" is a product too.
      const bool is_product = !is_division && (take('*') || peek() == '(');
      if (!is_division && !is_product) break;
      ++out_.operators;
      ++out_.products;
      const bool is_negative = take('-');
      auto next = power(depth);
      if (!next) return std::nullopt;
      if (is_negative) next->value = -next->value;
      total = is_division ? over(*total, *next) : times(*total, *next);
    }
    return total;
  }

  std::optional<Quantity> power(int depth) {
    auto base = value(depth);
    if (!base || !take('^')) return base;
    ++out_.operators;
    const bool is_negative = take('-');
    const auto exponent = value(depth);
    const bool is_whole_number =
        exponent && exponent->dimensions.is_none() && is_whole(exponent->value);
    if (!is_whole_number || exponent->value > kPowerMax || exponent->value < 0) return std::nullopt;
    const int size = static_cast<int>(numerator(exponent->value));
    return to_power(*base, is_negative ? -size : size);
  }

  std::optional<Quantity> value(int depth) {
    skip_spaces();
    std::optional<Quantity> found;
    if (take('(')) {
      found = sum(depth + 1);
      if (!take(')')) return std::nullopt;
      if (found && has_units_ && found->has_bare && found->dimensions.is_none()) take_unit(*found);
    } else {
      found = number();
    }
    if (found && take('%')) {
      if (!found->has_bare) return std::nullopt;
      out_.has_percent = true;
      found->value /= 100;
    }
    return found;
  }

  std::optional<Quantity> number() {
    const Unit* currency = take_currency();
    const auto digits = read_decimal(rest());
    if (!digits) return std::nullopt;
    at_ += digits->bytes;
    Quantity found{digits->value, {}, true};
    if (!has_units_) return found;
    out_.unit = 1;
    if (currency != nullptr) {
      note_unit(*currency);
      found.dimensions = currency->dimensions;
      found.has_bare = false;
    }
    if (currency == nullptr || is_at_division()) take_unit(found);
    return found;
  }

  // "$", "euro": the sign before a number.
  const Unit* take_currency() {
    if (!has_units_) {
      if (peek() == '$') ++at_;
      return nullptr;
    }
    const auto sign = read_currency_sign(lowered(rest()));
    if (!sign) return nullptr;
    const Unit* currency = find_currency(sign->unit);
    if (currency != nullptr) blank(sign->bytes);
    skip_spaces();
    return currency;
  }

  bool is_at_division() {
    skip_spaces();
    return peek() == '/' || rest().starts_with("per ");
  }

  void take_unit(Quantity& quantity) {
    auto unit = read_units(rest());
    if (!unit) return;
    const auto measured = times(quantity, {unit->factor, unit->dimensions, false});
    if (!measured) return;
    quantity = {measured->value, measured->dimensions, false};
    out_.unit = unit->factor;
    out_.has_named_unit = out_.has_named_unit || unit->has_name;
    std::ranges::copy(unit->units, std::back_inserter(out_.units));
    blank(unit->bytes);
  }

  void note_unit(const Unit& unit) {
    out_.units.push_back(&unit);
    out_.has_named_unit = true;
  }

  void blank(std::size_t bytes) {
    out_.bare.replace(at_, bytes, bytes, ' ');
    at_ += bytes;
  }

  void note_clash(const Quantity& a, const Quantity& b) {
    if (a.dimensions == b.dimensions) return;
    const auto ratio = a.dimensions.times(b.dimensions, -1);
    const bool has_bare = a.has_bare || b.has_bare || (out_.clash && out_.clash->has_bare);
    out_.clash = Clash{ratio.value_or(Dimensions{}), has_bare};
  }

  std::string_view text_;
  bool has_units_;
  std::size_t at_ = 0;
  Measured out_;
};

}  // namespace

std::optional<Calculated> calculate(std::string_view formula) {
  if (formula.size() > kFormulaBytesMax) return std::nullopt;
  const auto read = Formula(formula, false).read();
  if (!read) return std::nullopt;
  return Calculated{read->total.value, read->operators, read->has_percent};
}

std::optional<Measured> measure(std::string_view formula) {
  if (formula.size() > kFormulaBytesMax) return std::nullopt;
  return Formula(formula, true).read();
}

}  // namespace ponder::modes
