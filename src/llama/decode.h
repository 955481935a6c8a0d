// One call of llama_decode, waited for.
#pragma once

#include <llama.h>

#include <cstdint>

#include "llama/thread_team.h"

namespace ponder::llama {

// What llama_decode returned, when all is computed: 0 is success. Where a backend throws it is -1,
// and the innermost ErrorCapture has the reason.
std::int32_t decode_batch(llama_context* context, const llama_batch& batch);

// The same with as many threads as `team` wants; the team sees how it went.
std::int32_t decode_batch(llama_context* context, const llama_batch& batch, ThreadTeam& team);

}  // namespace ponder::llama
