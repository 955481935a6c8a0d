#include "repair/book.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "chat/safety.h"
#include "repair/data.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

template <class T>
const T* with_id(const std::vector<T>& list, std::string_view id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return found == list.end() ? nullptr : &*found;
}

std::vector<Pattern> patterns(const Section& section, std::string_view field) {
  std::vector<Pattern> made;
  for (const std::string_view text : section.all(field)) made.emplace_back(text);
  return made;
}

std::pair<std::string_view, std::string_view> two_words(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return {text, {}};
  return {text.substr(0, blank), trimmed(text.substr(blank))};
}

chat::HazardLevel level_named(std::string_view name) {
  for (const auto level : {chat::HazardLevel::kCareful, chat::HazardLevel::kProfessionalOnly,
                           chat::HazardLevel::kStopNow}) {
    if (chat::hazard_level_name(level) == name) return level;
  }
  PONDER_CHECK(false);
  return chat::HazardLevel::kStopNow;
}

HazardRule hazard_of(const Section& section) {
  HazardRule rule{section.name,
                  &section,
                  level_named(section.one("level")),
                  patterns(section, "words"),
                  patterns(section, "read"),
                  {},
                  !section.one("offer").empty()};
  for (const std::string_view when : section.all("when")) rule.when.push_back(two_words(when));
  return rule;
}

Kind kind_of(const Section& section) {
  Kind kind{section.name, &section, patterns(section, "words"), listed(section.one("symptoms"))};
  const auto [first, second] = two_words(section.one("has"));
  for (const std::string_view has : {first, second}) {
    kind.mains = kind.mains || has == "mains";
    kind.gas = kind.gas || has == "gas";
    kind.display = kind.display || has == "display";
  }
  return kind;
}

}  // namespace

Book::Book() {
  constexpr auto kFiles = std::to_array<std::string_view>(
      {"words.txt", "hazards.txt", "flow.txt", "steps.txt", "codes.txt"});
  for (const std::string_view file : kFiles) take_file(file);
  for (const Section& section : sections_) take(section);
  PONDER_CHECK(std::ranges::is_sorted(hazards, std::greater{}, &HazardRule::level));
}

void Book::take_file(std::string_view name) {
  auto sections = read_sections(data_file(name));
  PONDER_CHECK(sections.has_value() && !sections->empty());
  sections_.insert(sections_.end(), sections->begin(), sections->end());
}

void Book::take(const Section& section) {
  if (section.type == "kind") kinds.push_back(kind_of(section));
  if (section.type == "hazard") hazards.push_back(hazard_of(section));
  if (section.type == "forbidden") forbidden = patterns(section, "words");
  if (section.type == "list") {
    for (const std::string_view words : section.all("words")) {
      for (const std::string_view word : listed(words)) word_lists_[section.name].push_back(word);
    }
  }
  if (section.type == "brands") brands = listed(section.one("names"));
  if (section.type == "symptom") {
    symptoms.push_back({section.name, &section, patterns(section, "words")});
  }
  if (section.type == "ask") {
    questions.push_back(
        {section.name, &section, listed(section.one("needs")), listed(section.one("unless"))});
  }
  if (section.type == "step") {
    steps.push_back({section.name, &section, !section.one("unplug").empty()});
  }
  if (section.type == "plan") {
    const auto [symptom_id, kind_id] = two_words(section.name);
    plans.push_back({symptom_id, kind_id, listed(section.one("steps"))});
  }
  if (section.type == "code") {
    codes.push_back({&section, listed(section.one("brands")), listed(section.one("codes")),
                     listed(section.one("checks")), section.one("kind"),
                     !section.one("call").empty()});
  }
}

const Kind* Book::kind(std::string_view id) const { return with_id(kinds, id); }
const Symptom* Book::symptom(std::string_view id) const { return with_id(symptoms, id); }
const HazardRule* Book::hazard(std::string_view id) const { return with_id(hazards, id); }
const Step* Book::step(std::string_view id) const { return with_id(steps, id); }

std::string_view Book::text(std::string_view name, std::string_view language) const {
  for (const Section& section : sections_) {
    if (section.type == "text" && section.name == name) return section.one(language);
  }
  PONDER_CHECK(false);
  return {};
}

const std::vector<std::string_view>& Book::word_list(std::string_view name) const {
  const auto found = word_lists_.find(name);
  PONDER_CHECK(found != word_lists_.end());
  return found->second;
}

const Book& book() {
  static const Book all;
  return all;
}

}  // namespace ponder::repair
