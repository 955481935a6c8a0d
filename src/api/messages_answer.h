// What the whole and the streamed message have in common. Internal to api/.
#pragma once

#include <string_view>

#include "api/json_write.h"
#include "chat/event.h"

namespace ponder::api {

// Thinking blocks come back with the next request; these tell an agent's trace, which is not to be
// read again, from the model's own reasoning. Base64, as clients expect.
inline constexpr std::string_view kThinkingSignature = "cG9uZGVy";
inline constexpr std::string_view kAgentSignature = "cG9uZGVyLWFnZW50";

std::string_view messages_stop_reason(chat::FinishReason reason, bool stop_string_met);

// Opens the message and writes what comes before `content`.
void write_message_head(JsonWriter& out, std::string_view id, std::string_view model);

// Opens a tool_use block and writes what comes before the value of `input`.
void write_tool_use_head(JsonWriter& out, std::string_view id, std::string_view name);

// input_tokens are those that were computed; cached ones are told apart. `is_delta`: of
// message_delta, which has fewer fields.
void write_messages_usage(JsonWriter& out, const chat::Usage& usage, bool is_delta);

// `stop_reason`, `stop_sequence` and `stop_details`.
void write_stop(JsonWriter& out, chat::FinishReason reason, std::string_view stop_string);

}  // namespace ponder::api
