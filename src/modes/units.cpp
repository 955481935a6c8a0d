#include "modes/units.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modes/text.h"

namespace ponder::modes {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

// Singular form (or sign) -> canonical unit.
constexpr std::array<Alias, 95> kAliases = {{
    {"%", "percent"},
    {"percent", "percent"},
    {"per cent", "percent"},
    {"$", "usd"},
    {"usd", "usd"},
    {"dollar", "usd"},
    {"us dollar", "usd"},
    {"euro", "eur"},
    {"eur", "eur"},
    {"pound", "pound"},
    {"gbp", "pound"},
    {"lb", "pound"},
    {"yen", "yen"},
    {"jpy", "yen"},
    {"cent", "cent"},
    {"rupee", "inr"},
    {"degree", "degree"},
    {"deg", "degree"},
    {"degree celsius", "degree c"},
    {"degree c", "degree c"},
    {"celsius", "degree c"},
    {"degree fahrenheit", "degree f"},
    {"degree f", "degree f"},
    {"fahrenheit", "degree f"},
    {"radian", "rad"},
    {"rad", "rad"},
    {"kelvin", "k"},
    {"k", "k"},
    {"mm", "mm"},
    {"millimeter", "mm"},
    {"millimetre", "mm"},
    {"cm", "cm"},
    {"centimeter", "cm"},
    {"centimetre", "cm"},
    {"m", "m"},
    {"meter", "m"},
    {"metre", "m"},
    {"km", "km"},
    {"kilometer", "km"},
    {"kilometre", "km"},
    {"inch", "inch"},
    {"inche", "inch"},
    {"in", "inch"},
    {"foot", "ft"},
    {"feet", "ft"},
    {"ft", "ft"},
    {"yard", "yd"},
    {"yd", "yd"},
    {"mile", "mile"},
    {"mi", "mile"},
    {"mg", "mg"},
    {"milligram", "mg"},
    {"g", "g"},
    {"gram", "g"},
    {"kg", "kg"},
    {"kilogram", "kg"},
    {"ton", "ton"},
    {"tonne", "ton"},
    {"ml", "ml"},
    {"milliliter", "ml"},
    {"l", "l"},
    {"liter", "l"},
    {"litre", "l"},
    {"ms", "ms"},
    {"millisecond", "ms"},
    {"s", "s"},
    {"sec", "s"},
    {"second", "s"},
    {"min", "min"},
    {"minute", "min"},
    {"h", "h"},
    {"hr", "h"},
    {"hour", "h"},
    {"day", "day"},
    {"week", "week"},
    {"month", "month"},
    {"year", "year"},
    {"j", "j"},
    {"joule", "j"},
    {"w", "w"},
    {"watt", "w"},
    {"v", "v"},
    {"volt", "v"},
    {"n", "n"},
    {"newton", "n"},
    {"pa", "pa"},
    {"hz", "hz"},
    {"mph", "mile/h"},
    {"kph", "km/h"},
    {"km/hr", "km/h"},
    {"mol", "mol"},
    {"a", "a"},
    {"amp", "a"},
    {"ampere", "a"},
    {"ohm", "ohm"},
}};

// Behind a number these begin something else than a unit or a thing that is counted.
constexpr std::array<std::string_view, 30> kNotCounted = {
    "or",  "and",  "than", "plus",   "minus",     "to",       "not",   "no",
    "pi",  "sqrt", "inf",  "am",     "pm",        "a.m",      "p.m",   "sin",
    "cos", "tan",  "log",  "ln",     "january",   "february", "march", "april",
    "may", "june", "july", "august", "september", "october"};
constexpr std::array<std::string_view, 4> kNotCountedEither = {"november", "december", "bc", "ad"};

constexpr std::size_t kCountedWordsMax = 3;

std::optional<std::string> alias(std::string_view text) {
  const auto* found = std::ranges::find(kAliases, text, &Alias::first);
  if (found == kAliases.end()) return std::nullopt;
  return std::string(found->second);
}

// The unit of this name, in singular or plural.
std::optional<std::string> known(std::string_view text) {
  std::string name;
  for (std::string_view word : words(text)) {
    const bool is_plural = word.size() > 2 && word.ends_with('s') && !alias(word);
    if (is_plural) word.remove_suffix(1);
    name.append(name.empty() ? "" : " ").append(word);
  }
  return alias(name);
}

// cm^2, "square cm", m/s, "mile per hour".
std::optional<std::string> compound(std::string_view text) {
  for (const auto& [word, power] :
       {Alias{"square ", "^2"}, Alias{"sq ", "^2"}, Alias{"cubic ", "^3"}}) {
    if (!text.starts_with(word)) continue;
    const auto base = known(text.substr(word.size()));
    return base ? std::optional(*base + std::string(power)) : std::nullopt;
  }
  for (const std::string_view sign : {"^2", "^3", " squared", " cubed"}) {
    if (!text.ends_with(sign)) continue;
    const auto base = known(text.substr(0, text.size() - sign.size()));
    const bool is_square = sign == "^2" || sign == " squared";
    return base ? std::optional(*base + (is_square ? "^2" : "^3")) : std::nullopt;
  }
  for (const std::string_view division : {"/", " per "}) {
    const std::size_t at = text.find(division);
    if (at == std::string_view::npos) continue;
    const auto above = known(trimmed(text.substr(0, at)));
    const std::string_view divisor = trimmed(text.substr(at + division.size()));
    const auto below = compound(divisor);
    if (above && below) return *above + "/" + *below;
  }
  return known(text);
}

// Words that only say what is counted or measured: "students", "pieces of fruit", "tall".
bool are_plain_words(std::span<const std::string_view> things) {
  return things.size() <= kCountedWordsMax &&
         std::ranges::all_of(things, [](std::string_view word) {
           const bool is_plain = std::ranges::all_of(word, [](char c) {
             return is_letter(c) || is_beyond_ascii(c) || c == '-' || c == '\'';
           });
           const bool is_word =
               is_plain && (word.size() > 2 || word == "of" || word == "in" || word == "a");
           return is_word && std::ranges::find(kNotCounted, word) == kNotCounted.end() &&
                  std::ranges::find(kNotCountedEither, word) == kNotCountedEither.end();
         });
}

}  // namespace

std::optional<std::string> read_known_unit(std::string_view rest) {
  rest = trimmed(rest);
  if (rest.starts_with('(') && rest.ends_with(')') && rest.size() > 2) {
    rest = trimmed(rest.substr(1, rest.size() - 2));
  }
  if (rest.empty()) return std::string{};
  return compound(rest);
}

std::optional<std::string> read_unit(std::string_view rest) {
  const bool is_apart = !rest.empty() && is_space(rest.front());
  const bool is_variable = rest.size() == 1 && is_letter(rest.front());  // The x of 2x.
  if (auto unit = read_known_unit(rest); unit && !is_variable) return unit;
  const std::vector<std::string_view> things = words(rest);
  if (!is_apart || things.empty()) return std::nullopt;
  // "5 cm tall"; but not "5 in total", "5 a day".
  const bool is_preposition = things.front() == "in" || things.front() == "a";
  auto unit = is_preposition ? std::nullopt : compound(things.front());
  if (unit && are_plain_words(std::span(things).subspan(1))) return unit;
  return are_plain_words(things) ? std::optional(std::string{}) : std::nullopt;
}

std::optional<CurrencySign> read_currency_sign(std::string_view text) {
  constexpr std::array<Alias, 7> kSigns = {{{"us$", "usd"},
                                            {"$", "usd"},
                                            {"usd ", "usd"},
                                            {"euro ", "eur"},
                                            {"eur ", "eur"},
                                            {"pound ", "pound"},
                                            {"yen ", "yen"}}};
  for (const auto& [sign, unit] : kSigns) {
    if (text.starts_with(sign)) return CurrencySign{std::string(unit), sign.size()};
  }
  return std::nullopt;
}

}  // namespace ponder::modes
