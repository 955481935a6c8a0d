// One agent of a contemplating turn: what it writes, how sure it is, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/event.h"
#include "chat/message.h"
#include "generate/generator.h"
#include "modes/answer_watcher.h"
#include "modes/confidence.h"
#include "modes/lane.h"
#include "modes/repetition.h"
#include "modes/vote.h"

namespace ponder::modes {

//   kRunning -> kAnswered   its answer closed, or it ended by itself: it has a ballot
//            -> kCut        it used up its tokens or met a stop string of the request without an
//                           answer, or wrote or thought the same again and again (its reason is
//                           kRepetition): a draft at best
//            -> kStopped    its siblings decided, it was unsure, or the turn was ended
//            -> kFailed     its branch failed
enum class AgentState : std::uint8_t { kRunning, kAnswered, kCut, kStopped, kFailed };

// What an agent is asked for, the same for all agents of a turn.
struct AgentForm {
  Lane::Form lane;
  bool has_marker = false;         // It was asked to mark its answer.
  bool is_json = false;            // Its text is JSON: compared in canonical form.
  std::uint32_t window = 1;        // Of its confidence groups.
  bool has_confidence = false;     // The generator gives logprobs.
  bool checks_arithmetic = false;  // Wrong arithmetic in its trace voids its vote.
  std::vector<std::string> stop;   // The request's: where its text is to end.
};

class Agent {
 public:
  Agent(EventWriter& writer, chat::BranchId id, const AgentForm& form);

  // Takes what the branch wrote; emits it up to the end of an answer that closes in it. The state
  // is kAnswered or kCut afterwards where the trace is complete.
  void take(const generate::BranchDelta& delta);

  // Breaks the trace off. The agent runs.
  void stop(chat::FinishReason reason);  // kStopped.
  void fail();                           // kFailed.

  chat::BranchId id() const { return id_; }
  AgentState state() const { return state_; }
  chat::Usage usage() const { return lane_.counted(usage_); }
  // Tokens of its prompt that were in the cache before the turn.
  std::uint32_t tokens_cached_before() const { return tokens_cached_before_; }
  const Confidence& confidence() const { return confidence_; }
  const Lane& lane() const { return lane_; }
  bool is_running() const { return state_ == AgentState::kRunning; }
  bool is_complete() const { return state_ == AgentState::kAnswered || state_ == AgentState::kCut; }
  // Whether the branch has nothing more to say: it need not be stopped.
  bool has_ended_itself() const { return has_ended_itself_; }
  chat::FinishReason reason() const { return reason_; }  // Of the end; not while it runs.
  // The request's stop string that ended its text; empty: none did, or its answer had closed
  // before.
  const std::string& stop_met() const { return stop_met_; }

  // kAnswered: what it votes for.
  Ballot ballot() const;
  // Whether arithmetic in its text is wrong (modes/arithmetic.h).
  bool has_wrong_arithmetic() const;
  // The text that is given as the turn's answer if this trace wins; empty for tool calls.
  std::string shown() const;

 private:
  bool repeats_itself(const generate::BranchDelta& delta);
  void complete();

  chat::BranchId id_;
  AgentForm form_;
  Lane lane_;
  AnswerWatcher watcher_;
  Confidence confidence_;
  RepetitionWatcher text_repetition_, reasoning_repetition_;
  AgentState state_ = AgentState::kRunning;
  chat::Usage usage_;
  std::uint32_t tokens_cached_before_ = 0;
  bool has_ended_itself_ = false;
  chat::FinishReason reason_ = chat::FinishReason::kStoppedEarly;
  std::string stop_met_;
  std::optional<FoundAnswer> found_;
};

// Tool calls in the form that votes are counted by: name(canonical arguments); in order.
std::string canonical_calls(const std::vector<chat::ToolCall>& calls);

}  // namespace ponder::modes
