// Sampling: seeds, grammars, penalties, biases and log probabilities.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "llama/llama_vocabulary.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using testing::HasSubstr;
using tests::greedy;
using tests::row;
using tests::seeded;

class Sampler : public testing::Test {
 protected:
  // Decodes `count` tokens after a fixed prompt in slot 0.
  std::vector<TokenLogprob> decode(const engine::SamplingParams& params, std::uint32_t count) {
    rig_.open(1, params);
    std::vector<TokenLogprob> tokens;
    auto outcome = rig_.run({row(0, 0, tests::some_tokens(20), true)}, {tests::drop(0)});
    for (std::uint32_t i = 0; i < count; ++i) {
      EXPECT_TRUE(outcome.has_value());
      EXPECT_EQ(outcome->sampled.size(), 1U);
      if (!outcome || outcome->sampled.empty()) break;
      tokens.push_back(outcome->sampled.front().token);
      outcome = rig_.run({row(0, 20 + i, {tokens.back().token}, true)});
    }
    rig_.backend->close_sampler({1});
    return tokens;
  }

  std::vector<Token> tokens(const engine::SamplingParams& params, std::uint32_t count = 24) {
    std::vector<Token> result;
    for (const auto& token : decode(params, count)) result.push_back(token.token);
    return result;
  }

  std::string text(const engine::SamplingParams& params, std::uint32_t count) {
    std::string result;
    for (const auto& token : decode(params, count)) result += token.piece;
    return result;
  }

  tests::Rig rig_{tests::write_tiny_model({})};
};

TEST_F(Sampler, TheSameSeedGivesTheSameTokens) {
  EXPECT_EQ(tokens(seeded(7)), tokens(seeded(7)));
  EXPECT_NE(tokens(seeded(7)), tokens(seeded(8)));
}

TEST_F(Sampler, EverySeedIsFixed) {
  EXPECT_EQ(tokens(seeded(0xFFFFFFFF)), tokens(seeded(0xFFFFFFFF)));
}

TEST_F(Sampler, TheWholeVocabularyIsSampledWhereTopKIsOff) {
  auto params = seeded(7);
  params.top_k = 0;
  EXPECT_EQ(tokens(params), tokens(params));
}

// Both ways of sampling choose the same: a penalty of nothing sends the second through llama.cpp's
// common sampler.
TEST_F(Sampler, TheQuickWayChoosesAsTheCommonSampler) {
  for (const bool cold : {true, false}) {
    auto quick = cold ? greedy() : seeded(3);
    auto common = quick;
    common.logit_bias = {{5, 0.0F}};
    EXPECT_EQ(tokens(quick, 40), tokens(common, 40)) << (cold ? "greedy" : "seeded");
  }
}

TEST_F(Sampler, GreedyTakesTheMostProbable) {
  auto params = greedy();
  params.logprobs_top = 3;
  for (const auto& token : decode(params, 10)) {
    ASSERT_EQ(token.top.size(), 3U);
    EXPECT_EQ(token.top.front().token, token.token);
    EXPECT_FLOAT_EQ(token.top.front().logprob, token.logprob);
    EXPECT_GE(token.top[0].logprob, token.top[1].logprob);
  }
}

TEST_F(Sampler, LogprobsAreOfTheModelNotOfTheTruncation) {
  auto params = seeded(5);
  params.temperature = 2.0F;
  params.top_k = 1;  // Certain, but not to the model.
  params.logprobs_top = 20;
  for (const auto& token : decode(params, 5)) {
    EXPECT_LT(token.logprob, 0.0F);
    double sum = 0.0;
    for (const auto& one : token.top) sum += std::exp(static_cast<double>(one.logprob));
    EXPECT_LT(sum, 1.0);
  }
}

TEST_F(Sampler, ZeroAlternativesStillReportTheChosen) {
  auto params = greedy();
  params.logprobs_top = 0;
  const auto one = decode(params, 1).front();
  EXPECT_TRUE(one.top.empty());
  EXPECT_LT(one.logprob, 0.0F);
}

TEST_F(Sampler, ABiasForbidsAToken) {
  const auto free = tokens(greedy());
  auto params = greedy();
  params.logit_bias = {{free.front(), -std::numeric_limits<float>::infinity()}};
  EXPECT_THAT(tokens(params), testing::Not(testing::Contains(free.front())));
}

TEST_F(Sampler, PenaltiesPreventRepeats) {
  auto params = greedy();
  params.repeat_penalty = 1.0F;
  params.presence_penalty = 100.0F;
  auto drawn = tokens(params);
  std::ranges::sort(drawn);
  EXPECT_EQ(std::ranges::adjacent_find(drawn), drawn.end());
}

TEST_F(Sampler, HistoryCountsForPenalties) {
  const auto free = tokens(greedy(), 1).front();
  auto params = greedy();
  params.presence_penalty = 100.0F;
  ASSERT_TRUE(rig_.backend->open_sampler({1}, params, {free}));
  const auto outcome = rig_.run({row(0, 0, tests::some_tokens(20), true)}, {tests::drop(0)});
  ASSERT_TRUE(outcome);
  EXPECT_NE(outcome->sampled.front().token.token, free);
}

TEST_F(Sampler, AGrammarIsObeyed) {
  auto params = seeded(1);
  params.grammar.gbnf = "root ::= \"yes\" | \"no\"";
  const auto first = text(params, 2);
  EXPECT_TRUE(first == "ye" || first == "no") << first;
}

TEST_F(Sampler, AGrammarEndsTheTurnWhenItIsComplete) {
  auto params = greedy();
  params.grammar.gbnf = "root ::= \"ok\"";
  rig_.open(1, params);
  auto outcome = rig_.run({row(0, 0, tests::some_tokens(8), true)});
  std::string written;
  for (std::uint32_t i = 0; i < 2; ++i) {
    ASSERT_FALSE(outcome->sampled.front().end_of_turn);
    written += outcome->sampled.front().token.piece;
    outcome = rig_.run({row(0, 8 + i, {outcome->sampled.front().token.token}, true)});
  }
  EXPECT_EQ(written, "ok");
  EXPECT_TRUE(outcome->sampled.front().end_of_turn);
}

TEST_F(Sampler, ALazyGrammarBindsFromItsTriggerOn) {
  auto params = greedy();
  params.grammar.gbnf = "root ::= \"<|im_start|>call\"";
  params.grammar.lazy = true;
  params.grammar.triggers = {{engine::GrammarTrigger::kToken, "", 3}};
  params.grammar.preserved_tokens = {3};
  params.logit_bias = {{3, 1000.0F}};  // The model wants to call at once.
  EXPECT_EQ(text(params, 5), "<|im_start|>call");
}

TEST_F(Sampler, BadParametersAreNamed) {
  const auto message = [&](const engine::SamplingParams& params) {
    const auto opened = rig_.backend->open_sampler({9}, params, {});
    if (opened) return std::string("accepted");
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
    return opened.error().message;
  };
  auto params = greedy();
  params.grammar.gbnf = "root ::= (((";
  EXPECT_THAT(message(params), HasSubstr("grammar"));
  params.grammar.gbnf = "start ::= \"a\"";
  EXPECT_THAT(message(params), HasSubstr("grammar"));
  params.grammar.gbnf = std::string((1U << 20U) + 1, ' ');
  EXPECT_THAT(message(params), HasSubstr("1048577 bytes; at most 1048576"));
  params.grammar.gbnf = "root ::= \"a\"";
  params.grammar.lazy = true;
  EXPECT_THAT(message(params), HasSubstr("trigger"));
  params = greedy();
  params.logit_bias = {{262, 1.0F}};
  EXPECT_THAT(message(params), HasSubstr("tokens 0 to 261"));
  params = greedy();
  params.repeat_penalty = 0.0F;
  EXPECT_THAT(message(params), HasSubstr("penalty_repeat"));
}

}  // namespace
}  // namespace ponder::llama
