#include "modes/panel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/event.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/confidence.h"
#include "modes/normalise.h"
#include "modes/readers.h"
#include "modes/strategy.h"
#include "modes/text.h"
#include "modes/turn.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

AgentForm make_form(const chat::TurnRequest& request, const generate::Capabilities& capabilities,
                    const Strategy& strategy) {
  const bool is_large = capabilities.parameters >= kLargeModelParameters;
  AgentForm form;
  form.has_marker = wants_marker(request);
  form.is_json = request.answer_form.kind == chat::AnswerForm::kJsonObject ||
                 request.answer_form.kind == chat::AnswerForm::kJsonSchema;
  form.window = is_large ? strategy.window_large : strategy.window_small;
  form.has_confidence = capabilities.logprobs;
  form.lane.is_split = form.has_marker && !capabilities.native_reasoning;
  form.lane.has_logprobs = request.logprobs_top.has_value();
  return form;
}

}  // namespace

Panel::Panel(Turn& turn)
    : turn_(turn),
      capabilities_(turn.generator.capabilities()),
      strategy_(strategy_for(turn.request.agents)),
      limit_(std::clamp(turn.request.agents, 1U, limits::kAgentsMax)),
      seed_base_(turn.request.sampling.seed.value_or(std::random_device{}())),
      form_(make_form(turn.request, capabilities_, strategy_)) {}

std::size_t Panel::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(agents_, [](const auto& agent) { return agent->is_running(); }));
}

std::size_t Panel::agents_to_start() const { return has_more_waves_ ? limit_ - agents_.size() : 0; }

std::size_t Panel::votes_to_come() const { return running() + agents_to_start(); }

std::uint32_t Panel::wave_size() const {
  const std::uint32_t wave = agents_.empty() ? strategy_.wave_first : strategy_.wave_next;
  std::size_t size = std::min<std::size_t>(wave, agents_to_start());
  if (capabilities_.branches_max > 0) {
    size = std::min(size, capabilities_.branches_max -
                              std::min<std::size_t>(running(), capabilities_.branches_max));
  }
  return static_cast<std::uint32_t>(size);
}

bool Panel::is_open_ended() const {
  return !ballots_.empty() && clusters_.size() == ballots_.size() &&
         std::ranges::all_of(ballots_,
                             [](const Ballot& ballot) { return is_long_answer(ballot.form); });
}

bool Panel::is_decided() const {
  if (is_open_ended()) return ballots_.size() >= strategy_.drafts;
  return modes::is_decided(clusters_, votes_to_come(), strategy_.quorum);
}

bool Panel::wants_wave() const {
  if (wave_size() == 0 || is_decided()) return false;
  if (agents_.empty()) return true;
  if (ballots_.empty() || is_open_ended()) return false;
  const std::size_t run = running();
  return run == 0 || !could_decide(clusters_, run, agents_to_start(), strategy_.quorum);
}

std::vector<generate::BranchSpec> Panel::next_wave() const {
  const chat::TurnRequest& request = turn_.request;
  std::vector<generate::BranchSpec> specs(wave_size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto k = static_cast<std::uint32_t>(agents_.size() + i);
    generate::BranchSpec& spec = specs[i];
    if (form_.has_marker) {
      spec.user_suffix = capabilities_.native_reasoning ? kEndWithAnswer : kThinkThenAnswer;
      spec.user_suffix += style_of(k, capabilities_.parameters).hint;
    }
    spec.sampling =
        sampling_of(k, strategy_, capabilities_.parameters, request.sampling, seed_base_);
    spec.tokens_new_max = request.tokens_new_max;
    spec.stop = request.stop;
    spec.logprobs_top = request.logprobs_top;
    if (!spec.logprobs_top && form_.has_confidence) spec.logprobs_top = 0;
  }
  return specs;
}

void Panel::seat(std::vector<std::unique_ptr<generate::Branch>> branches) {
  for (std::unique_ptr<generate::Branch>& branch : branches) {
    const auto k = static_cast<std::uint32_t>(agents_.size());
    agents_.push_back(std::make_unique<Agent>(turn_.writer, k + 1, form_));
    turn_.writer.emit(chat::BranchStarted{k + 1, 0, role_of(k, capabilities_.parameters)});
    turn_.readers.start(k + 1, std::move(branch));
  }
}

bool Panel::go_on_without_wave() {
  has_more_waves_ = false;
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
    turn_.writer.emit(chat::BranchFinished{agent.id(), agent.reason(), agent.usage()});
  }
  report_vote(ballots_.size() > votes_before);
  if (!is_decided()) stop_unsure();
}

void Panel::take_delta(Agent& agent, const generate::BranchDelta& delta) {
  if (delta.tokens > 0) {
    turn_.watch.see_tokens();
    solo_rate_.see(running(), delta.tokens, turn_.watch.now());
  }
  agent.take(delta);
  if (agent.is_running()) return;
  if (!agent.has_ended_itself()) turn_.readers.stop(agent.id());
  if (agent.state() == AgentState::kAnswered) cast(agent);
  turn_.writer.emit(chat::BranchFinished{agent.id(), agent.reason(), agent.usage()});
}

void Panel::cast(const Agent& agent) {
  ballots_.push_back(agent.ballot());
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
  turn_.writer.emit(chat::BranchFinished{agent.id(), reason, agent.usage()});
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
    if (!agent->is_running()) continue;
    const auto group = agent->confidence().lowest_group();
    if (!group || *group >= threshold) continue;
    stop(*agent, chat::FinishReason::kStoppedEarly);
    report_vote(false);
  }
}

}  // namespace ponder::modes
