// Forgiving reading of other programs' JSON: a field that is missing or of another kind is empty.
// Internal to api/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/json_tree.h"

namespace ponder::api {

std::string text_in(const JsonValue& object, std::string_view name);
bool flag_in(const JsonValue& object, std::string_view name);
const JsonList& list_in(const JsonValue& object, std::string_view name);
const JsonObject& object_in(const JsonValue& object, std::string_view name);
const JsonValue& value_in(const JsonValue& object, std::string_view name);

// Unix time in ms of a number (seconds, or more than any seconds: ms, us, ns) or of an ISO 8601
// text; 0 where it is neither.
std::int64_t time_in(const JsonValue& object, std::string_view name);

// A file that went along with a question, as the web app puts it into the text.
std::string attached_file(const std::string& name, const std::string& content);

// `parts` with an empty line between them; empty ones are left out.
void append_part(std::string& text, std::string_view part);

}  // namespace ponder::api
