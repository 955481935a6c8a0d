// chat::Event <-> JSON: our own wire format, the same in the log, on the stream and in the web app.
// {"type": "text_delta", "part": 3, "text": "..."}; docs/events.md lists all.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "chat/event.h"

namespace ponder::api {

std::string encode_event(const chat::Event& event);
Result<chat::Event> decode_event(std::string_view json);  // kInvalid names what is wrong.

}  // namespace ponder::api
