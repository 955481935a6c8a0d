// What words and pictures say of an appliance: its kind, brand, model, code and symptom.
#pragma once

#include <string>
#include <string_view>

#include "chat/repair.h"

namespace ponder::repair {

// Ids of flow.txt; empty: not said. The first kind that is named counts.
std::string kind_in(std::string_view words);
// Of those that this kind can have (any, where the kind is not known); in the order of flow.txt.
std::string symptom_in(std::string_view words, std::string_view kind);
std::string brand_in(std::string_view text);  // As the table writes it.
// What stands on a plate behind "Model", "E-Nr.", "Type" or the like.
std::string model_on_plate(std::string_view read);

// Fills in what `facts` does not have, from words first.
chat::RepairFacts with_recognised(chat::RepairFacts facts, std::string_view words,
                                  std::string_view read);

}  // namespace ponder::repair
