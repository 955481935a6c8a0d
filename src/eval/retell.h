// What a recording's texts say now: answers and checks change with the code that finds them.
#pragma once

#include <string>

#include "eval/recording.h"

namespace ponder::eval {

// Finds answers, votes and wrong arithmetic again in the texts. Traces without a text stay as they
// are.
void retell(Recording& recording);

// Without texts.
void strip_texts(Recording& recording);

std::string encode_recording(const Recording& recording);

}  // namespace ponder::eval
