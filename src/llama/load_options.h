// What "the loader decides" means.
#pragma once

#include <cstdint>

#include "local/loaded_model.h"

namespace ponder::llama {

inline constexpr std::uint32_t kContextDefault = 16384;
inline constexpr std::uint32_t kPictureCellsMax = 4096;  // Of one picture, or one tile of it.
inline constexpr std::uint32_t kCellsStep = 256;         // llama.cpp rounds a context up to this.

// `options` with every 0 replaced and everything within what is possible: the context is at most
// what the model was trained on (0: unknown), the cells hold at least one context, in steps of
// kCellsStep.
local::LoadOptions decide(const local::LoadOptions& options, std::uint32_t context_trained);

// Cores that do not share their arithmetic units with another, as far as the system tells.
std::uint32_t physical_cores();

}  // namespace ponder::llama
