// The JSON of troubleshooting: the two events that carry it and the field `repair` of a turn.
// Internal to api/, but for the suggestion of a model, which is parsed here too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"
#include "base/result.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "chat/safety.h"

namespace ponder::api {

// The fields after `type`.
void write_safety(JsonWriter& out, const chat::SafetyNotice& notice);
void write_repair_state(JsonWriter& out, const chat::RepairState& state);

// Note what is missing or wrong in the node's Problem.
chat::SafetyNotice read_safety(const Node& event);
chat::RepairState read_repair_state(const Node& event);
chat::RepairAsk read_repair_ask(const Node& repair);
// Its `read`: what was read in pictures before, and corrected.
std::vector<chat::ImageUse> read_repair_pictures(const Node& repair);

// What a model wrote to repair::suggestion_request().
struct RepairSuggestion {
  std::string explanation;
  std::vector<std::string> checks;
};
Result<RepairSuggestion> parse_suggestion(std::string_view text);

}  // namespace ponder::api
