// What the engine promises about cells, on computed weights: one prefill for all siblings, and room
// for as many as the count of cells says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "engine/engine.h"
#include "llama/load.h"
#include "local/loaded_model.h"
#include "support/await.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using engine::Delta;
using engine::Engine;
using engine::ForkSpec;
using engine::SequenceHandle;
using engine::SequenceSpec;

// The tiny models' ends of turn, forbidden: sequences run to their length.
engine::SamplingParams endless(std::uint32_t seed) {
  auto params = tests::seeded(seed);
  for (const Token token : {0, 1, 2, 3, 4}) {
    params.logit_bias.emplace_back(token, -std::numeric_limits<float>::infinity());
  }
  params.logprobs_top = 0;
  return params;
}

struct Spoken {
  std::vector<Token> tokens;
  std::uint32_t cached = 0;
  std::string error;
};

Spoken read_all(SequenceHandle& handle) {
  Spoken spoken;
  for (;;) {
    const auto delta = testing::await(handle.next());
    if (!delta) {
      spoken.error = delta.error().message;
      return spoken;
    }
    for (const auto& token : delta->tokens) spoken.tokens.push_back(token.token);
    spoken.cached = delta->tokens_cached;
    if (delta->finish) return spoken;
  }
}

class EngineLaw : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  void start(std::uint32_t cells) {
    init_library();
    const auto file = tests::write_tiny_model({.window = GetParam()});
    model_.reset(llama_model_load_from_file(file.c_str(), llama_model_default_params()));
    auto backend = LlamaBackend::create(
        model_.get(), {.cells = cells, .slots = 16, .context_tokens = 1024, .threads = 1});
    ASSERT_TRUE(backend.has_value());
    engine_ = std::make_unique<Engine>(std::move(*backend));
  }

  // Waits until all that was asked for is computed; the engine publishes its numbers after each
  // step.
  std::vector<Spoken> eight_agents(std::uint32_t trunk_tokens, std::uint32_t suffix_tokens,
                                   std::uint32_t new_tokens) {
    SequenceSpec spec;
    spec.prompt = tests::some_tokens(trunk_tokens);
    spec.cache_key = "one";
    auto trunk = engine_->submit(std::move(spec));
    EXPECT_TRUE(trunk.has_value());
    std::vector<ForkSpec> forks;
    for (std::uint32_t i = 0; i < 8; ++i) {
      forks.push_back({.suffix = tests::some_tokens(suffix_tokens, i + 1),
                       .sampling = endless(i),
                       .tokens_new_max = new_tokens});
    }
    auto agents = trunk->fork(std::move(forks));
    EXPECT_TRUE(agents.has_value()) << (agents ? "" : agents.error().message);
    std::vector<Spoken> all;
    for (auto& agent : *agents) all.push_back(read_all(agent));
    return all;
  }

  llama_model_ptr model_;
  std::unique_ptr<Engine> engine_;
};

TEST_P(EngineLaw, EightAgentsOverALongTrunkPayForItOnce) {
  start(1024);
  const auto all = eight_agents(600, 10, 43);  // 600 + 8 * 53 = 1024 cells.
  for (const auto& one : all) {
    EXPECT_EQ(one.error, "");
    EXPECT_EQ(one.tokens.size(), 43U);
    EXPECT_EQ(one.cached, 599U);
  }
  const auto stats = engine_->stats();
  EXPECT_EQ(stats.preemptions, 0U);
  EXPECT_LT(stats.tokens_prefilled, 600U + 8U * 12U);
}

// Too few cells for all at once: some wait or are preempted and resumed, all come to their end.
TEST_P(EngineLaw, WithTooFewCellsAllStillFinish) {
  start(768);  // 600 + 8 * 60 = 1080 would be needed.
  for (const auto& one : eight_agents(600, 10, 50)) {
    EXPECT_EQ(one.error, "");
    EXPECT_EQ(one.tokens.size(), 50U);
  }
}

TEST_P(EngineLaw, ALaterTurnFindsTheTrunkInTheCache) {
  start(1024);
  const auto first = eight_agents(500, 10, 4);
  SequenceSpec spec;
  spec.prompt = tests::some_tokens(500);
  const auto more = tests::some_tokens(20, 50);
  spec.prompt.insert(spec.prompt.end(), more.begin(), more.end());
  spec.sampling = endless(1);
  spec.tokens_new_max = 4;
  spec.cache_key = "one";
  auto again = engine_->submit(spec);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(read_all(*again).cached, 499U);
  spec.cache_key = "two";  // Another user's.
  auto stranger = engine_->submit(spec);
  ASSERT_TRUE(stranger.has_value());
  EXPECT_EQ(read_all(*stranger).cached, 0U);
}

INSTANTIATE_TEST_SUITE_P(Windows, EngineLaw, ::testing::Values(0U, 32U),
                         [](const auto& info) { return "window_" + std::to_string(info.param); });

TEST(ModelLaw, SiblingsWithOneSeedSaySameAndOthersDiffer) {
  PONDER_NEEDS_SMOL();
  auto loaded =
      load(tests::smol_model(), "smol", {.context_tokens = 512, .cells = 1024, .threads = 2});
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  generate::TrunkSpec spec;
  spec.messages = {{.role = chat::Role::kUser, .content = "Tell me about the sea."}};
  auto trunk = testing::await((*loaded)->generator().open(spec));
  ASSERT_TRUE(trunk.has_value()) << trunk.error().message;
  std::vector<generate::BranchSpec> branches(3);
  for (auto& branch : branches) {
    branch.tokens_new_max = 24;
    branch.sampling.temperature = 1.0F;
    branch.sampling.seed = 7;
  }
  branches[2].sampling.seed = 8;
  auto forked = testing::await((*trunk)->fork(branches));
  ASSERT_TRUE(forked.has_value()) << forked.error().message;
  std::vector<std::string> texts;
  for (auto& branch : *forked) {
    texts.emplace_back();
    for (;;) {
      const auto delta = testing::await(branch->next());
      ASSERT_TRUE(delta.has_value()) << delta.error().message;
      texts.back() += delta->text;
      if (delta->finish) break;
    }
  }
  EXPECT_FALSE(texts[0].empty());
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_NE(texts[0], texts[2]);
}

}  // namespace
}  // namespace ponder::llama
