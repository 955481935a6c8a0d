// Which model answers and how it thinks: the part of a request body that is Ponder's own.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/json_node.h"
#include "api/models.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "chat/preset.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr std::size_t kModelNameBytesMax = 512;

ModelName read_name(const Node& body) {
  return split_model_name(body["model"].string(kModelNameBytesMax).value_or(""));
}

chat::StrategyChoice read_strategy(const Node& field) {
  constexpr auto kFields = std::to_array<std::string_view>(
      {"first", "next", "quorum", "drafts", "unsure_after", "unsure", "window", "arithmetic"});
  constexpr std::int64_t kWindowMax = 4096;
  field.fail_unless_known(kFields);
  chat::StrategyChoice choice;
  assign(choice.wave_first, field["first"].integer(1, limits::kAgentsMax));
  assign(choice.wave_next, field["next"].integer(1, limits::kAgentsMax));
  choice.quorum = field["quorum"].number(0.5, 1.0);
  assign(choice.drafts, field["drafts"].integer(1, limits::kAgentsMax));
  assign(choice.unsure_after, field["unsure_after"].integer(1, limits::kAgentsMax));
  choice.unsure_percentile = field["unsure"].number(0.0, 1.0);
  assign(choice.window, field["window"].integer(1, kWindowMax));
  choice.checks_arithmetic = field["arithmetic"].boolean();
  return choice;
}

// A preset's number of agents is the request's where it names none.
void read_preset(const Node& field, chat::TurnRequest& turn) {
  const std::optional<std::string> name = field.string();
  if (!name) return;
  const std::optional<chat::Preset> preset = chat::preset_named(*name);
  if (!preset) {
    field.fail_not_one_of("quick, standard, deep");
    return;
  }
  turn.strategy.preset = *name;
  turn.agents = preset->agents;
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
  constexpr std::array<std::string_view, 5> kFields = {"mode", "preset", "agents", "strategy",
                                                       "budget_ms"};
  ponder.fail_unless_known(kFields);
  read_model_and_mode(body, ponder, effort, turn);
}

void read_model_and_mode(const Node& body, const Node& ponder, std::optional<chat::Mode> effort,
                         chat::TurnRequest& turn) {
  ModelName model = read_name(body);
  turn.model = std::move(model.name);
  assign(turn.mode, effort);
  assign(turn.mode, model.mode);
  assign(turn.mode, read_mode(ponder["mode"]));
  turn.strategy = read_strategy(ponder["strategy"]);
  read_preset(ponder["preset"], turn);
  assign(turn.agents, read_agents(ponder["agents"]));
  turn.budget = read_budget(ponder["budget_ms"]);
}

}  // namespace ponder::api
