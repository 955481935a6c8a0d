// Tools for models whose chat template knows none: described in the system message, called as
// <tool_call>{"name": ..., "arguments": {...}}</tool_call> in the answer.
#pragma once

#include <chat.h>

namespace ponder::llama {

// Puts the tools into the system message, and earlier calls and their results into the texts of
// their messages, so that any template can write them. The tools stay in `inputs`.
void write_tools_as_text(common_chat_templates_inputs& inputs);

// Replaces in `params`, which the model's template made without tools, how an answer is read and
// the grammar that its calls are held to. A required call comes first and alone, but for thoughts.
void read_calls_from_text(const common_chat_templates_inputs& inputs, common_chat_params& params);

}  // namespace ponder::llama
