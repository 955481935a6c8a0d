// Which dangers there are, decided by code: from the user's words, from what was read in pictures,
// from the kind of appliance and what is wrong with it. What is unclear counts as said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/safety.h"

namespace ponder::repair {

struct Situation {
  std::string_view words;  // What the user wrote, in any language.
  std::string_view read;   // What was read in pictures.
  std::string_view kind, symptom;
  std::vector<std::string> named;  // Ids of hazards that the user chose from the list.
};

// The most dangerous first; texts in `language`.
std::vector<chat::Hazard> find_hazards(const Situation& situation, std::string_view language);

// What was found in words before stays; what came from the kind alone is as `now` says.
chat::SafetyNotice joined(const chat::SafetyNotice& before, std::vector<chat::Hazard> now);

// Whether a model may say so: nothing about the inside, live parts, gas or refrigerant, and no
// danger in it.
bool may_be_suggested(std::string_view text);

}  // namespace ponder::repair
