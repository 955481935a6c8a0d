#include "llama/load_options.h"

#include <common.h>

#include <algorithm>
#include <thread>

#include "base/limits.h"

namespace ponder::llama {

local::LoadOptions decide(const local::LoadOptions& options, std::uint32_t context_trained) {
  local::LoadOptions decided = options;
  if (decided.context_tokens == 0) decided.context_tokens = kContextDefault;
  if (context_trained != 0) {
    decided.context_tokens = std::min(decided.context_tokens, context_trained);
  }
  if (decided.cells == 0) decided.cells = kContextDefault;
  decided.cells = std::max(decided.cells, decided.context_tokens);
  decided.cells = (decided.cells + kCellsStep - 1) / kCellsStep * kCellsStep;
  if (decided.slots == 0) decided.slots = limits::kSlotsDefault;
  if (decided.threads == 0) decided.threads = physical_cores();
  return decided;
}

std::uint32_t physical_cores() {
  const int physical = common_cpu_get_num_math();
  const auto usable = std::max(1U, std::thread::hardware_concurrency());
  return physical > 0 ? std::min(static_cast<std::uint32_t>(physical), usable) : usable;
}

}  // namespace ponder::llama
