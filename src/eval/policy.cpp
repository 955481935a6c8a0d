#include "eval/policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "chat/message.h"
#include "chat/request.h"
#include "eval/problem.h"
#include "modes/strategy.h"

namespace ponder::eval {
namespace {

constexpr std::string_view kPlainPrompt =
    "\n\nPlease reason step by step, and put your final answer within \\boxed{}.";

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Knob {
  std::string_view name;
  double min, max;
};
constexpr std::array<Knob, 10> kKnobs = {{{"agents", 1, limits::kAgentsMax},
                                          {"first", 1, limits::kAgentsMax},
                                          {"next", 1, limits::kAgentsMax},
                                          {"quorum", 0.5, 2.0},
                                          {"drafts", 1, limits::kAgentsMax},
                                          {"unsure_after", 1, 1000},
                                          {"unsure", 0.0, 1.0},
                                          {"window", 1, 4096},
                                          {"arithmetic", 0, 1},
                                          {"budget_ms", 1, 86'400'000}}};

void set(std::string_view name, double value, modes::Strategy& strategy, Way& way) {
  const auto count = static_cast<std::uint32_t>(value);
  if (name == "agents") way.agents = count;
  if (name == "first") strategy.wave_first = count;
  if (name == "next") strategy.wave_next = count;
  if (name == "quorum") strategy.quorum = value;
  if (name == "drafts") strategy.drafts = count;
  if (name == "unsure_after") strategy.unsure_after = count;
  if (name == "unsure") strategy.unsure_percentile = value;
  if (name == "window") strategy.window_small = strategy.window_large = count;
  if (name == "arithmetic") strategy.checks_arithmetic = count > 0;
  if (name == "budget_ms") way.budget_ms = count;
}

Result<void> read_knob(std::string_view part, modes::Strategy& strategy, Way& way) {
  const std::size_t at = part.find('=');
  const auto* knob = std::ranges::find(kKnobs, part.substr(0, at), &Knob::name);
  if (at == std::string_view::npos || knob == kKnobs.end()) {
    std::string names;
    for (const Knob& known : kKnobs) names += (names.empty() ? "" : ", ") + std::string(known.name);
    return invalid("\"" + std::string(part) + "\" sets nothing that a policy has: " + names +
                   ", each as name=value");
  }
  const auto value = number_of(part.substr(at + 1));
  if (!value || *value < knob->min || *value > knob->max) {
    return invalid("\"" + std::string(part) + "\": " + std::string(knob->name) +
                   " is a number of " + std::to_string(knob->min) + " to " +
                   std::to_string(knob->max));
  }
  set(knob->name, *value, strategy, way);
  return {};
}

Result<Way> contemplating_way(std::string_view text) {
  Way way;
  way.name = text;
  way.mode = chat::Mode::kContemplating;
  constexpr std::string_view kColon = "contemplating:";
  if (text == "contemplating") return way;
  if (text.starts_with(kColon)) {
    const auto agents = number_of(text.substr(kColon.size()));
    if (!agents || *agents < 2 || *agents > limits::kAgentsMax) {
      return invalid("\"" + std::string(text) + "\": the number of agents is 2 to " +
                     std::to_string(limits::kAgentsMax));
    }
    way.agents = static_cast<std::uint32_t>(*agents);
    return way;
  }
  const std::vector<std::string_view> parts = parts_of(text);
  const modes::Strategy* preset = modes::strategy_named(parts.front());
  if (preset == nullptr) {
    return invalid(
        "\"" + std::string(parts.front()) +
        "\" is no way of answering: instant, thinking, greedy, plain, contemplating, "
        "contemplating:N, or a preset (quick, standard, deep) with name=value behind it");
  }
  modes::Strategy strategy = *preset;
  way.agents = strategy.agents_max;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (const auto read = read_knob(parts[i], strategy, way); !read) return read.error();
  }
  way.strategy = std::make_shared<const modes::Strategy>(strategy);
  return way;
}

}  // namespace

Result<Way> parse_way(std::string_view text) {
  Way way;
  way.name = text;
  if (text == "instant") {
    way.mode = chat::Mode::kInstant;
    return way;
  }
  if (text == "thinking") return way;
  if (text == "greedy") {
    way.temperature = 0.0F;
    return way;
  }
  if (text == "plain") {
    way.mode = chat::Mode::kInstant;
    way.temperature = 0.0F;
    way.is_plain = true;
    return way;
  }
  return contemplating_way(text);
}

chat::TurnRequest request_of(const Way& way, const Problem& problem, std::uint32_t agents,
                             std::uint32_t tokens_max, std::uint64_t seed) {
  chat::TurnRequest request;
  request.mode = way.mode;
  chat::Message message;
  message.content = problem.question;
  if (way.is_plain) message.content += kPlainPrompt;
  request.messages.push_back(std::move(message));
  request.sampling.temperature = way.temperature;
  request.sampling.seed = seed + problem.number * limits::kAgentsMax;
  request.tokens_new_max = tokens_max;
  request.agents = way.agents > 0 ? way.agents : agents;
  if (way.budget_ms) request.budget = std::chrono::milliseconds(*way.budget_ms);
  return request;
}

}  // namespace ponder::eval
