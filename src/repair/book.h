// The data files, read once: what is known of appliances and of their dangers. A broken file is a
// defect of the program (checked). Thread-safe: nothing changes after it was read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/safety.h"
#include "repair/data.h"
#include "repair/words.h"

namespace ponder::repair {

inline constexpr std::string_view kAny = "*";

struct Kind {
  std::string_view id;
  const Section* section = nullptr;  // For its texts.
  std::vector<Pattern> words;
  std::vector<std::string_view> symptoms;
  bool mains = false, gas = false, display = false;
};

struct Symptom {
  std::string_view id;
  const Section* section = nullptr;
  std::vector<Pattern> words;
};

struct HazardRule {
  std::string_view id;
  const Section* section = nullptr;
  chat::HazardLevel level = chat::HazardLevel::kStopNow;
  std::vector<Pattern> words, read;
  std::vector<std::pair<std::string_view, std::string_view>> when;  // Kind and symptom.
  bool offered = false;
};

struct Question {
  std::string_view about;
  const Section* section = nullptr;
  std::vector<std::string_view> needs, unless;
};

struct CodeEntry {
  const Section* section = nullptr;
  std::vector<std::string_view> brands, codes, checks;
  std::string_view kind;
  bool call = false;
};

struct Step {
  std::string_view id;
  const Section* section = nullptr;
  bool unplug = false;
};

struct Plan {
  std::string_view symptom, kind;  // Kind may be empty: all others.
  std::vector<std::string_view> steps;
};

class Book {
 public:
  std::vector<Kind> kinds;
  std::vector<Symptom> symptoms;
  std::vector<HazardRule> hazards;  // The most dangerous first.
  std::vector<Pattern> forbidden;   // In what a model suggests.
  std::vector<Question> questions;
  std::vector<CodeEntry> codes;
  std::vector<Step> steps;
  std::vector<Plan> plans;
  std::vector<std::string_view> brands;

  // Null: there is none.
  const Kind* kind(std::string_view id) const;
  const Symptom* symptom(std::string_view id) const;
  const HazardRule* hazard(std::string_view id) const;
  const Step* step(std::string_view id) const;
  // A text by the name of its section, with {name} filled in by the caller.
  std::string_view text(std::string_view name, std::string_view language) const;
  // Of a [list ...] of words.txt.
  const std::vector<std::string_view>& word_list(std::string_view name) const;
  // The sections of all files, for tests.
  const std::vector<Section>& sections() const { return sections_; }

 private:
  friend const Book& book();
  Book();
  void take_file(std::string_view name);
  void take(const Section& section);
  std::vector<Section> sections_;
  std::map<std::string_view, std::vector<std::string_view>> word_lists_;
};

const Book& book();

}  // namespace ponder::repair
