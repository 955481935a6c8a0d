// Troubleshooting as plain values: what a user says about an appliance, and how far its repair has
// come. src/repair/ decides all of it; docs/guide/repair.md tells how it looks from outside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::chat {

// What is known of the appliance; empty: not known.
struct RepairFacts {
  std::string kind;     // "dishwasher": an id of repair/data/flow.txt.
  std::string brand;    // "Bosch".
  std::string model;    // From the plate.
  std::string code;     // As the display shows it.
  std::string symptom;  // "not_draining": an id of repair/data/flow.txt.
  bool operator==(const RepairFacts&) const = default;
};

enum class StepResult : std::uint8_t { kOpen, kHelped, kNoChange, kUnable };
std::string_view step_result_name(StepResult result);  // "open", "helped", "no_change", "unable".

// What a turn says beyond its words.
struct RepairAsk {
  std::string language = "en";    // Of what code writes: "en" or "ar".
  RepairFacts facts;              // What is not empty corrects what is known.
  std::vector<std::string> skip;  // Questions that the user cannot answer: "code", "brand"...
  // The answer to the question about dangers: ids of hazards; empty: none of them. Unset: no
  // answer.
  std::optional<std::vector<std::string>> dangers;
  std::string step;  // A step that was tried; empty: none.
  StepResult result = StepResult::kOpen;
  bool operator==(const RepairAsk&) const = default;
};

struct RepairOption {
  std::string id, text;
  bool operator==(const RepairOption&) const = default;
};

// The next thing to find out.
struct RepairQuestion {
  std::string about;  // "kind", "code", "brand", "symptom", "dangers", "model".
  std::string text;
  std::vector<RepairOption> options;  // Empty: it is answered in words.
  bool may_skip = false;
  bool operator==(const RepairQuestion&) const = default;
};

// What the table of codes says.
struct RepairCode {
  std::string code;
  bool known = false;
  std::string meaning;  // Of an unknown one: that it is not known, and what is.
  std::string source;   // The address of the page that says so; empty: unknown.
  std::string read_on;  // "2026-11-24".
  bool operator==(const RepairCode&) const = default;
};

struct RepairStep {
  std::string id, text;
  bool by_model = false;  // A model's idea that passed the rules, not a checked step.
  StepResult result = StepResult::kOpen;
  bool operator==(const RepairStep&) const = default;
};

enum class RepairStage : std::uint8_t {
  kAsking,
  kSteps,
  kSolved,
  kProfessional,  // Nothing is left to try at home, or nothing may be tried.
  kStopped,       // Something is dangerous now.
};
// "asking", "steps", "solved", "professional", "stopped".
std::string_view repair_stage_name(RepairStage stage);

// Event: how far it is; a later one of the turn takes its place. The next turn goes on from it.
struct RepairState {
  std::string language = "en";
  RepairStage stage = RepairStage::kAsking;
  RepairFacts facts;
  std::string kind_name, symptom_name;  // In the language; empty: not known.
  std::vector<std::string> skipped;     // Questions that are not asked again.
  std::optional<RepairCode> code;
  std::optional<RepairQuestion> question;  // kAsking; and a last one for the professional.
  std::vector<RepairStep> steps;
  std::vector<std::string> hand_over;  // What to tell a professional.
  std::string call_when;               // When to stop and call one.
  bool operator==(const RepairState&) const = default;
};

}  // namespace ponder::chat
