#include "modes/vote.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "chat/event.h"
#include "modes/normalise.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr double kSame = 1e-9;  // Two sums differ by rounding only.

void add_ballot(Cluster& cluster, std::size_t index, const std::vector<Ballot>& ballots) {
  const double logprob = ballots[index].mean_logprob;
  const double best = ballots[cluster.best].mean_logprob;
  const bool is_better =
      logprob > best + kSame || (logprob >= best - kSame && index < cluster.best);
  if (cluster.ballots.empty() || is_better) cluster.best = index;
  cluster.ballots.push_back(index);
  cluster.weight += ballots[index].weight;
  cluster.is_void = ballots[index].is_void;
}

// The heaviest cluster with this answer, or a fresh one.
Cluster& cluster_for(std::vector<Cluster>& clusters, const Normalised& form) {
  Cluster* found = nullptr;
  for (Cluster& cluster : clusters) {
    if (!same_answer(cluster.form, form)) continue;
    if (found == nullptr || cluster.weight > found->weight) found = &cluster;
  }
  if (found != nullptr) return *found;
  clusters.push_back({});
  clusters.back().form = form;
  return clusters.back();
}

std::size_t most_votes_behind(const std::vector<Cluster>& clusters, const Cluster& leader) {
  std::size_t most = 0;
  for (const Cluster& cluster : clusters) {
    if (&cluster != &leader) most = std::max(most, cluster.votes());
  }
  return most;
}

// What a further sound vote is added to.
std::vector<Cluster> standing(const std::vector<Cluster>& clusters) {
  const bool are_void = !clusters.empty() && clusters.front().is_void;
  return are_void ? std::vector<Cluster>{} : clusters;
}

double most_weight_behind(const std::vector<Cluster>& clusters, const Cluster& leader) {
  double most = 0.0;
  for (const Cluster& cluster : clusters) {
    if (&cluster != &leader) most = std::max(most, cluster.weight);
  }
  return most;
}

}  // namespace

double vote_weight(double probability) { return 0.5 + 0.5 * std::clamp(probability, 0.0, 1.0); }

std::size_t counted(const std::vector<Ballot>& ballots) {
  const auto sound = static_cast<std::size_t>(std::ranges::count(ballots, false, &Ballot::is_void));
  return sound > 0 ? sound : ballots.size();
}

std::vector<Cluster> count_votes(const std::vector<Ballot>& ballots) {
  std::vector<Cluster> clusters;
  const bool has_sound = std::ranges::count(ballots, false, &Ballot::is_void) > 0;
  for (const bool has_unit : {true, false}) {
    for (std::size_t i = 0; i < ballots.size(); ++i) {
      if (ballots[i].is_void && has_sound) continue;
      if (ballots[i].form.unit.empty() == has_unit) continue;
      add_ballot(cluster_for(clusters, ballots[i].form), i, ballots);
    }
  }
  for (Cluster& cluster : clusters) std::ranges::sort(cluster.ballots);
  std::ranges::sort(clusters, [&ballots](const Cluster& a, const Cluster& b) {
    if (std::abs(a.weight - b.weight) > kSame) return a.weight > b.weight;
    const double logprob_a = ballots[a.best].mean_logprob;
    const double logprob_b = ballots[b.best].mean_logprob;
    if (std::abs(logprob_a - logprob_b) > kSame) return logprob_a > logprob_b;
    return a.ballots.front() < b.ballots.front();
  });
  return clusters;
}

double leader_probability(std::size_t leader, std::size_t runner_up) {
  // The upper half of Beta(a + 1, b + 1) is P(X <= a) for X ~ Binomial(a + b + 1, 1/2).
  const std::size_t n = leader + runner_up + 1;
  double term = std::pow(0.5, static_cast<double>(n));
  double sum = 0.0;
  for (std::size_t k = 0; k <= leader; ++k) {
    sum += term;
    term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  return sum;
}

bool is_decided(const std::vector<Cluster>& clusters, std::size_t votes_to_come, double quorum) {
  if (clusters.empty()) return false;
  const Cluster& leader = clusters.front();
  if (leader.is_void && votes_to_come > 0) return false;
  const std::size_t runner_up = most_votes_behind(clusters, leader);
  if (leader_probability(leader.votes(), runner_up) >= quorum) return true;
  const double lead = leader.weight - most_weight_behind(clusters, leader);
  return lead > static_cast<double>(votes_to_come) + kSame;
}

bool could_decide(const std::vector<Cluster>& clusters, std::size_t running, std::size_t more,
                  double quorum) {
  const std::vector<Cluster> behind = standing(clusters);
  const auto decides = [&](const Cluster& leader) {
    const std::size_t votes = leader.votes() + running;
    const std::size_t runner_up = most_votes_behind(behind, leader);
    const double lead =
        leader.weight + static_cast<double>(running) - most_weight_behind(behind, leader);
    return leader_probability(votes, runner_up) >= quorum || lead > static_cast<double>(more);
  };
  return decides(Cluster{}) || std::ranges::any_of(behind, decides);
}

std::size_t votes_needed(const std::vector<Cluster>& clusters, std::size_t running,
                         std::size_t votes_to_come, double quorum) {
  std::vector<Cluster> imagined = standing(clusters);
  if (imagined.empty()) imagined.push_back({});
  for (std::size_t k = 1; k <= running; ++k) {
    imagined.front().ballots.push_back(0);
    imagined.front().weight += 1.0;
    if (is_decided(imagined, votes_to_come - std::min(k, votes_to_come), quorum)) return k;
  }
  return 0;
}

std::vector<chat::Tally> to_tallies(const std::vector<Cluster>& clusters,
                                    const std::vector<Ballot>& ballots) {
  double total = 0.0;
  for (const Cluster& cluster : clusters) total += cluster.weight;
  std::vector<chat::Tally> tallies;
  for (const Cluster& cluster : clusters) {
    chat::Tally& tally = tallies.emplace_back();
    tally.answer = excerpt(ballots[cluster.ballots.front()].answer, kExcerptBytesMax);
    tally.normalised = excerpt(cluster.form.text(), kExcerptBytesMax);
    for (const std::size_t ballot : cluster.ballots) tally.agents.push_back(ballots[ballot].agent);
    tally.weight = static_cast<float>(cluster.weight / total);
  }
  return tallies;
}

}  // namespace ponder::modes
