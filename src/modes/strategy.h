// Contemplating's settings as data: waves, temperatures, thresholds and prompts. To tune the mode
// is to change the tables in strategy.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chat/request.h"
#include "generate/generator.h"

namespace ponder::modes {

// What one agent is told and how freely it samples.
struct AgentStyle {
  std::string_view role;  // Shown as its name.
  float temperature = 0.0F;
  std::string_view hint;  // Appended to the question; empty: nothing.
};

struct Strategy {
  std::string_view name;
  std::uint32_t agents_max = 0;    // Used where the request's limit is at most this.
  std::uint32_t wave_first = 0;    // Agents started at once, at first...
  std::uint32_t wave_next = 0;     // ...and each time the vote is still open.
  double quorum = 0.0;             // Stop at this probability that the leader stays the leader.
  std::uint32_t drafts = 0;        // So many texts are enough where answers cannot be counted.
  std::uint32_t unsure_after = 0;  // Agents that must have answered before an unsure one is killed.
  double unsure_percentile = 0.0;  // Of the answered agents' lowest groups; 0: nobody is killed.
  std::uint32_t window_small = 0;  // Tokens of one confidence group, small models.
  std::uint32_t window_large = 0;  // The same, large models.
  float top_p = 1.0F;
  bool checks_arithmetic = false;  // Wrong arithmetic in a trace voids its vote.
  // Large models only, where the vote stays open when all agents are done (modes/rounds.h).
  std::uint32_t aggregators = 0;  // Each reads `attempts_read` attempts and answers anew.
  std::uint32_t attempts_read = 0;
  bool has_judges = false;     // Two of them compare the two leading answers after that.
  bool has_synthesis = false;  // Of drafts of a text: one agent writes the final one from them.
};

// Models below sample cooler, as they are right less often the more freely they sample
// (docs/contemplating.md); one of unknown size (0) counts as small.
inline constexpr std::uint64_t kSmallModelParameters = 1'000'000'000;
// Models from here on get hints and the large window.
inline constexpr std::uint64_t kLargeModelParameters = 4'000'000'000;

// The preset for a request that allows `agents`: quick (4), standard (8), deep (16).
const Strategy& strategy_for(std::uint32_t agents);

// What a request asks for: its preset, or the one for its number of agents, with what it sets
// itself.
Strategy strategy_of(const chat::TurnRequest& request);

// "quick", "standard", "deep"; null: no preset of that name.
const Strategy* strategy_named(std::string_view name);

// The style of agent `k` (0 is the first). Agents after the first take turns through the table.
const AgentStyle& style_of(std::uint32_t k, std::uint64_t parameters);

// Its name: the role, and from the second time on its number ("Bold 2").
std::string role_of(std::uint32_t k, std::uint64_t parameters);

// What is asked of agent `k`: the strategy's values where the request leaves them open. A request's
// temperature of 0 holds for the first agent only, as all agents would be the same one; seeds are
// `seed_base` + k.
chat::Sampling sampling_of(std::uint32_t k, const Strategy& strategy, std::uint64_t parameters,
                           const chat::Sampling& asked, std::uint64_t seed_base);

// How freely one agent that thinks alone samples, where the request leaves that open; nothing: as
// the engine does by default.
std::optional<float> thinking_temperature(const generate::Capabilities& capabilities);

// Appended to the question. The same for all agents and for thinking, so that engines can share it.
inline constexpr std::string_view kThinkThenAnswer =
    "\n\nThink step by step. Then begin a line with \"Answer:\" and write only the final answer "
    "there. If the answer is a longer text, write it below that line.";
// The same for small models: where they read "Answer:" they begin with it and do not think at all.
inline constexpr std::string_view kReasonThenBox =
    "\n\nPlease reason step by step, and put your final answer within \\boxed{}.";
// The same for models that reason by themselves.
inline constexpr std::string_view kEndWithAnswer =
    "\n\nEnd with a line that begins with \"Answer:\" and holds only the final answer. If a longer "
    "text is asked for, write just that text instead.";

// Which of them a model gets.
std::string_view closing_request(const generate::Capabilities& capabilities);

}  // namespace ponder::modes
