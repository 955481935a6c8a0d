// `tools` and `tool_choice` of a Responses request. Internal to api/.
#pragma once

#include "api/json_node.h"
#include "api/json_write.h"
#include "chat/request.h"

namespace ponder::api {

// Sets what the model may call, and writes the two fields as the response repeats them. Tools of
// other types than function are ignored: they are not repeated, and a choice that names one is an
// error.
void read_response_tools(const Node& body, chat::TurnRequest& turn, JsonWriter& echo);

}  // namespace ponder::api
