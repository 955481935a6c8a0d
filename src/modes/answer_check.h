// Works out the equations that an answer shows, for its report.
#pragma once

#include <string_view>

#include "chat/event.h"

namespace ponder::modes {

// Of prose; fenced code in it, and an answer that is JSON or markup as a whole, are passed over.
// `is_cut`: the answer breaks off somewhere; its last line is not looked at.
chat::Calculation check_answer(std::string_view answer, bool is_cut);

}  // namespace ponder::modes
