// What the whole and the streamed chat completion have in common. Internal to api/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/json_write.h"
#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::api {

std::string_view openai_finish_reason(chat::FinishReason reason);

void write_openai_usage(JsonWriter& out, const chat::Usage& usage);

// The value of a choice's `logprobs`: null where there are none.
void write_openai_logprobs(JsonWriter& out, const std::vector<TokenLogprob>& logprobs);

// One token with its alternatives, as an object.
void write_openai_logprob(JsonWriter& out, const TokenLogprob& logprob);

// What a finished agent wrote, as a piece of reasoning_content: "Agent 2 (ROLE): answer 42", its
// text, an empty line.
std::string agent_trace(const chat::BranchState& agent);

}  // namespace ponder::api
