#include "repair/hazards.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/safety.h"
#include "repair/book.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

using Words = std::vector<std::string>;

// Where each rule's words stand, and which words belong to any of them.
struct Matches {
  std::vector<std::vector<Span>> of_rule;
  std::vector<bool> covered;
};

Matches all_matches(const Words& words) {
  Matches matches{{}, std::vector<bool>(words.size())};
  for (const HazardRule& rule : book().hazards) {
    std::vector<Span>& spans = matches.of_rule.emplace_back();
    for (const Pattern& pattern : rule.words) {
      for (const Span span : pattern.find(words)) {
        spans.push_back(span);
        // Only its ends: what stands between near words may be anything.
        matches.covered[span.begin] = matches.covered[span.end - 1] = true;
      }
    }
  }
  return matches;
}

std::optional<std::string> told_in(const Words& words, const std::vector<Span>& spans,
                                   const std::vector<bool>& covered) {
  for (const Span span : spans) {
    if (!is_denied(words, span, covered)) return text_of(words, span);
  }
  return std::nullopt;
}

std::optional<std::string> read_in(const Words& words, const HazardRule& rule) {
  for (const Pattern& pattern : rule.read) {
    const std::vector<Span> spans = pattern.find(words);
    if (!spans.empty()) return text_of(words, spans.front());
  }
  return std::nullopt;
}

bool fits(std::string_view wanted, std::string_view id) {
  return wanted.empty() || wanted == kAny || wanted == id;
}

bool holds(const HazardRule& rule, const Situation& situation) {
  const Kind* kind = book().kind(situation.kind);
  return std::ranges::any_of(rule.when, [&](const auto& when) {
    const auto& [kind_id, symptom_id] = when;
    const bool of_kind = kind_id == "mains" ? kind != nullptr && kind->mains
                         : kind_id == "gas" ? kind != nullptr && kind->gas
                                            : fits(kind_id, situation.kind);
    return of_kind && fits(symptom_id, situation.symptom);
  });
}

chat::Hazard hazard_of(const HazardRule& rule, std::string found, std::string_view language) {
  chat::Hazard hazard{std::string(rule.id),
                      rule.level,
                      std::move(found),
                      std::string(rule.section->one(language)),
                      {}};
  for (const std::string_view action : rule.section->all("do." + std::string(language))) {
    hazard.actions.emplace_back(action);
  }
  return hazard;
}

}  // namespace

std::vector<chat::Hazard> find_hazards(const Situation& situation, std::string_view language) {
  const Words words = words_of(situation.words);
  const Words read = words_of(situation.read);
  const Matches matches = all_matches(words);
  std::vector<chat::Hazard> found;
  for (std::size_t i = 0; i < book().hazards.size(); ++i) {
    const HazardRule& rule = book().hazards[i];
    std::optional<std::string> told = told_in(words, matches.of_rule[i], matches.covered);
    if (!told) told = read_in(read, rule);
    if (!told && std::ranges::find(situation.named, rule.id) != situation.named.end()) {
      told = rule.section->one(language);
    }
    if (!told && holds(rule, situation)) told = "";
    if (told) found.push_back(hazard_of(rule, std::move(*told), language));
  }
  return found;
}

chat::SafetyNotice joined(const chat::SafetyNotice& before, std::vector<chat::Hazard> now) {
  for (const chat::Hazard& old : before.hazards) {
    if (old.found.empty()) continue;
    const auto same = std::ranges::find(now, old.id, &chat::Hazard::id);
    if (same == now.end()) {
      const auto place =
          std::ranges::upper_bound(now, old.level, std::greater{}, &chat::Hazard::level);
      now.insert(place, old);
    } else if (same->found.empty()) {
      same->found = old.found;
    }
  }
  return {std::move(now)};
}

bool may_be_suggested(std::string_view text) {
  const Words words = words_of(text);
  const auto stands = [&](const Pattern& pattern) { return !pattern.find(words).empty(); };
  if (std::ranges::any_of(book().forbidden, stands)) return false;
  return std::ranges::none_of(book().hazards, [&](const HazardRule& rule) {
    return std::ranges::any_of(rule.words, stands);
  });
}

}  // namespace ponder::repair
