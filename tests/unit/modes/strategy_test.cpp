#include "modes/strategy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/limits.h"

namespace ponder::modes {
namespace {

constexpr std::uint64_t kTiny = kSmallModelParameters - 1;
constexpr std::uint64_t kSmall = kSmallModelParameters;

TEST(Strategy, GoesByTheLimitOfAgents) {
  EXPECT_EQ(strategy_for(2).name, "quick");
  EXPECT_EQ(strategy_for(4).name, "quick");
  EXPECT_EQ(strategy_for(5).name, "standard");
  EXPECT_EQ(strategy_for(8).name, "standard");
  EXPECT_EQ(strategy_for(9).name, "deep");
  EXPECT_EQ(strategy_for(limits::kAgentsMax).name, "deep");
}

TEST(Strategy, TakesWhatTheRequestNamesAndTheRestFromItsPreset) {
  chat::TurnRequest request;
  request.agents = 4;
  EXPECT_EQ(strategy_of(request).name, "quick");
  request.strategy.preset = "deep";
  request.strategy.wave_first = 2;
  request.strategy.quorum = 0.9;
  request.strategy.window = 7;
  request.strategy.checks_arithmetic = false;
  const Strategy strategy = strategy_of(request);
  EXPECT_EQ(strategy.name, "deep");
  EXPECT_EQ(strategy.wave_first, 2U);
  EXPECT_EQ(strategy.wave_next, strategy_named("deep")->wave_next);
  EXPECT_EQ(strategy.quorum, 0.9);
  EXPECT_EQ(strategy.window_small, 7U);
  EXPECT_EQ(strategy.window_large, 7U);
  EXPECT_FALSE(strategy.checks_arithmetic);
}

TEST(Strategy, MakesTheFirstAgentSteadyAndTheOthersVary) {
  const Strategy& strategy = strategy_for(8);
  std::set<std::uint64_t> seeds;
  for (std::uint32_t k = 0; k < 16; ++k) {
    const chat::Sampling sampling = sampling_of(k, strategy, kSmall, {}, 7);
    seeds.insert(*sampling.seed);
    EXPECT_EQ(*sampling.seed, 7U + k);
    EXPECT_EQ(*sampling.top_p, 0.95F);
    if (k == 0) {
      EXPECT_EQ(*sampling.temperature, 0.2F);
    } else {
      EXPECT_GE(*sampling.temperature, 0.7F);
      EXPECT_LE(*sampling.temperature, 0.9F);
    }
  }
  EXPECT_EQ(seeds.size(), 16U);
}

TEST(Strategy, KeepsTinyModelsCoolerThanSmallOnes) {
  for (std::uint32_t k = 1; k < 8; ++k) {
    EXPECT_LT(style_of(k, kTiny).temperature, style_of(1, kSmall).temperature);
    EXPECT_GT(style_of(k, kTiny).temperature, style_of(0, kTiny).temperature);
    EXPECT_EQ(style_of(k, kTiny).hint, "");
  }
  EXPECT_EQ(style_of(1, 0).temperature, style_of(1, kSmall).temperature);
}

TEST(Strategy, KeepsWhatTheRequestSets) {
  chat::Sampling asked;
  asked.temperature = 1.3F;
  asked.top_p = 0.5F;
  asked.presence_penalty = 0.4F;
  const chat::Sampling sampling = sampling_of(3, strategy_for(8), kSmall, asked, 0);
  EXPECT_EQ(*sampling.temperature, 1.3F);
  EXPECT_EQ(*sampling.top_p, 0.5F);
  EXPECT_EQ(*sampling.presence_penalty, 0.4F);
}

TEST(Strategy, LetsOnlyTheFirstAgentBeGreedy) {
  chat::Sampling asked;
  asked.temperature = 0.0F;
  EXPECT_EQ(*sampling_of(0, strategy_for(8), kSmall, asked, 0).temperature, 0.0F);
  EXPECT_EQ(*sampling_of(1, strategy_for(8), kSmall, asked, 0).temperature, 0.7F);
}

TEST(Strategy, NamesEveryAgentApart) {
  for (const std::uint64_t parameters : {std::uint64_t{0}, kTiny, kSmall, kLargeModelParameters}) {
    std::set<std::string> roles;
    for (std::uint32_t k = 0; k < limits::kAgentsMax; ++k) roles.insert(role_of(k, parameters));
    EXPECT_EQ(roles.size(), limits::kAgentsMax);
  }
  EXPECT_EQ(role_of(0, 0), "Steady");
  EXPECT_EQ(role_of(3, 0), "Bold");
  EXPECT_EQ(role_of(4, 0), "Balanced 2");
}

TEST(Strategy, GivesHintsToLargeModelsOnly) {
  for (std::uint32_t k = 0; k < 8; ++k) EXPECT_EQ(style_of(k, kSmall).hint, "");
  EXPECT_NE(style_of(1, kLargeModelParameters).hint, "");
}

TEST(ClosingRequest, FitsTheModel) {
  generate::Capabilities capabilities;
  EXPECT_EQ(closing_request(capabilities), kReasonThenBox);
  capabilities.parameters = kLargeModelParameters;
  EXPECT_EQ(closing_request(capabilities), kThinkThenAnswer);
  capabilities.native_reasoning = true;
  EXPECT_EQ(closing_request(capabilities), kEndWithAnswer);
}

}  // namespace
}  // namespace ponder::modes
