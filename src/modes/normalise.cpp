#include "modes/normalise.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "modes/answer_watcher.h"
#include "modes/expression_key.h"
#include "modes/number.h"
#include "modes/plain_text.h"
#include "modes/sentence.h"
#include "modes/text.h"
#include "modes/text_key.h"
#include "modes/units.h"

namespace ponder::modes {
namespace {

using Kind = Normalised::Kind;

constexpr std::size_t kShortBytesMax = 200;  // Longer answers are text.
constexpr std::size_t kShortWordsMax = 12;
constexpr std::size_t kListItemsMax = 32;

std::string_view without_edges(std::string_view text) {
  constexpr std::string_view kFront = " \t\n\"'*_=~,;:";
  constexpr std::string_view kBack = " \t\n\"'*_.,;:!?";
  while (!text.empty() && kFront.find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
  }
  while (!text.empty() && kBack.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return text;
}

bool starts_with_phrase(std::string_view text, std::string_view phrase) {
  if (text.size() < phrase.size() || lowered(text.substr(0, phrase.size())) != phrase) return false;
  return text.size() == phrase.size() || !is_word_byte(text[phrase.size()]) ||
         !is_word_byte(phrase.back());
}

// "The final answer is 5" -> "5".
std::string_view without_lead(std::string_view text) {
  constexpr std::array<std::string_view, 18> kLeads = {
      "option is", "choice is", "the",           "final",     "correct", "answer",
      "is",        "so",        "thus",          "therefore", "hence",   "it is",
      "it's",      "about",     "approximately", "approx.",   "roughly", "exactly"};
  for (bool again = true; again;) {
    again = false;
    text = without_edges(text);
    for (const std::string_view lead : kLeads) {
      if (starts_with_phrase(text, lead) && text.size() > lead.size()) {
        text.remove_prefix(lead.size());
        again = true;
        break;
      }
    }
  }
  return text;
}

std::optional<Normalised> as_choice(std::string_view text) {
  bool is_named = false;
  for (const std::string_view name : {"option", "choice"}) {
    if (starts_with_phrase(text, name) && text.size() > name.size() + 1) {
      text = trimmed(text.substr(name.size()));
      is_named = true;
    }
  }
  const bool in_parentheses = text.starts_with('(');
  if (in_parentheses) text.remove_prefix(1);
  if (text.empty() || to_lower(text[0]) < 'a' || to_lower(text[0]) > 'h') return std::nullopt;
  Normalised choice{Kind::kChoice, std::string(1, to_lower(text[0])), {}};
  const std::string_view rest = text.substr(1);
  const char mark = rest.empty() ? '\0' : rest[0];
  if (rest.empty() || (mark == ')' && (rest.size() == 1 || is_space(rest[1])))) return choice;
  if (in_parentheses) return std::nullopt;
  // "C. Paris", "C: 30"; but not "e. coli".
  const bool is_label = (mark == '.' || mark == ':') && rest.size() > 2 && is_space(rest[1]);
  if (is_label && is_upper(text[0]) && !(is_letter(rest[2]) && !is_upper(rest[2]))) return choice;
  return is_named && (is_label || mark == ',') ? std::optional(choice) : std::nullopt;
}

std::optional<Normalised> as_yes_no(std::string_view text) {
  for (const std::string_view word : {"yes", "no", "true", "false"}) {
    if (!text.starts_with(word)) continue;
    const char next = text.size() > word.size() ? text[word.size()] : ',';
    if (std::string_view(",.;:!").find(next) != std::string_view::npos) {
      return Normalised{Kind::kYesNo, std::string(word), {}};
    }
  }
  return std::nullopt;
}

std::string_view without_parentheses(std::string_view text) {
  while (text.size() > 2 && text.front() == '(' && text.back() == ')' &&
         text.find_first_of("(),", 1) == text.size() - 1) {
    text = trimmed(text.substr(1, text.size() - 2));
  }
  return text;
}

std::optional<Normalised> as_number(std::string_view text) {
  text = without_parentheses(text);
  bool is_negative = false;
  auto currency = read_currency_sign(text);
  if (!currency && text.starts_with('-')) {
    const std::string_view unsigned_text = trimmed(text.substr(1));
    currency = read_currency_sign(unsigned_text);
    if (currency) {
      is_negative = true;
      text = unsigned_text;
    }
  }
  if (currency) text.remove_prefix(currency->bytes);
  const auto number = read_number(text);
  if (!number) return std::nullopt;
  const bool is_word = is_letter(text.front());
  const std::string_view rest = text.substr(number->bytes);
  const auto unit = is_word ? read_known_unit(rest) : read_unit(rest);
  if (!unit) return std::nullopt;
  return Normalised{Kind::kNumber, (is_negative ? "-" : "") + number->canonical,
                    currency ? currency->unit : *unit};
}

bool has_separator(std::string_view text) {
  constexpr std::array<std::string_view, 4> kSeparators = {", ", ";", " and ", " or "};
  return std::ranges::any_of(kSeparators, [text](std::string_view separator) {
    return text.find(separator) != std::string_view::npos;
  });
}

// What stands right of "x =" or of "2 + 3 =".
std::string_view right_side(std::string_view text) {
  // "x in [1, 2)".
  if (text.size() > 5 && is_letter(text[0]) && text.substr(1).starts_with(" in ") &&
      std::string_view("([{-").find(text[5]) != std::string_view::npos) {
    return text.substr(5);
  }
  const std::size_t at = text.rfind('=');
  if (at == std::string_view::npos || at == 0) return text;
  if (std::string_view("<>!=").find(text[at - 1]) != std::string_view::npos) return text;
  const std::string_view left = trimmed(text.substr(0, at));
  const std::string_view right = trimmed(text.substr(at + 1));
  if (right.empty() || has_separator(left)) return text;
  const bool is_name = !left.empty() && is_letter(left.front()) && left.size() <= 12 &&
                       left.find('=') == std::string_view::npos;
  return is_name || as_number(right) ? right : text;
}

// Parted at commas, semicolons, "and", "or" outside of parentheses.
std::vector<std::string_view> list_items(std::string_view text) {
  std::vector<std::string_view> items;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    std::size_t separator = 0;
    if (text[i] == ',' || text[i] == ';') separator = 1;
    for (const std::string_view word : {" and ", " or "}) {
      if (text.substr(i).starts_with(word)) separator = word.size();
    }
    if (separator == 0 || depth != 0) continue;
    items.push_back(trimmed(text.substr(begin, i - begin)));
    begin = i + separator;
    i = begin - 1;
  }
  items.push_back(trimmed(text.substr(begin)));
  std::erase_if(items, [](std::string_view item) { return item.empty(); });
  return items;
}

std::optional<Normalised> as_expression(std::string_view text) {
  auto key = expression_key(without_parentheses(text));
  if (!key) return std::nullopt;
  return Normalised{Kind::kExpression, *std::move(key), {}};
}

std::optional<Normalised> as_value(std::string_view text) {
  text = right_side(text);
  if (auto number = as_number(text)) return number;
  return as_expression(text);
}

// The keys of a list's items: values, at least one of them, and variables.
std::optional<std::vector<std::string>> item_keys(std::string_view list) {
  const std::vector<std::string_view> items = list_items(list);
  if (items.size() < 2 || items.size() > kListItemsMax) return std::nullopt;
  std::vector<std::string> keys;
  bool has_value = false;
  for (const std::string_view item : items) {
    const auto value = as_value(item);
    const std::string_view variable = right_side(item);
    if (!value && !has_only_variables(variable)) return std::nullopt;
    has_value = has_value || value;
    keys.push_back(value ? value->text() : without_spaces(variable));
  }
  return has_value ? std::optional(std::move(keys)) : std::nullopt;
}

std::optional<Normalised> as_list(std::string_view text) {
  std::vector<std::string> keys;
  const std::string_view right = right_side(text);
  if (right.starts_with("+-") || right.starts_with('(') || right.starts_with('[')) text = right;
  const bool is_ordered = text.size() > 2 && (text.front() == '(' || text.front() == '[') &&
                          (text.back() == ')' || text.back() == ']');
  const bool is_set = text.size() > 2 && text.front() == '{' && text.back() == '}';
  if (text.starts_with("+-")) {
    const auto number = as_number(text.substr(2));
    if (!number) return std::nullopt;
    keys = {number->key, "-" + number->key};
  } else {
    const std::string_view inner = is_ordered || is_set ? text.substr(1, text.size() - 2) : text;
    auto items = item_keys(inner);
    if (!items) return std::nullopt;
    keys = *std::move(items);
  }
  if (!is_ordered) std::ranges::sort(keys);
  std::string key;
  for (const std::string& item : keys) key += (key.empty() ? "" : ", ") + item;
  if (is_ordered) key = text.front() + key + text.back();
  return Normalised{Kind::kList, std::move(key), {}};
}

Normalised as_text(std::string_view text) { return {Kind::kText, text_key(text), {}}; }

// A value, or nothing where the text (plain) is words.
std::optional<Normalised> as_short_value(std::string_view core) {
  if (auto choice = as_choice(core)) return choice;
  std::string lower = lowered(core);
  replace_all(lower, "p.m", "pm");
  replace_all(lower, "a.m", "am");
  if (auto yes_no = as_yes_no(lower)) return yes_no;
  const std::string_view right = right_side(lower);
  if (auto number = as_number(right)) return number;
  if (auto list = as_list(lower)) return list;
  return as_expression(right);
}

// "B", "option B", "(B)"; not the "a" of "a dog".
bool is_plain_choice(std::string_view text) {
  return text.starts_with('(') || text.size() > 6 || is_upper(text.front());
}

std::optional<Normalised> as_sentence(std::string_view plain) {
  for (const SentenceValue& said : values_in_sentence(plain)) {
    const std::string_view core = without_lead(said.text);
    if (core.empty()) continue;
    auto value = as_short_value(core);
    if (!value || value->kind == Kind::kYesNo) continue;
    if (said.is_number_only && value->kind != Kind::kNumber) continue;
    if (value->kind == Kind::kChoice && !is_plain_choice(core)) continue;
    value->is_said = true;
    return value;
  }
  return std::nullopt;
}

// "n!", "(n-1)!" alone; behind a digit, a choice or a unit a "!" is an exclamation, and so it is in
// words.
std::optional<Normalised> as_factorial(std::string_view plain) {
  const std::string_view core = without_edges(plain);
  if (core.empty() || (core.back() != ')' && !is_letter(core.back()))) return std::nullopt;
  const auto begin = static_cast<std::size_t>(core.data() - plain.data());
  const std::size_t end = std::min(plain.find_first_not_of('!', begin + core.size()), plain.size());
  const std::string whole = lowered(plain.substr(begin, end - begin));
  const std::string_view bare = std::string_view(whole).substr(0, core.size());
  const bool is_alone = whole.size() > core.size() && has_only_variables(bare) &&
                        list_items(bare).size() == 1 && !as_choice(bare) &&
                        !as_number(right_side(bare));
  return is_alone ? as_expression(right_side(whole)) : std::nullopt;
}

}  // namespace

Normalised normalise(std::string_view answer) {
  if (trimmed(answer).size() > kShortBytesMax) return as_text(lowered(answer));
  const std::optional<std::string> box = last_boxed(answer);
  if (box) answer = *box;
  const std::string plain = to_plain_text(answer);
  if (auto factorial = as_factorial(plain)) return *factorial;
  const std::string_view core = without_lead(plain);
  if (auto value = as_short_value(core)) return *value;
  if (auto value = as_sentence(plain)) return *value;
  std::string lower = lowered(core);
  replace_all(lower, "p.m", "pm");
  replace_all(lower, "a.m", "am");
  Normalised text = as_text(lower);
  if (text.key.empty()) text.key = trimmed(answer);
  return text;
}

bool same_answer(const Normalised& a, const Normalised& b) {
  if (a.key != b.key) return false;
  return a.unit == b.unit || a.unit.empty() || b.unit.empty();
}

bool is_long_answer(const Normalised& answer) {
  return answer.kind == Kind::kText &&
         (answer.key.size() > kShortBytesMax / 2 || words(answer.key).size() > kShortWordsMax);
}

}  // namespace ponder::modes
