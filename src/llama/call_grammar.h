// The grammar of an answer that has to be a tool call.
#pragma once

#include <chat.h>

#include <string>

namespace ponder::llama {

// llama.cpp's grammar of a required call lets any text stand before the call. This one takes the
// text out: only what the template itself writes and the model's thoughts come first. Where calls
// may not be parallel, it is one. `params`: of a template, with a tool choice of "required".
std::string call_grammar(const common_chat_params& params, bool parallel);

}  // namespace ponder::llama
