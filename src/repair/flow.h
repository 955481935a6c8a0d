// How a repair goes on: from what was known and what a turn says to the next question, the steps,
// or the end. Pure: equal calls give equal states. What a model writes has no part in it, but for
// `add_suggestions`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/repair.h"
#include "chat/safety.h"

namespace ponder::repair {

// The step that makes others safe: it repairs nothing, and without it they may not be tried.
inline constexpr std::string_view kUnplug = "unplug";

struct Progress {
  chat::SafetyNotice notice;
  chat::RepairState state;
};

struct Told {
  std::string_view words;  // Of the user.
  std::string_view read;   // In pictures, as corrected; texts of several with line ends between.
  chat::RepairAsk ask;
};

// `before`: a default one for the first turn. A danger that was told once stays.
Progress go_on(const Progress& before, const Told& told);

// Whether a model may write about it: there are steps, none is tried yet, and nothing worse than
// careful holds.
bool may_explain(const Progress& progress);

// Puts the checks that pass the rules behind the steps. Which ones passed.
std::vector<std::string> add_suggestions(Progress& progress,
                                         const std::vector<std::string>& checks);

}  // namespace ponder::repair
