// What is dangerous in what a user tells: decided by code, never by a model. Shown before anything
// else of a turn and for as long as its conversation goes on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::chat {

// The more dangerous, the greater.
enum class HazardLevel : std::uint8_t {
  kCareful,           // Steps are allowed, with care.
  kProfessionalOnly,  // No steps: somebody qualified has to do it.
  kStopNow,           // No steps and no questions: get safe first.
};

// "careful", "professional_only", "stop_now".
std::string_view hazard_level_name(HazardLevel level);

struct Hazard {
  std::string id;  // "gas_leak"...
  HazardLevel level = HazardLevel::kCareful;
  std::string found;  // The words that told it; empty: what kind of thing it is.
  std::string title;
  std::vector<std::string> actions;  // What to do, the most urgent first.
  bool operator==(const Hazard&) const = default;
};

// Event: all hazards that are known so far; a later notice of the turn takes its place.
struct SafetyNotice {
  std::vector<Hazard> hazards;  // The most dangerous first.
  bool operator==(const SafetyNotice&) const = default;

  std::optional<HazardLevel> level() const {
    if (hazards.empty()) return std::nullopt;
    return std::ranges::max_element(hazards, {}, &Hazard::level)->level;
  }
};

}  // namespace ponder::chat
