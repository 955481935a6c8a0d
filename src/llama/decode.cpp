#include "llama/decode.h"

#include <cstddef>
#include <cstdint>
#include <exception>

#include "llama/library.h"

namespace ponder::llama {

std::int32_t decode_batch(llama_context* context, const llama_batch& batch) {
  try {
    const std::int32_t code = llama_decode(context, batch);
    llama_synchronize(context);
    return code;
  } catch (const std::exception& error) {
    collect_error(error.what());
    return -1;
  }
}

std::int32_t decode_batch(llama_context* context, const llama_batch& batch, ThreadTeam& team) {
  const auto tokens = static_cast<std::size_t>(batch.n_tokens);
  const auto threads = static_cast<std::int32_t>(team.before_step(tokens));
  llama_set_n_threads(context, threads, threads);
  const std::int32_t code = decode_batch(context, batch);
  team.after_step();
  return code;
}

}  // namespace ponder::llama
