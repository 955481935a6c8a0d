// Which model answers and how it thinks: the part of a request body that is Ponder's own.
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/json_node.h"
#include "api/models.h"
#include "api/request_fields.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr std::size_t kModelNameBytesMax = 512;

ModelName read_name(const Node& body) {
  return split_model_name(body["model"].string(kModelNameBytesMax).value_or(""));
}

}  // namespace

std::string read_model(const Node& body) { return read_name(body).name; }

std::optional<chat::Mode> read_effort(const Node& field) {
  const std::optional<std::string> effort = field.string();
  if (!effort) return std::nullopt;
  if (*effort == "none" || *effort == "minimal") return chat::Mode::kInstant;
  if (*effort == "low" || *effort == "medium" || *effort == "high") return chat::Mode::kThinking;
  if (*effort == "xhigh" || *effort == "max") return chat::Mode::kContemplating;
  field.fail_not_one_of("none, minimal, low, medium, high, xhigh, max");
  return std::nullopt;
}

void read_model_and_mode(const Node& body, std::optional<chat::Mode> effort,
                         chat::TurnRequest& turn) {
  const Node ponder = body["ponder"];
  constexpr std::array<std::string_view, 3> kFields = {"mode", "agents", "budget_ms"};
  ponder.fail_unless_known(kFields);
  ModelName model = read_name(body);
  turn.model = std::move(model.name);
  assign(turn.mode, effort);
  assign(turn.mode, model.mode);
  assign(turn.mode, read_mode(ponder["mode"]));
  assign(turn.agents, read_agents(ponder["agents"]));
  turn.budget = read_budget(ponder["budget_ms"]);
}

}  // namespace ponder::api
