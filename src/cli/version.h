// What this program and its engine are.
#pragma once

#include <string>

namespace ponder::cli {

std::string version_text();  // "ponder 0.1.0 (llama.cpp 0.5.0)".

}  // namespace ponder::cli
