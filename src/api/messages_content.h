// `system` and `messages` of a Messages request. Internal to api/.
#pragma once

#include <vector>

#include "api/json_node.h"
#include "chat/message.h"

namespace ponder::api {

// A tool's result becomes a message of its own, before the text that comes with it. Messages of the
// user or of the assistant that follow one another become one. Notes what is wrong.
std::vector<chat::Message> read_messages_content(const Node& body);

}  // namespace ponder::api
