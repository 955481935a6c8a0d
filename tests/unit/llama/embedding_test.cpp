// Embeddings by llama.cpp: pieces and whole inputs agree, batches do not mix, limits hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "llama/load.h"
#include "support/await.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using ponder::testing::await;
using ::testing::HasSubstr;

// llama.cpp's names of poolings, as a header has them.
constexpr std::uint32_t kMean = 1, kLast = 3, kRank = 4;

Result<std::unique_ptr<local::LoadedModel>> load_tiny(std::uint32_t pooling,
                                                      local::LoadOptions options = {},
                                                      std::uint32_t context_trained = 1024) {
  tests::TinyModel tiny;
  tiny.context_trained = context_trained;
  tiny.add_begin_of_text = true;
  if (pooling != 0) tiny.overrides["llama.pooling_type"] = pooling;
  if (options.cells == 0) options.cells = 1024;
  options.threads = 1;
  return load(tests::write_tiny_model(tiny), "tiny", options);
}

std::vector<std::vector<float>> vectors(local::LoadedModel& model,
                                        std::vector<local::EmbeddingInput> inputs) {
  auto result = await(model.embedder()->embed({std::move(inputs), {}, nullptr}));
  EXPECT_TRUE(result) << result.error().message;
  return result ? std::move(result->vectors) : std::vector<std::vector<float>>{};
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

const std::string kLong(150, 'x');  // More than two pieces.

TEST(LlamaEmbedding, AChatModelsPiecesAreWhatLlamaCppPoolsAtOnce) {
  auto pieces = load_tiny(0);
  auto whole = load_tiny(kMean);
  ASSERT_TRUE(pieces && whole);
  EXPECT_EQ((*pieces)->embedder()->info().source, "chat model");
  EXPECT_EQ((*whole)->embedder()->info().source, "embedding model");
  const std::vector<local::EmbeddingInput> inputs = {"short", kLong, "tide", "tide"};
  const auto a = vectors(**pieces, inputs), b = vectors(**whole, inputs);
  ASSERT_EQ(a.size(), 4U);
  ASSERT_EQ(b.size(), 4U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(cosine(a[i], a[i]), 1.0, 1e-4);
    EXPECT_GT(cosine(a[i], b[i]), 0.999) << "input " << i;
  }
  EXPECT_GT(cosine(a[2], a[3]), 0.999) << "the same text in one batch";
  EXPECT_LT(cosine(a[0], a[1]), 0.99) << "different texts";
}

TEST(LlamaEmbedding, ABatchGivesWhatEachInputGivesAlone) {
  auto model = load_tiny(0);
  ASSERT_TRUE(model);
  std::vector<local::EmbeddingInput> inputs;
  for (int i = 0; i < 150; ++i) inputs.emplace_back("text " + std::to_string(i * i));
  const auto together = vectors(**model, inputs);
  for (const std::size_t i : {0U, 63U, 64U, 149U}) {
    const auto alone = vectors(**model, {inputs[i]});
    EXPECT_GT(cosine(together.at(i), alone.at(0)), 0.999) << i;
  }
}

TEST(LlamaEmbedding, AnEmbeddingModelDoesNotChat) {
  auto model = load_tiny(kLast);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ((*model)->embedder()->info().pooling, "last");
  const auto opened = await((*model)->generator().open({}));
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("only makes embeddings"));
}

TEST(LlamaEmbedding, ARerankerIsRefusedByName) {
  const auto model = load_tiny(kRank);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message, HasSubstr("reranker"));
}

TEST(LlamaEmbedding, TheContextBoundsAnInput) {
  for (const std::uint32_t pooling : {0U, kMean}) {
    local::LoadOptions options;
    options.context_tokens = 100;
    auto model = load_tiny(pooling, options, 256);
    ASSERT_TRUE(model);
    const std::uint32_t most = (*model)->embedder()->info().context_tokens;
    EXPECT_EQ(most, pooling == 0 ? 256U : 100U);
    const auto result = await((*model)->embedder()->embed({{std::string(most, 'x')}, {}, nullptr}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kTooLong);
    EXPECT_THAT(result.error().message, HasSubstr(std::to_string(most + 1)));
    const auto fits =
        await((*model)->embedder()->embed({{std::string(most - 1, 'x')}, {}, nullptr}));
    EXPECT_TRUE(fits) << fits.error().message;
  }
}

TEST(LlamaEmbedding, TheHeaderTellsWhatKindItIs) {
  tests::TinyModel tiny;
  const auto chat = inspect(tests::write_tiny_model(tiny));
  tiny.overrides["llama.pooling_type"] = kLast;
  const auto embeds = inspect(tests::write_tiny_model(tiny));
  ASSERT_TRUE(chat && embeds);
  EXPECT_FALSE(chat->embeds_only);
  EXPECT_EQ(chat->pooling, "mean");
  EXPECT_TRUE(embeds->embeds_only);
  EXPECT_EQ(embeds->pooling, "last");
}

}  // namespace
}  // namespace ponder::llama
