// The JSON of Usage, Tally and Report in our own names, shared by all codecs that carry them.
// Internal to api/.
#pragma once

#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"
#include "chat/event.h"

namespace ponder::api {

void write_usage(JsonWriter& out, const chat::Usage& usage);
void write_tallies(JsonWriter& out, const std::vector<chat::Tally>& tallies);
void write_report(JsonWriter& out, const chat::Report& report);

// Note what is missing or wrong in the node's Problem.
chat::Usage read_usage(const Node& node);
std::vector<chat::Tally> read_tallies(const Node& node);
chat::Report read_report(const Node& node);

// A required whole number that fits T, text, or number.
template <class T>
T read_count(const Node& node) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMax = std::in_range<std::int64_t>(std::numeric_limits<T>::max())
                            ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                            : kMost;
  return node.required() ? static_cast<T>(node.integer(0, kMax).value_or(0)) : T{};
}
std::string read_text(const Node& node);
float read_float(const Node& node);
bool read_flag(const Node& node);
chat::Mode read_required_mode(const Node& node);

}  // namespace ponder::api
