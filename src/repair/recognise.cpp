#include "repair/recognise.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "chat/repair.h"
#include "repair/book.h"
#include "repair/codes.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kModelBytesMin = 5;
constexpr std::size_t kModelBytesMax = 30;

// The first place of any of the patterns.
Span first_of(const std::vector<Pattern>& patterns, std::span<const std::string> words) {
  Span first{std::numeric_limits<std::size_t>::max(), 0};
  for (const Pattern& pattern : patterns) {
    const std::vector<Span> spans = pattern.find(words);
    if (!spans.empty() && spans.front().begin < first.begin) first = spans.front();
  }
  return first;
}

// Whether `text` begins with `cue`, without case, and then with something else than a letter.
bool begins_with_cue(std::string_view text, std::string_view cue) {
  if (text.size() <= cue.size() || folded(text.substr(0, cue.size())) != cue) return false;
  return std::isalpha(static_cast<unsigned char>(text[cue.size()])) == 0;
}

// The first word with a digit that is long enough, before the line ends.
std::string model_behind(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  constexpr std::string_view kBetween = " \t:.#";
  for (std::size_t at = text.find_first_not_of(kBetween); at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t,;", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const bool has_digit = std::ranges::any_of(
        word, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
    if (has_digit && word.size() >= kModelBytesMin && word.size() <= kModelBytesMax) {
      return std::string(word);
    }
    at = text.find_first_not_of(kBetween, end);
  }
  return {};
}

}  // namespace

std::string kind_in(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  std::string_view best;
  Span first{std::numeric_limits<std::size_t>::max(), 0};
  for (const Kind& kind : book().kinds) {
    const Span span = first_of(kind.words, words);
    const bool longer = span.begin == first.begin && span.end > first.end;
    if (span.begin > first.begin || (span.begin == first.begin && !longer)) continue;
    first = span;
    best = kind.id;
  }
  return std::string(best);
}

std::string symptom_in(std::string_view text, std::string_view kind_id) {
  const std::vector<std::string> words = words_of(text);
  const Kind* kind = book().kind(kind_id);
  for (const Symptom& symptom : book().symptoms) {
    if (kind != nullptr && std::ranges::find(kind->symptoms, symptom.id) == kind->symptoms.end()) {
      continue;
    }
    if (first_of(symptom.words, words).end > 0) return std::string(symptom.id);
  }
  return {};
}

std::string brand_in(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  for (const std::string& word : words) {
    for (const std::string_view brand : book().brands) {
      if (word == folded(brand)) return std::string(brand);
    }
  }
  return {};
}

std::string model_on_plate(std::string_view read) {
  constexpr auto kCuesLongestFirst = std::to_array<std::string_view>(
      {"model number", "model no", "modellnummer", "modell", "modelo", "model", "e-nr", "e-no",
       "enr", "prod.no", "type", "typ", "tipo", "mod", "m/n", "pnc"});
  read = read.substr(0, limits::kRepairReadBytesMax);
  for (std::size_t at = 0; at < read.size(); ++at) {
    const bool begins = at == 0 || std::isalnum(static_cast<unsigned char>(read[at - 1])) == 0;
    if (!begins) continue;
    for (const std::string_view cue : kCuesLongestFirst) {
      if (!begins_with_cue(read.substr(at), cue)) continue;
      std::string model = model_behind(read.substr(at + cue.size()));
      if (!model.empty()) return model;
    }
  }
  return {};
}

chat::RepairFacts with_recognised(chat::RepairFacts facts, std::string_view words,
                                  std::string_view read) {
  const auto fill = [](std::string& fact, const std::string& found) {
    if (fact.empty()) fact = found;
  };
  fill(facts.kind, kind_in(words));
  fill(facts.kind, kind_in(read));
  fill(facts.brand, brand_in(words));
  fill(facts.brand, brand_in(read));
  fill(facts.code, code_in_words(words).value_or(""));
  fill(facts.code, code_in_picture(read).value_or(""));
  fill(facts.model, model_on_plate(read));
  fill(facts.symptom, symptom_in(words, facts.kind));
  return facts;
}

}  // namespace ponder::repair
