#include "modes/panel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/event.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/agent_plan.h"
#include "modes/confidence.h"
#include "modes/normalise.h"
#include "modes/readers.h"
#include "modes/rounds.h"
#include "modes/strategy.h"
#include "modes/text.h"
#include "modes/turn.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

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
  if (!form_.has_confidence || strategy_.unsure_percentile <= 0.0) return;
  if (ballots_.size() < strategy_.unsure_after) return;
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
