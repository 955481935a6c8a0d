// Reads the fields of a request body into the parts of a TurnRequest. Each reader notes what is
// wrong in the node's Problem and then returns something of no meaning. Internal to api/.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_node.h"
#include "chat/message.h"
#include "chat/request.h"

namespace ponder::api {

// Takes a field's value where it is present, else leaves what is there.
template <class T, class Value>
void assign(T& target, const std::optional<Value>& value) {
  if (value) target = static_cast<T>(*value);
}
template <class T, class Value>
void assign(std::optional<T>& target, const std::optional<Value>& value) {
  if (value) target = static_cast<T>(*value);
}

std::vector<chat::Message> read_messages(const Node& messages);

// Adds the tool that `tool` describes; its schema is in the field `schema`. False: it has no name.
bool read_tool(const Node& tool, std::string_view schema, std::vector<chat::Tool>& tools);
// The name in `name`, which one of `tools` must have.
std::string read_tool_name(const Node& name, const std::vector<chat::Tool>& tools);

std::vector<chat::Tool> read_tools(const Node& tools);
chat::ToolChoice read_tool_choice(const Node& choice, const std::vector<chat::Tool>& tools);

// `response_format` and `grammar` of the body.
chat::AnswerForm read_answer_form(const Node& body);

// temperature, top_p, min_p, top_k, the penalties, seed, logit_bias.
chat::Sampling read_sampling(const Node& body);

// A positive number of tokens; more than any context holds is fine (it is clamped later).
std::optional<std::uint32_t> read_token_limit(const Node& field);

std::vector<std::string> read_stop(const Node& stop);

std::optional<chat::Mode> read_mode(const Node& field);
// OpenAI's efforts: none and minimal are instant, low to high thinking, xhigh and max
// contemplating.
std::optional<chat::Mode> read_effort(const Node& field);
std::optional<std::uint32_t> read_agents(const Node& field);
std::optional<std::chrono::milliseconds> read_budget(const Node& field);

// `model` of the body without a suffix that names a mode; "" where it is missing.
std::string read_model(const Node& body);

// `model` and `ponder` of the body. Mode, strongest first: ponder.mode; the suffix of the model's
// name; `effort` (what the dialect's own field asks for); what `turn` has.
void read_model_and_mode(const Node& body, std::optional<chat::Mode> effort,
                         chat::TurnRequest& turn);
// The same where the fields of `ponder` stand elsewhere, which may have others beside them.
void read_model_and_mode(const Node& body, const Node& ponder, std::optional<chat::Mode> effort,
                         chat::TurnRequest& turn);

}  // namespace ponder::api
