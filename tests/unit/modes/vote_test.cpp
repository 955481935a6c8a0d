#include "modes/vote.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::modes {
namespace {

std::vector<Ballot> ballots_of(const std::vector<std::string>& answers) {
  std::vector<Ballot> ballots;
  for (const std::string& answer : answers) {
    Ballot ballot;
    ballot.agent = static_cast<chat::BranchId>(ballots.size() + 1);
    ballot.answer = answer;
    ballot.form = normalise(answer);
    ballots.push_back(ballot);
  }
  return ballots;
}

std::vector<Cluster> clusters_of(std::size_t leader, std::size_t runner_up) {
  std::vector<std::string> answers(leader, "1");
  answers.insert(answers.end(), runner_up, "2");
  return count_votes(ballots_of(answers));
}

struct Threshold {
  std::size_t runner_up;
  std::size_t leader;
};

// So many votes close the vote, one fewer does not, while many may still come.
TEST(Quorum, ClosesAtTheTabledLeads) {
  constexpr std::size_t kMany = 100;
  for (const auto& [runner_up, leader] :
       {Threshold{0, 4}, {1, 6}, {2, 8}, {3, 9}, {4, 11}, {5, 12}}) {
    EXPECT_TRUE(is_decided(clusters_of(leader, runner_up), kMany, 0.95))
        << leader << ":" << runner_up;
    EXPECT_FALSE(is_decided(clusters_of(leader - 1, runner_up), kMany, 0.95))
        << leader - 1 << ":" << runner_up;
  }
  for (const auto& [runner_up, leader] :
       {Threshold{0, 3}, {1, 5}, {2, 6}, {3, 8}, {4, 9}, {5, 11}}) {
    EXPECT_TRUE(is_decided(clusters_of(leader, runner_up), kMany, 0.90))
        << leader << ":" << runner_up;
    EXPECT_FALSE(is_decided(clusters_of(leader - 1, runner_up), kMany, 0.90))
        << leader - 1 << ":" << runner_up;
  }
}

TEST(Quorum, IsTheUpperHalfOfTheBetaDistribution) {
  EXPECT_DOUBLE_EQ(leader_probability(0, 0), 0.5);
  EXPECT_DOUBLE_EQ(leader_probability(1, 1), 0.5);
  EXPECT_DOUBLE_EQ(leader_probability(4, 0), 1.0 - 1.0 / 32.0);
  EXPECT_DOUBLE_EQ(leader_probability(2, 1), 11.0 / 16.0);
  EXPECT_NEAR(leader_probability(3, 5) + leader_probability(5, 3), 1.0, 1e-12);
}

TEST(Quorum, ClosesWhenTheLeadExceedsAllThatMayStillVote) {
  EXPECT_FALSE(is_decided(clusters_of(2, 0), 2, 0.95));
  EXPECT_TRUE(is_decided(clusters_of(2, 0), 1, 0.95));
  EXPECT_FALSE(is_decided(clusters_of(2, 1), 1, 0.95));
  EXPECT_TRUE(is_decided(clusters_of(2, 1), 0, 0.95));
  EXPECT_FALSE(is_decided(clusters_of(2, 2), 0, 0.95));
  EXPECT_FALSE(is_decided({}, 0, 0.95));
}

TEST(Quorum, KnowsWhetherTheRunningCouldCloseIt) {
  EXPECT_TRUE(could_decide({}, 4, 4, 0.95));                  // 4:0.
  EXPECT_TRUE(could_decide(clusters_of(1, 0), 3, 4, 0.95));   // 4:0.
  EXPECT_FALSE(could_decide(clusters_of(1, 1), 2, 4, 0.95));  // 3:1 at best.
  EXPECT_TRUE(could_decide(clusters_of(1, 1), 2, 1, 0.95));   // 3:1 leads by more than 1.
  EXPECT_FALSE(could_decide(clusters_of(2, 1), 1, 4, 0.95));
  EXPECT_FALSE(could_decide({}, 0, 4, 0.95));
}

std::vector<Cluster> void_clusters_of(std::size_t votes) {
  auto ballots = ballots_of(std::vector<std::string>(votes, "1"));
  for (Ballot& ballot : ballots) ballot.is_void = true;
  return count_votes(ballots);
}

TEST(Quorum, LeavesAVoidVoteOpenWhileAnyMayStillVote) {
  EXPECT_FALSE(is_decided(void_clusters_of(3), 1, 0.95));
  EXPECT_FALSE(is_decided(void_clusters_of(8), 1, 0.95));
  EXPECT_TRUE(is_decided(void_clusters_of(3), 0, 0.95));
}

TEST(Quorum, CountsAVoidVoteForNothingBesideThoseThatRun) {
  EXPECT_FALSE(could_decide(void_clusters_of(3), 1, 4, 0.95));
  EXPECT_TRUE(could_decide(void_clusters_of(3), 4, 4, 0.95));
  EXPECT_TRUE(could_decide(void_clusters_of(3), 2, 1, 0.95));
  EXPECT_EQ(votes_needed(void_clusters_of(3), 4, 8, 0.95), 4U);
  EXPECT_EQ(votes_needed(void_clusters_of(3), 1, 1, 0.95), 1U);
}

TEST(CountVotes, PutsTheMostVotedFirst) {
  const auto ballots = ballots_of({"7", "42", "42.0", "8", "forty-two"});
  const auto clusters = count_votes(ballots);
  ASSERT_EQ(clusters.size(), 3U);
  EXPECT_EQ(clusters[0].form.key, "42");
  EXPECT_EQ(clusters[0].ballots, (std::vector<std::size_t>{1, 2, 4}));
  EXPECT_EQ(clusters[1].form.key, "7");
}

TEST(CountVotes, LetsConfidenceShiftACloseVoteOnly) {
  auto ballots = ballots_of({"1", "1", "1", "2", "2"});
  for (Ballot& ballot : ballots) ballot.weight = vote_weight(ballot.form.key == "1" ? 0.1 : 0.9);
  EXPECT_EQ(count_votes(ballots)[0].form.key, "2");  // 3 x 0.55 < 2 x 0.95
  ballots = ballots_of({"1", "1", "2"});
  for (Ballot& ballot : ballots) ballot.weight = vote_weight(ballot.form.key == "1" ? 0.01 : 1.0);
  EXPECT_EQ(count_votes(ballots)[0].form.key, "1");
}

TEST(CountVotes, BreaksATieByLogprobAndThenByAge) {
  auto ballots = ballots_of({"1", "2"});
  EXPECT_EQ(count_votes(ballots)[0].form.key, "1");
  ballots[0].mean_logprob = -0.4;
  ballots[1].mean_logprob = -0.2;
  EXPECT_EQ(count_votes(ballots)[0].form.key, "2");
}

TEST(CountVotes, LeavesOutVoidBallotsUnlessAllAreVoid) {
  auto ballots = ballots_of({"1", "1", "2"});
  ballots[0].is_void = ballots[1].is_void = true;
  EXPECT_EQ(counted(ballots), 1U);
  ASSERT_EQ(count_votes(ballots).size(), 1U);
  EXPECT_EQ(count_votes(ballots)[0].form.key, "2");
  ballots[2].is_void = true;
  EXPECT_EQ(counted(ballots), 3U);
  EXPECT_EQ(count_votes(ballots)[0].form.key, "1");
}

TEST(CountVotes, TakesTheSurestTraceOfACluster) {
  auto ballots = ballots_of({"5", "5.0", "5"});
  ballots[0].mean_logprob = -0.3;
  ballots[1].mean_logprob = -0.1;
  ballots[2].mean_logprob = -0.1;
  EXPECT_EQ(count_votes(ballots)[0].best, 1U);
}

TEST(CountVotes, GivesAnAnswerWithoutUnitToTheStrongestFittingOne) {
  const auto clusters = count_votes(ballots_of({"5", "5 m", "5 cm", "5 cm"}));
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[0].form.text(), "5 cm");
  EXPECT_EQ(clusters[0].ballots, (std::vector<std::size_t>{0, 2, 3}));
}

TEST(Tallies, SumToOneAndNameTheirAgents) {
  const auto ballots = ballots_of({"41", "42", "42"});
  const auto tallies = to_tallies(count_votes(ballots), ballots);
  ASSERT_EQ(tallies.size(), 2U);
  EXPECT_EQ(tallies[0].agents, (std::vector<chat::BranchId>{2, 3}));
  EXPECT_NEAR(tallies[0].weight + tallies[1].weight, 1.0, 1e-6);
  EXPECT_EQ(tallies[1].normalised, "41");
}

TEST(Tallies, ShortenLongAnswers) {
  const auto ballots = ballots_of({std::string(1000, 'x')});
  EXPECT_EQ(to_tallies(count_votes(ballots), ballots)[0].answer.size(), kExcerptBytesMax + 3);
}

}  // namespace
}  // namespace ponder::modes
