// The agents of one contemplating turn and their vote: starts them in waves, reads them, stops
// those that are not needed; large models go on with the rounds of modes/rounds.h. Decides when to
// start and when to stop; waiting is contemplating.cpp's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/event.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/pace.h"
#include "modes/room.h"
#include "modes/solo_rate.h"
#include "modes/strategy.h"
#include "modes/turn.h"
#include "modes/vote.h"

namespace ponder::modes {

// Used on the turn's strand; `turn` outlives it.
class Panel {
 public:
  // `trunk_tokens`: of the prompt that all agents share.
  Panel(Turn& turn, std::uint32_t trunk_tokens);

  // Whether agents are to be started now: at first, and while the vote is open and those that run
  // cannot close it. What the KV cells or the generator have no room for comes later.
  bool wants_wave() const;
  std::vector<generate::BranchSpec> next_wave() const;
  // The wave is there: one branch for each spec of next_wave().
  void seat(std::vector<std::unique_ptr<generate::Branch>> branches);
  // The wave could not start: no further one will. False where nobody is there to go on.
  bool go_on_without_wave();

  void take(Arrival arrival);
  void stop_running(chat::FinishReason reason);

  std::size_t running() const;
  // The vote is closed, or enough drafts of a text are there.
  bool is_decided() const;
  // Answers are texts that differ: the medoid is chosen, no vote.
  bool is_open_ended() const;

  // The text made of the drafts; null where there is none, or it is not fit to stand for them.
  const Agent* synthesis() const;

  std::size_t agents_to_start() const;  // Of the request's limit.
  // Of those: the ones that come unless the vote is decided, or enough drafts are there, before.
  std::size_t agents_to_come() const;
  const std::vector<std::unique_ptr<Agent>>& agents() const { return agents_; }
  const Agent& agent(chat::BranchId id) const { return *agents_.at(id - 1); }
  const std::vector<Ballot>& ballots() const { return ballots_; }
  const std::vector<Cluster>& clusters() const { return clusters_; }  // Best first.
  const std::optional<Error>& first_error() const { return first_error_; }
  const SoloRate& solo_rate() const { return solo_rate_; }
  const Room& room() const { return room_; }

  // When the turn will end, as it looks now.
  chat::Forecast forecast() const;

 private:
  // What a wave is made of. A later round is one wave, started when all agents are done.
  enum class Round : std::uint8_t { kAgents, kAggregators, kJudges, kSynthesis };
  struct Judged {
    std::size_t first = 0, second = 0;  // Ballots whose attempts are compared.
  };

  std::size_t first_wave_to_start() const;
  std::size_t at_most_seated(std::size_t size) const;
  std::size_t wave_wanted() const;  // As if all had room.
  std::size_t wave_size() const;
  std::size_t agents_at_once() const;
  std::uint64_t cells_running() const;
  std::size_t votes_to_come() const;
  std::size_t wanted_of(Round round) const;  // As if all had room.
  std::size_t size_of(Round round) const;
  Round next_round() const;  // kAgents: none is to come.
  std::vector<generate::BranchSpec> round_specs(Round round) const;
  std::string name_of(std::uint32_t k) const;
  Judged judged_by(std::size_t judge) const;
  bool wants_synthesis() const;
  bool is_synthesised() const;  // Or will not be.
  std::vector<std::string_view> drafts() const;
  void take_delta(Agent& agent, const generate::BranchDelta& delta);
  void stop(Agent& agent, chat::FinishReason reason);
  void tell_end(const Agent& agent);
  void stop_unsure();
  void cast(const Agent& agent);
  void report_vote(bool is_changed);

  Turn& turn_;
  const generate::Capabilities capabilities_;
  const Strategy strategy_;
  const std::uint32_t limit_;
  const std::uint64_t seed_base_;
  AgentForm form_;
  const std::size_t suffix_bytes_;  // That an agent has behind the trunk, about.
  Room room_;
  std::vector<std::unique_ptr<Agent>> agents_;  // Agent k is branch k + 1.
  std::vector<Ballot> ballots_;
  std::vector<Cluster> clusters_;
  std::optional<Error> first_error_;
  SoloRate solo_rate_;
  Pace pace_;
  bool has_more_waves_ = true;
  bool has_more_rounds_ = false;
  Round round_ = Round::kAgents;  // Of the last wave.
  std::size_t solvers_ = 0;       // Agents of the first round.
  std::map<chat::BranchId, Judged> judges_;
  chat::BranchId synthesis_ = 0;  // Who writes it; 0: nobody.
  bool was_decided_ = false;
};

}  // namespace ponder::modes
