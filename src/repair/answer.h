// The state of a repair as an answer in Markdown, for readers that know nothing of states: danger
// first, then what the code means and where that stands, then the question or the steps.
#pragma once

#include <string>
#include <vector>

#include "repair/flow.h"

namespace ponder::repair {

std::string answer_of(const Progress& progress);

// What a model added, marked as such; empty where nothing of it may stand.
std::string addition_of(const Progress& progress, const std::string& explanation,
                        const std::vector<std::string>& checks);

}  // namespace ponder::repair
