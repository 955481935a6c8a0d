#include "modes/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/event.h"
#include "chat/request.h"
#include "modes/agent.h"
#include "modes/calibration.h"
#include "modes/medoid.h"
#include "modes/normalise.h"
#include "modes/panel.h"
#include "modes/text.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

const Agent* medoid_of(const std::vector<const Agent*>& agents) {
  std::vector<std::string> texts;
  texts.reserve(agents.size());
  for (const Agent* agent : agents) texts.push_back(agent->shown());
  return agents[medoid({texts.begin(), texts.end()})];
}

std::vector<const Agent*> agents_with_text(const Panel& panel, AgentState state) {
  std::vector<const Agent*> found;
  for (const auto& agent : panel.agents()) {
    if (agent->state() == state && !trimmed(agent->shown()).empty()) found.push_back(agent.get());
  }
  return found;
}

std::vector<const Agent*> drafts_of(const Panel& panel) {
  std::vector<const Agent*> found;
  for (const Ballot& ballot : panel.ballots()) found.push_back(&panel.agent(ballot.agent));
  return found;
}

Verdict judge_ballots(const Panel& panel) {
  Verdict verdict;
  verdict.used = counted(panel.ballots());
  if (panel.is_open_ended()) {
    verdict.winner = panel.synthesis();
    if (verdict.winner == nullptr) verdict.winner = medoid_of(drafts_of(panel));
    return verdict;
  }
  const Cluster& cluster = panel.clusters().front();
  verdict.winner = &panel.agent(panel.ballots().at(cluster.best).agent);
  verdict.agreement = static_cast<float>(cluster.votes()) / static_cast<float>(verdict.used);
  return verdict;
}

std::vector<std::uint64_t> complete_lengths(const Panel& panel) {
  std::vector<std::uint64_t> lengths;
  for (const auto& agent : panel.agents()) {
    if (agent->is_complete()) lengths.push_back(agent->usage().tokens_new);
  }
  return lengths;
}

double mean(const std::vector<std::uint64_t>& values) {
  if (values.empty()) return 0.0;
  double sum = 0.0;
  for (const std::uint64_t value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

bool was_stopped_early(const Agent& agent) {
  return agent.state() == AgentState::kStopped &&
         agent.reason() == chat::FinishReason::kStoppedEarly;
}

std::uint64_t tokens_saved(const Panel& panel) {
  const double usual = mean(complete_lengths(panel));
  double saved = 0.0;
  for (const auto& agent : panel.agents()) {
    if (!was_stopped_early(*agent)) continue;
    saved += std::max(0.0, usual - static_cast<double>(agent->usage().tokens_new));
  }
  if (panel.is_decided()) saved += usual * static_cast<double>(panel.agents_to_come());
  return static_cast<std::uint64_t>(std::llround(saved));
}

// All branches of the trunk have the same; one that failed at once knows nothing.
std::uint32_t trunk_tokens_cached(const Panel& panel, std::uint32_t trunk_tokens) {
  for (const auto& agent : panel.agents()) {
    if (agent->usage().tokens_prompt == 0) continue;
    return std::min(agent->tokens_cached_before(), trunk_tokens);
  }
  return 0;
}

std::uint32_t tokens_of_answer(const Verdict& verdict) {
  if (verdict.winner == nullptr) return 0;
  const chat::Usage usage = verdict.winner->usage();
  return usage.tokens_new - std::min(usage.tokens_new, usage.tokens_reasoning);
}

}  // namespace

Verdict judge(const Panel& panel, bool takes_partial) {
  if (!panel.ballots().empty()) return judge_ballots(panel);
  Verdict verdict;
  if (const auto cut = agents_with_text(panel, AgentState::kCut); !cut.empty()) {
    verdict.winner = medoid_of(cut);
    verdict.used = cut.size();
    return verdict;
  }
  const auto stopped = agents_with_text(panel, AgentState::kStopped);
  if (!takes_partial || stopped.empty()) return verdict;
  verdict.winner = *std::ranges::max_element(
      stopped, {}, [](const Agent* agent) { return agent->lane().text().size(); });
  verdict.used = 1;
  return verdict;
}

chat::Usage total_usage(const Panel& panel, const Verdict& verdict, bool has_shared_prefix,
                        std::uint32_t trunk_tokens) {
  chat::Usage total;
  if (has_shared_prefix) {
    total.tokens_prompt = trunk_tokens;
    total.tokens_cached = trunk_tokens_cached(panel, trunk_tokens);
  }
  for (const auto& agent : panel.agents()) {
    const chat::Usage usage = agent->usage();
    total.tokens_new += usage.tokens_new;
    if (has_shared_prefix) {
      total.tokens_prompt += usage.tokens_prompt - std::min(usage.tokens_prompt, trunk_tokens);
    } else {
      total.tokens_prompt += usage.tokens_prompt;
      total.tokens_cached += usage.tokens_cached;
    }
  }
  total.tokens_reasoning = total.tokens_new - tokens_of_answer(verdict);
  return total;
}

chat::Report make_report(const Panel& panel, const Verdict& verdict, bool has_shared_prefix,
                         std::uint32_t trunk_tokens) {
  chat::Report report;
  report.mode = chat::Mode::kContemplating;
  report.agents_started = static_cast<std::uint32_t>(panel.agents().size());
  report.agents_used = static_cast<std::uint32_t>(verdict.used);
  report.agreement = verdict.agreement;
  report.winner = verdict.winner != nullptr ? verdict.winner->id() : 0;
  for (const auto& agent : panel.agents()) {
    report.tokens_spent += agent->usage().tokens_new;
    if (was_stopped_early(*agent)) ++report.agents_stopped_early;
  }
  if (!panel.is_open_ended()) report.tallies = to_tallies(panel.clusters(), panel.ballots());
  panel.room().report(report);
  report.tokens_saved = tokens_saved(panel);
  if (has_shared_prefix && !panel.agents().empty()) {
    report.prompt_tokens_saved = (panel.agents().size() - 1) * std::uint64_t{trunk_tokens};
  }
  return report;
}

float probability_of_answer(const Panel& panel, const Verdict& verdict, std::string_view model) {
  if (verdict.used < 2 || verdict.agreement <= 0.0F) return 0.0F;
  const Ballot& ballot = panel.ballots().at(panel.clusters().front().best);
  if (ballot.form.kind != Normalised::Kind::kNumber) return 0.0F;
  return probability_of_right(model, verdict.agreement);
}

std::uint64_t estimate_single_pass_ms(const Panel& panel, std::uint64_t first_token_ms) {
  const auto pace = panel.solo_rate().ms_per_token();
  std::vector<std::uint64_t> lengths = complete_lengths(panel);
  if (!pace || lengths.empty()) return 0;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::ranges::nth_element(lengths, middle);
  const double decode_ms = *pace * static_cast<double>(*middle);
  return first_token_ms + static_cast<std::uint64_t>(std::llround(decode_ms));
}

}  // namespace ponder::modes
