// What a turn asks for, in the terms of llama.cpp's chat templates.
#pragma once

#include <chat.h>

#include <string_view>

#include "base/result.h"
#include "chat/request.h"
#include "generate/generator.h"

namespace ponder::llama {

// A tool has to be called: any, or a named one.
bool asks_for_call(const chat::ToolChoice& choice);

// `user_suffix` joins the last user message. Errors: kInvalid (a form, a schema or a choice of
// tools that cannot be).
Result<common_chat_templates_inputs> chat_inputs_of(const generate::TrunkSpec& spec,
                                                    std::string_view user_suffix);

}  // namespace ponder::llama
