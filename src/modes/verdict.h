// The end of a contemplating turn: whose trace is shown, and what the turn gained and cost.
#pragma once

#include <cstdint>
#include <string_view>

#include "chat/event.h"
#include "modes/panel.h"

namespace ponder::modes {

// Whose trace becomes the answer, in this order: the best trace of the winning cluster; the medoid
// of texts that cannot be counted; the medoid of drafts that used up their tokens; of a turn that
// was ended early (`takes_partial`), the longest text so far.
struct Verdict {
  const Agent* winner = nullptr;  // Null: there is nothing to show.
  std::size_t used = 0;           // Agents that were weighed.
  float agreement = 0.0F;         // The winning cluster's share of the votes; 0 without a vote.
};
Verdict judge(const Panel& panel, bool takes_partial);

// Of the whole turn. With a shared prefix the trunk counts once, and tokens_cached is what of it
// was in the cache before the turn. All that is not the winner's answer is reasoning.
chat::Usage total_usage(const Panel& panel, const Verdict& verdict, bool has_shared_prefix,
                        std::uint32_t trunk_tokens);

// All of the report but its times and single_pass_ms:
//   agents_stopped_early  agents that were stopped before they had answered, by the vote or because
//                         they were unsure
//   tokens_saved          for each of those, what it lacks to the mean length of the complete
//                         traces; for each agent that was never started because the vote was
//                         decided, that mean. Of texts that are not voted on, only the first wave
//                         would have started
//   prompt_tokens_saved   the trunk once for each agent but the first, with a shared prefix
chat::Report make_report(const Panel& panel, const Verdict& verdict, bool has_shared_prefix,
                         std::uint32_t trunk_tokens);

// That the answer is right, where a number won a vote of two and more and `model` was measured
// (modes/calibration.h); else 0.
float probability_of_answer(const Panel& panel, const Verdict& verdict, std::string_view model);

// What one agent alone would have taken: the time to the first token (it holds the agents' own
// prompts too, so it is a little too long), then the median complete trace at the pace of a single
// agent: measured where one ran alone, else extrapolated from steps of several (modes/solo_rate.h).
// 0 where the pace is not known, or no trace is complete.
std::uint64_t estimate_single_pass_ms(const Panel& panel, std::uint64_t first_token_ms);

}  // namespace ponder::modes
