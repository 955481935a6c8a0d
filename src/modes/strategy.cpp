#include "modes/strategy.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chat/preset.h"
#include "chat/request.h"
#include "generate/generator.h"

namespace ponder::modes {
namespace {

constexpr std::array<Strategy, 3> kStrategies = {{
    {.name = chat::kPresets[0].name,
     .agents_max = chat::kPresets[0].agents,
     .wave_first = 4,
     .wave_next = 4,
     .quorum = 0.95,
     .drafts = 3,
     .unsure_after = 4,
     .unsure_percentile = 0.10,
     .window_small = 32,
     .window_large = 512,
     .top_p = 0.95F,
     .checks_arithmetic = true},
    {.name = chat::kPresets[1].name,
     .agents_max = chat::kPresets[1].agents,
     .wave_first = 4,
     .wave_next = 4,
     .quorum = 0.95,
     .drafts = 3,
     .unsure_after = 4,
     .unsure_percentile = 0.10,
     .window_small = 32,
     .window_large = 512,
     .top_p = 0.95F,
     .checks_arithmetic = true,
     .aggregators = 4,
     .attempts_read = 4,
     .has_judges = true,
     .has_synthesis = true},
    {.name = chat::kPresets[2].name,
     .agents_max = chat::kPresets[2].agents,
     .wave_first = 4,
     .wave_next = 4,
     .quorum = 0.95,
     .drafts = 3,
     .unsure_after = 4,
     .unsure_percentile = 0.10,
     .window_small = 64,
     .window_large = 1024,
     .top_p = 0.95F,
     .checks_arithmetic = true,
     .aggregators = 4,
     .attempts_read = 4,
     .has_judges = true,
     .has_synthesis = true},
}};

// Tiny models slip at high temperatures: their agents stay near the first one.
constexpr std::array<AgentStyle, 4> kTinyStyles = {{
    {.role = "Steady", .temperature = 0.2F, .hint = ""},
    {.role = "Balanced", .temperature = 0.4F, .hint = ""},
    {.role = "Varied", .temperature = 0.5F, .hint = ""},
    {.role = "Bold", .temperature = 0.6F, .hint = ""},
}};

// Small models follow a role badly and reason best when left alone: they differ by temperature.
constexpr std::array<AgentStyle, 4> kSmallStyles = {{
    {.role = "Steady", .temperature = 0.2F, .hint = ""},
    {.role = "Balanced", .temperature = 0.7F, .hint = ""},
    {.role = "Varied", .temperature = 0.8F, .hint = ""},
    {.role = "Bold", .temperature = 0.9F, .hint = ""},
}};

constexpr std::array<AgentStyle, 6> kLargeStyles = {{
    {.role = "Steady", .temperature = 0.2F, .hint = ""},
    {.role = "Checker", .temperature = 0.7F, .hint = " Check every step before you go on."},
    {.role = "Explorer",
     .temperature = 0.9F,
     .hint = " Look for another way than the obvious one."},
    {.role = "Estimator",
     .temperature = 0.8F,
     .hint = " Estimate the result first, then work it out and compare."},
    {.role = "Skeptic",
     .temperature = 0.8F,
     .hint = " Say what could be wrong with the obvious answer, then decide."},
    {.role = "Planner", .temperature = 0.7F, .hint = " Make a short plan first, then follow it."},
}};

bool is_tiny(std::uint64_t parameters) {
  return parameters > 0 && parameters < kSmallModelParameters;
}

std::span<const AgentStyle> styles_for(std::uint64_t parameters) {
  if (parameters >= kLargeModelParameters) return kLargeStyles;
  return is_tiny(parameters) ? std::span<const AgentStyle>(kTinyStyles) : kSmallStyles;
}

}  // namespace

const Strategy& strategy_for(std::uint32_t agents) {
  for (const Strategy& strategy : kStrategies) {
    if (agents <= strategy.agents_max) return strategy;
  }
  return kStrategies.back();
}

const Strategy* strategy_named(std::string_view name) {
  const auto* found = std::ranges::find(kStrategies, name, &Strategy::name);
  return found == kStrategies.end() ? nullptr : found;
}

Strategy strategy_of(const chat::TurnRequest& request) {
  const chat::StrategyChoice& choice = request.strategy;
  const Strategy* preset = strategy_named(choice.preset);
  Strategy strategy = preset != nullptr ? *preset : strategy_for(request.agents);
  strategy.wave_first = choice.wave_first.value_or(strategy.wave_first);
  strategy.wave_next = choice.wave_next.value_or(strategy.wave_next);
  strategy.quorum = choice.quorum.value_or(strategy.quorum);
  strategy.drafts = choice.drafts.value_or(strategy.drafts);
  strategy.unsure_after = choice.unsure_after.value_or(strategy.unsure_after);
  strategy.unsure_percentile = choice.unsure_percentile.value_or(strategy.unsure_percentile);
  strategy.window_small = choice.window.value_or(strategy.window_small);
  strategy.window_large = choice.window.value_or(strategy.window_large);
  strategy.checks_arithmetic = choice.checks_arithmetic.value_or(strategy.checks_arithmetic);
  return strategy;
}

const AgentStyle& style_of(std::uint32_t k, std::uint64_t parameters) {
  const std::span<const AgentStyle> styles = styles_for(parameters);
  return k == 0 ? styles.front() : styles[1 + (k - 1) % (styles.size() - 1)];
}

std::optional<float> thinking_temperature(const generate::Capabilities& capabilities) {
  if (capabilities.native_reasoning || !is_tiny(capabilities.parameters)) return std::nullopt;
  return kTinyStyles.front().temperature;
}

std::string_view closing_request(const generate::Capabilities& capabilities) {
  if (capabilities.native_reasoning) return kEndWithAnswer;
  return capabilities.parameters >= kLargeModelParameters ? kThinkThenAnswer : kReasonThenBox;
}

std::string role_of(std::uint32_t k, std::uint64_t parameters) {
  const auto freer_styles = static_cast<std::uint32_t>(styles_for(parameters).size() - 1);
  std::string role(style_of(k, parameters).role);
  if (k > freer_styles) role += " " + std::to_string((k - 1) / freer_styles + 1);
  return role;
}

chat::Sampling sampling_of(std::uint32_t k, const Strategy& strategy, std::uint64_t parameters,
                           const chat::Sampling& asked, std::uint64_t seed_base) {
  chat::Sampling sampling = asked;
  const bool is_copy_of_first = k > 0 && asked.temperature == 0.0F;
  if (!asked.temperature || is_copy_of_first) {
    sampling.temperature = style_of(k, parameters).temperature;
  }
  if (!asked.top_p) sampling.top_p = strategy.top_p;
  sampling.seed = seed_base + k;
  return sampling;
}

}  // namespace ponder::modes
