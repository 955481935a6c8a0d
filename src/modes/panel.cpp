#include "modes/panel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/event.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/agent_plan.h"
#include "modes/confidence.h"
#include "modes/forecast.h"
#include "modes/normalise.h"
#include "modes/readers.h"
#include "modes/room.h"
#include "modes/rounds.h"
#include "modes/strategy.h"
#include "modes/text.h"
#include "modes/turn.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

constexpr std::size_t kJudges = 2;      // One an order.
constexpr std::size_t kJudged = 2;      // Attempts that a judge reads.
constexpr double kNeverTheBest = -1e9;  // A judge's text is no answer to show.

}  // namespace

Panel::Panel(Turn& turn, std::uint32_t trunk_tokens)
    : turn_(turn),
      capabilities_(turn.generator.capabilities()),
      strategy_(turn.context.strategy != nullptr ? *turn.context.strategy
                                                 : strategy_of(turn.request)),
      limit_(std::clamp(turn.request.agents, 1U, limits::kAgentsMax)),
      seed_base_(turn.request.sampling.seed.value_or(std::random_device{}())),
      form_(form_of(turn.request, capabilities_, strategy_)),
      suffix_bytes_(
          branch_of(1, turn.request, capabilities_, strategy_, seed_base_).user_suffix.size()),
      room_(capabilities_, trunk_tokens, turn.request.tokens_new_max),
      has_more_rounds_(form_.has_marker && capabilities_.parameters >= kLargeModelParameters) {}

std::size_t Panel::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(agents_, [](const auto& agent) { return agent->is_running(); }));
}

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

bool Panel::is_open_ended() const {
  return !ballots_.empty() && clusters_.size() == ballots_.size() &&
         std::ranges::all_of(ballots_,
                             [](const Ballot& ballot) { return is_long_answer(ballot.form); });
}

bool Panel::is_decided() const {
  if (is_open_ended()) return ballots_.size() >= strategy_.drafts && is_synthesised();
  return modes::is_decided(clusters_, votes_to_come(), strategy_.quorum);
}

std::vector<std::string_view> Panel::drafts() const {
  std::vector<std::string_view> texts;
  texts.reserve(ballots_.size());
  for (const Ballot& ballot : ballots_) texts.push_back(agent(ballot.agent).lane().answer());
  return texts;
}

bool Panel::wants_synthesis() const {
  return has_more_rounds_ && strategy_.has_synthesis && synthesis_ == 0 && is_open_ended() &&
         ballots_.size() > 1 && ballots_.size() >= strategy_.drafts;
}

bool Panel::is_synthesised() const {
  if (!has_more_rounds_ || !strategy_.has_synthesis) return true;
  return synthesis_ != 0 && !agent(synthesis_).is_running();
}

const Agent* Panel::synthesis() const {
  if (synthesis_ == 0) return nullptr;
  const Agent& writer = agent(synthesis_);
  const bool is_fit =
      writer.state() == AgentState::kAnswered && is_fit_synthesis(writer.lane().answer(), drafts());
  return is_fit ? &writer : nullptr;
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

void Panel::seat(std::vector<std::unique_ptr<generate::Branch>> branches) {
  if (wants_synthesis()) {
    stop_running(chat::FinishReason::kStoppedEarly);
    has_more_waves_ = false;
    round_ = Round::kSynthesis;
    synthesis_ = static_cast<chat::BranchId>(agents_.size() + 1);
  } else if (!agents_.empty() && agents_to_start() == 0) {
    round_ = next_round();
    room_.note(branches.size(), wanted_of(round_));
  } else {
    room_.note(running() + branches.size(), running() + wave_wanted());
  }
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const auto k = static_cast<std::uint32_t>(agents_.size());
    if (round_ == Round::kAgents) ++solvers_;
    if (round_ == Round::kJudges) judges_[k + 1] = judged_by(i);
    agents_.push_back(std::make_unique<Agent>(turn_.writer, k + 1, form_));
    turn_.writer.emit(chat::BranchStarted{k + 1, 0, name_of(k)});
    turn_.readers.start(k + 1, std::move(branches[i]));
    solo_rate_.start(k + 1);
  }
}

bool Panel::go_on_without_wave() {
  has_more_waves_ = has_more_rounds_ = false;
  report_vote(false);
  return !agents_.empty() && (running() > 0 || !ballots_.empty());
}

void Panel::take(Arrival arrival) {
  Agent& agent = *agents_.at(arrival.branch - 1);
  if (!agent.is_running()) return;
  const std::size_t votes_before = ballots_.size();
  if (arrival.delta) {
    take_delta(agent, *arrival.delta);
  } else {
    agent.fail();
    if (!first_error_) first_error_ = arrival.delta.error();
    tell_end(agent);
  }
  report_vote(ballots_.size() > votes_before);
  if (is_decided()) return;
  stop_unsure();
  if (turn_.watch.is_forecast_due()) turn_.writer.emit(forecast());
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

void Panel::take_delta(Agent& agent, const generate::BranchDelta& delta) {
  if (delta.tokens > 0) {
    turn_.watch.see_tokens();
    solo_rate_.see(agent.id(), delta.tokens, turn_.watch.now());
    pace_.see(running(), delta.tokens, turn_.watch.now());
  }
  agent.take(delta);
  if (agent.is_running()) return;
  if (!agent.has_ended_itself()) turn_.readers.stop(agent.id());
  room_.learn(agent.usage().tokens_new);
  if (agent.state() == AgentState::kAnswered) cast(agent);
  tell_end(agent);
}

void Panel::tell_end(const Agent& agent) {
  solo_rate_.end(agent.id());
  turn_.writer.emit(chat::BranchFinished{agent.id(), agent.reason(), agent.usage()});
}

void Panel::cast(const Agent& agent) {
  if (agent.id() == synthesis_) return;
  Ballot vote = agent.ballot();
  if (const auto judge = judges_.find(agent.id()); judge != judges_.end()) {
    if (vote.form.key != "1" && vote.form.key != "2") return;  // It did not decide.
    const Judged& judged = judge->second;
    const Ballot& chosen = ballots_.at(vote.form.key == "1" ? judged.first : judged.second);
    vote.answer = chosen.answer;
    vote.form = chosen.form;
    vote.mean_logprob = kNeverTheBest;
  }
  ballots_.push_back(std::move(vote));
  clusters_ = count_votes(ballots_);
  const Ballot& ballot = ballots_.back();
  const double confidence = form_.has_confidence ? agent.confidence().probability() : 0.0;
  turn_.writer.emit(chat::AnswerFound{agent.id(), excerpt(ballot.answer, kExcerptBytesMax),
                                      excerpt(ballot.form.text(), kExcerptBytesMax),
                                      static_cast<float>(confidence)});
}

// Tells of the vote when it changed or has just been decided.
void Panel::report_vote(bool is_changed) {
  const bool decided = !is_open_ended() && is_decided();
  if (is_open_ended() || (!is_changed && decided == was_decided_)) return;
  was_decided_ = decided;
  turn_.writer.emit(chat::VoteChanged{to_tallies(clusters_, ballots_), decided});
}

void Panel::stop(Agent& agent, chat::FinishReason reason) {
  turn_.readers.stop(agent.id());
  agent.stop(reason);
  tell_end(agent);
}

void Panel::stop_running(chat::FinishReason reason) {
  for (const auto& agent : agents_) {
    if (agent->is_running()) stop(*agent, reason);
  }
}

void Panel::stop_unsure() {
  if (!form_.has_confidence || ballots_.size() < strategy_.unsure_after) return;
  std::vector<double> lowest;
  lowest.reserve(ballots_.size());
  for (const Ballot& ballot : ballots_) {
    lowest.push_back(agent(ballot.agent).confidence().lowest_of_finished());
  }
  const double threshold = percentile_of(std::move(lowest), strategy_.unsure_percentile);
  for (const auto& agent : agents_) {
    if (!agent->is_running() || agent->id() == synthesis_) continue;
    const auto group = agent->confidence().lowest_group();
    if (!group || *group >= threshold) continue;
    stop(*agent, chat::FinishReason::kStoppedEarly);
    report_vote(false);
  }
}

}  // namespace ponder::modes
