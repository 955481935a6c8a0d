// The vote: who said what, who leads, and whether it is decided. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chat/event.h"
#include "modes/normalise.h"

namespace ponder::modes {

inline constexpr std::size_t kExcerptBytesMax = 160;  // Of an answer in events about the vote.

// One agent's answer.
struct Ballot {
  chat::BranchId agent = 0;
  std::string answer;  // As written.
  Normalised form;
  double weight = 1.0;        // vote_weight().
  double mean_logprob = 0.0;  // Breaks ties.
  bool is_void = false;  // Its trace's arithmetic is wrong: counts only where all are void, and
                         // decides nothing while others may still vote.
};

// Ballots that mean the same.
struct Cluster {
  Normalised form;
  std::vector<std::size_t> ballots;  // Indices, in the order in which they came.
  double weight = 0.0;
  std::size_t best = 0;  // The ballot with the highest mean logprob; the earliest of equals.
  bool is_void = false;  // Its ballots are, as all are: a sound one takes the place of them all.
  std::size_t votes() const { return ballots.size(); }
};

// An unsure vote counts at least half of a sure one: confidence shifts close votes only and never
// turns a lead of two to one.
double vote_weight(double probability);

// How many of them count.
std::size_t counted(const std::vector<Ballot>& ballots);

// Clusters of those that count, best first: by weight, then by the mean logprob of the best ballot,
// then by age.
std::vector<Cluster> count_votes(const std::vector<Ballot>& ballots);

// P(the leader is the answer of the true majority), given its votes and the runner-up's: of
// Beta(leader + 1, runner_up + 1), the part above one half.
double leader_probability(std::size_t leader, std::size_t runner_up);

// Whether the best cluster stays the best: leader_probability reaches `quorum`, or its lead in
// weight exceeds the votes that may still come. Void ones do not stay while any may.
bool is_decided(const std::vector<Cluster>& clusters, std::size_t votes_to_come, double quorum);

// Whether the agents that run could decide the vote among themselves, `more` others not started.
bool could_decide(const std::vector<Cluster>& clusters, std::size_t running, std::size_t more,
                  double quorum);

// How many of the agents that run must vote for the leader to close the vote; 0: all of them
// cannot.
std::size_t votes_needed(const std::vector<Cluster>& clusters, std::size_t running,
                         std::size_t votes_to_come, double quorum);

// For events and the report.
std::vector<chat::Tally> to_tallies(const std::vector<Cluster>& clusters,
                                    const std::vector<Ballot>& ballots);

}  // namespace ponder::modes
