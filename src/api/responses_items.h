// The items of the Responses dialect: what a request's `input` holds, what an earlier response
// wrote, and the messages that they mean. Internal to api/ but for the type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"
#include "base/result.h"
#include "chat/message.h"

namespace ponder::api {

struct ResponseItem {
  enum Kind : std::uint8_t { kMessage, kReasoning, kFunctionCall, kFunctionOutput, kReference };
  Kind kind = kMessage;
  std::string id;                   // May be empty; kReference: of the item that is meant.
  std::string role;                 // kMessage: as it was given ("developer").
  std::string text;                 // The message, the reasoning, or what the function gave.
  std::vector<chat::Image> images;  // kMessage, kFunctionOutput: that stand in the text.
  std::string call_id;              // kFunctionCall, kFunctionOutput.
  std::string name;                 // kFunctionCall.
  std::string arguments;            // kFunctionCall: JSON text.
  bool is_trace = false;  // kReasoning: what an agent of ours wrote; told to nobody again.
  bool operator==(const ResponseItem&) const = default;
};

// `input`: a string, or a list of items. Notes what is wrong in the node's Problem; items of other
// servers' tools are errors that name what is known.
std::vector<ResponseItem> read_response_items(const Node& input);

// The same from JSON that encode_response_items or a response's `output` wrote.
Result<std::vector<ResponseItem>> parse_response_items(std::string_view list_json);

// As a JSON list; items without an id get "msg_UID_in0", "fc_UID_in1"...
std::string encode_response_items(std::span<const ResponseItem> items, std::string_view uid);

// "resp_UID" of the response that an item id of ours came from; empty where it is no such id.
std::string response_of_item(std::string_view item_id);

// What the model is told: all system messages at the front as one, a reasoning item and calls as
// parts of their assistant message. `instructions` may be empty. References must be resolved.
std::vector<chat::Message> messages_of(std::string_view instructions,
                                       std::span<const ResponseItem> items);

// {"object": "list", "data": [...]}, a page of a list that encode_response_items wrote.
struct ItemPage {
  std::size_t limit = 20;
  bool ascending = false;
  std::string after;  // An item id; empty: from the start.
};
Result<std::string> encode_item_page(std::string_view list_json, const ItemPage& page);

}  // namespace ponder::api
