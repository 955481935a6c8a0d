// Ways of answering that can be compared: modes of a live model, and policies of a replay.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "chat/request.h"
#include "eval/problem.h"
#include "modes/strategy.h"

namespace ponder::eval {

// Named by what the user wrote:
//
//   instant, thinking          the mode as it is
//   greedy                     thinking at temperature 0: one chain of thought
//   plain                      instant at temperature 0, with the customary request for steps and a
//                              \boxed{} answer: the model as it is used without Ponder
//   contemplating[:N]          with N agents
//   quick, standard, deep      contemplating with that preset
//   standard,quorum=0.9,...    a preset with other values: agents, first, next, quorum, drafts,
//                              unsure_after, unsure, window, arithmetic (0 or 1), budget_ms
struct Way {
  std::string name;
  chat::Mode mode = chat::Mode::kThinking;
  std::uint32_t agents = 0;  // 0: the run's.
  std::optional<float> temperature;
  std::optional<std::uint32_t> budget_ms;
  bool is_plain = false;
  std::shared_ptr<const modes::Strategy> strategy;  // Null: the mode chooses.
};

// Error kInvalid: names the part and what is allowed.
Result<Way> parse_way(std::string_view text);

// What this way asks of the model.
chat::TurnRequest request_of(const Way& way, const Problem& problem, std::uint32_t agents,
                             std::uint32_t tokens_max, std::uint64_t seed);

}  // namespace ponder::eval
