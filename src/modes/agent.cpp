#include "modes/agent.h"

#include <string>
#include <vector>

#include "chat/event.h"
#include "chat/message.h"
#include "generate/generator.h"
#include "modes/arithmetic.h"
#include "modes/canonical_json.h"
#include "modes/event_writer.h"
#include "modes/normalise.h"
#include "modes/text.h"
#include "modes/vote.h"

namespace ponder::modes {

Agent::Agent(EventWriter& writer, chat::BranchId id, const AgentForm& form)
    : id_(id), form_(form), lane_(writer, id, form.lane), confidence_(form.window) {}

void Agent::take(const generate::BranchDelta& delta) {
  confidence_.add(delta);
  usage_ = delta.usage;
  tokens_cached_before_ = delta.tokens_cached_before;
  if (delta.finish) {
    has_ended_itself_ = true;
    reason_ = *delta.finish;
    stop_met_ = asked_stop(form_.stop, delta);
  }
  if (form_.has_marker) found_ = watcher_.feed(delta.text);
  if (found_) {
    lane_.write(delta, found_->bytes);
  } else {
    lane_.write(delta);
  }
  const bool is_looping = !found_ && !has_ended_itself_ && repeats_itself(delta);
  if (is_looping) reason_ = chat::FinishReason::kRepetition;
  if (found_ || has_ended_itself_ || is_looping) complete();
}

bool Agent::repeats_itself(const generate::BranchDelta& delta) {
  const bool in_reasoning = reasoning_repetition_.add(delta.reasoning);
  return text_repetition_.add(delta.text) || in_reasoning;
}

// The trace ended by itself, its answer closed, or it goes round in circles.
void Agent::complete() {
  lane_.settle();
  if (found_) stop_met_.clear();
  const bool is_unfinished =
      reason_ == chat::FinishReason::kLength || reason_ == chat::FinishReason::kRepetition;
  if (!found_ && form_.has_marker && !is_unfinished) found_ = watcher_.finish();
  const bool is_stopped_short = !stop_met_.empty() && form_.has_marker && lane_.calls().empty();
  const bool is_cut = !found_ && (is_unfinished || is_stopped_short);
  const bool says_something = !trimmed(lane_.text()).empty() || !lane_.calls().empty();
  state_ = is_cut || !says_something ? AgentState::kCut : AgentState::kAnswered;
}

void Agent::stop(chat::FinishReason reason) {
  lane_.abandon();
  state_ = AgentState::kStopped;
  reason_ = reason;
}

void Agent::fail() {
  lane_.abandon();
  state_ = AgentState::kFailed;
  reason_ = chat::FinishReason::kFailed;
  has_ended_itself_ = true;
}

Ballot Agent::ballot() const {
  Ballot ballot;
  ballot.agent = id_;
  if (!lane_.calls().empty()) {
    ballot.answer = canonical_calls(lane_.calls());
    ballot.form.key = ballot.answer;
    ballot.form.kind = Normalised::Kind::kExpression;
  } else if (form_.is_json) {
    ballot.answer = lane_.text();
    ballot.form.key = canonical_json(lane_.text());
  } else {
    ballot.answer = found_ ? found_->answer : std::string(trimmed(lane_.answer()));
    ballot.form = normalise(ballot.answer);
    ballot.is_void =
        form_.checks_arithmetic && !is_long_answer(ballot.form) && has_wrong_arithmetic();
  }
  if (form_.has_confidence) {
    ballot.weight = vote_weight(confidence_.probability());
    ballot.mean_logprob = confidence_.mean_logprob();
  }
  return ballot;
}

bool Agent::has_wrong_arithmetic() const { return modes::has_wrong_arithmetic(lane_.text()); }

std::string Agent::shown() const {
  if (!lane_.calls().empty()) return {};
  if (form_.lane.is_split && found_) return found_->shown;
  return std::string(lane_.answer().empty() ? lane_.text() : lane_.answer());
}

std::string canonical_calls(const std::vector<chat::ToolCall>& calls) {
  std::string out;
  for (const chat::ToolCall& call : calls) {
    if (!out.empty()) out += "; ";
    out += call.name + "(" + canonical_json(call.arguments) + ")";
  }
  return out;
}

}  // namespace ponder::modes
