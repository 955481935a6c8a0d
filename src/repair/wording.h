// Texts of data/flow.txt with their gaps filled, and the names of facts in the user's language.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/repair.h"

namespace ponder::repair {

using Gaps = std::vector<std::pair<std::string_view, std::string_view>>;

// `name` of a [text ...] section; {gap} becomes its value.
std::string wording(std::string_view name, std::string_view language, const Gaps& gaps);

std::string joined_names(const std::vector<std::string>& names);  // "Bosch, LG"

// Fills in kind_name and symptom_name.
void name_facts(chat::RepairState& state);

}  // namespace ponder::repair
