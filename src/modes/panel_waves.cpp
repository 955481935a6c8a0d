// Which agents a panel starts, when and how many, and when the turn will end by that.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/event.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/agent_plan.h"
#include "modes/forecast.h"
#include "modes/panel.h"
#include "modes/room.h"
#include "modes/rounds.h"
#include "modes/strategy.h"
#include "modes/turn.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

constexpr std::size_t kJudges = 2;  // One an order.
constexpr std::size_t kJudged = 2;  // Attempts that a judge reads.

}  // namespace

std::size_t Panel::agents_to_start() const { return has_more_waves_ ? limit_ - solvers_ : 0; }

std::size_t Panel::first_wave_to_start() const {
  const std::size_t first = std::min(strategy_.wave_first, limit_);
  return std::min(agents_to_start(), first - std::min(first, solvers_));
}

// Texts are not voted on: after the first wave no further one comes.
std::size_t Panel::agents_to_come() const {
  return is_open_ended() ? first_wave_to_start() : agents_to_start();
}

std::size_t Panel::at_most_seated(std::size_t size) const {
  return capabilities_.branches_max > 0 ? std::min<std::size_t>(size, capabilities_.branches_max)
                                        : size;
}

std::size_t Panel::wanted_of(Round round) const {
  std::size_t size = round == Round::kAggregators ? strategy_.aggregators : 0;
  if (round == Round::kJudges && strategy_.has_judges) size = kJudges;
  if (round == Round::kSynthesis) size = 1;
  return at_most_seated(size);
}

// Nobody runs beside a round.
std::size_t Panel::size_of(Round round) const {
  if (round == Round::kSynthesis) return wanted_of(round);
  const std::size_t read = round == Round::kJudges ? kJudged : strategy_.attempts_read;
  const std::uint64_t cells = room_.cells_of(read * kAttemptBytesMax + suffix_bytes_);
  return room_.fitting(wanted_of(round), cells, 0);
}

Panel::Round Panel::next_round() const {
  if (!has_more_rounds_) return Round::kAgents;
  if (round_ < Round::kAggregators && size_of(Round::kAggregators) > 0) return Round::kAggregators;
  return round_ < Round::kJudges && size_of(Round::kJudges) > 0 ? Round::kJudges : Round::kAgents;
}

std::size_t Panel::votes_to_come() const {
  std::size_t votes = running() + agents_to_start();
  const bool all_agree = votes == 0 && clusters_.size() < 2;
  if (!has_more_rounds_ || all_agree) return votes;
  if (round_ < Round::kAggregators) votes += size_of(Round::kAggregators);
  if (round_ < Round::kJudges) votes += size_of(Round::kJudges);
  return votes;
}

std::size_t Panel::wave_wanted() const {
  const std::size_t first = first_wave_to_start();
  const std::size_t wave = first > 0 ? first : strategy_.wave_next;
  const std::size_t run = running();
  return at_most_seated(run + std::min(wave, agents_to_start())) - at_most_seated(run);
}

std::size_t Panel::wave_size() const {
  return room_.fitting(wave_wanted(), room_.cells_of(suffix_bytes_), cells_running());
}

std::size_t Panel::agents_at_once() const {
  return at_most_seated(room_.fitting(limit_, room_.cells_of(suffix_bytes_), 0));
}

std::uint64_t Panel::cells_running() const {
  std::uint64_t cells = 0;
  for (const auto& agent : agents_) {
    if (agent->is_running()) cells += room_.cells_of(suffix_bytes_, agent->usage().tokens_new);
  }
  return cells;
}

bool Panel::wants_wave() const {
  if (wants_synthesis()) return true;
  if (is_decided()) return false;
  if (first_wave_to_start() > 0) return wave_size() > 0;
  if (ballots_.empty() || is_open_ended()) return false;
  const std::size_t run = running();
  if (agents_to_start() == 0) {
    return run == 0 && clusters_.size() > 1 && next_round() != Round::kAgents;
  }
  if (wave_size() == 0) return false;
  return run == 0 || !could_decide(clusters_, run, votes_to_come() - run, strategy_.quorum);
}

std::vector<generate::BranchSpec> Panel::next_wave() const {
  if (wants_synthesis()) return round_specs(Round::kSynthesis);
  if (!agents_.empty() && agents_to_start() == 0) return round_specs(next_round());
  std::vector<generate::BranchSpec> specs;
  const std::size_t size = wave_size();
  for (std::size_t i = 0; i < size; ++i) {
    const auto k = static_cast<std::uint32_t>(agents_.size() + i);
    specs.push_back(branch_of(k, turn_.request, capabilities_, strategy_, seed_base_));
  }
  return specs;
}

Panel::Judged Panel::judged_by(std::size_t judge) const {
  Judged judged{clusters_.at(0).best, clusters_.at(1).best};
  if (judge % 2 == 1) std::swap(judged.first, judged.second);
  return judged;
}

std::vector<generate::BranchSpec> Panel::round_specs(Round round) const {
  const std::string_view ending = closing_request(capabilities_);
  const auto attempt = [this](std::size_t ballot) -> std::string_view {
    return agent(ballots_.at(ballot).agent).lane().text();
  };
  std::vector<generate::BranchSpec> specs;
  const std::size_t size = size_of(round);
  for (std::size_t i = 0; i < size; ++i) {
    const auto k = static_cast<std::uint32_t>(agents_.size() + i);
    auto spec = branch_of(k, turn_.request, capabilities_, strategy_, seed_base_);
    if (round == Round::kJudges) {
      const Judged judged = judged_by(i);
      spec.user_suffix = judging_suffix(attempt(judged.first), attempt(judged.second), ending);
      spec.sampling.temperature = 0.0F;
    } else if (round == Round::kSynthesis) {
      spec.user_suffix = synthesis_suffix(drafts());
    } else {
      std::vector<std::string_view> attempts;
      for (const std::size_t ballot : attempts_for(i, strategy_.attempts_read, clusters_)) {
        attempts.push_back(attempt(ballot));
      }
      spec.user_suffix = aggregation_suffix(attempts, ending);
    }
    specs.push_back(std::move(spec));
  }
  return specs;
}

std::string Panel::name_of(std::uint32_t k) const {
  if (round_ == Round::kAgents) return role_of(k, capabilities_.parameters);
  if (round_ == Round::kSynthesis) return "Editor";
  return round_ == Round::kJudges ? "Judge" : "Aggregator";
}

chat::Forecast Panel::forecast() const {
  ForecastInput input;
  input.now_ms = turn_.watch.elapsed_ms();
  for (const auto& agent : agents_) {
    const std::uint64_t written = agent->usage().tokens_new;
    if (agent->is_running()) input.running.push_back(written);
    if (agent->is_complete()) input.complete.push_back(written);
  }
  input.ms_per_token = pace_.ms_per_token();
  input.tokens_new_max = turn_.request.tokens_new_max;
  input.votes_needed = votes_needed(clusters_, running(), votes_to_come(), strategy_.quorum);
  const std::size_t wave = std::min<std::size_t>(strategy_.wave_next, agents_at_once());
  input.waves_max = (agents_to_come() + wave - 1) / wave;
  input.waves_expected = input.votes_needed == 0 ? std::min<std::size_t>(1, input.waves_max) : 0;
  input.budget_ms = turn_.watch.budget_ms();
  return modes::forecast(input);
}

}  // namespace ponder::modes
