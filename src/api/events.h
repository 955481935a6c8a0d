// chat::Event <-> JSON: our own wire format, the same in the log, on the stream and in the web app.
// {"type": "text_delta", "part": 3, "text": "..."}; docs/events.md lists all.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "chat/event.h"

namespace ponder::api {

// Text that is not valid UTF-8 is repaired with U+FFFD; a token piece also keeps its `bytes`.
std::string encode_event(const chat::Event& event);
Result<chat::Event> decode_event(std::string_view json);  // kInvalid names the field.

// The report alone, as `turn_finished` and the chat completions carry it.
std::string encode_report(const chat::Report& report);

}  // namespace ponder::api
