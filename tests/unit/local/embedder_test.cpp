// The fake model's embeddings: order, length, limits, and turns that run beside them.
#include "local/embedder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <numeric>

#include "base/limits.h"
#include "local/embedding_only.h"
#include "local/fake_embedding.h"
#include "local/loaded_model.h"
#include "support/await.h"

namespace ponder::local {
namespace {

using ponder::testing::await;
using ::testing::HasSubstr;

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

class EmbedderTest : public ::testing::Test {
 protected:
  EmbedderTest() : model_(*load_fake(R"(fake:{"context_tokens":40})", {})) {}

  Result<Embeddings> embed(std::vector<EmbeddingInput> inputs,
                           std::optional<std::uint32_t> dimensions = {}) {
    return await(model_->embedder()->embed({std::move(inputs), dimensions, nullptr}));
  }
  Error error_of(std::vector<EmbeddingInput> inputs, std::optional<std::uint32_t> dimensions = {}) {
    const auto result = embed(std::move(inputs), dimensions);
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
  }

  std::unique_ptr<LoadedModel> model_;
};

TEST_F(EmbedderTest, OneUnitVectorAnInputInOrder) {
  const auto result = embed({"the cat sat", "the cat sits", "quarterly report"});
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_EQ(result->vectors.size(), 3U);
  for (const auto& vector : result->vectors) {
    EXPECT_EQ(vector.size(), kFakeDimensions);
    EXPECT_NEAR(cosine(vector, vector), 1.0, 1e-5);
  }
  EXPECT_GT(cosine(result->vectors[0], result->vectors[1]),
            cosine(result->vectors[0], result->vectors[2]));
  EXPECT_EQ(result->tokens, 11U + 12U + 16U);
}

TEST_F(EmbedderTest, TokensAreTheSameAsTheirText) {
  const auto result = embed({"ab", std::vector<Token>{'a', 'b'}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->vectors[0], result->vectors[1]);
}

TEST_F(EmbedderTest, FewerDimensionsAreTheFirstOnesMadeUnitAgain) {
  const auto whole = embed({"some text"});
  const auto cut = embed({"some text"}, 16);
  ASSERT_TRUE(whole && cut);
  std::vector<float> first(whole->vectors[0].begin(), whole->vectors[0].begin() + 16);
  make_unit(first);
  EXPECT_EQ(cut->vectors[0], first);
}

TEST_F(EmbedderTest, ErrorsNameTheInputAndBothNumbers) {
  const Error longer = error_of({"a", std::string(41, 'x')});
  EXPECT_EQ(longer.code, ErrorCode::kTooLong);
  EXPECT_EQ(longer.param, "input[1]");
  EXPECT_THAT(longer.message, HasSubstr("41"));
  EXPECT_THAT(longer.message, HasSubstr("40"));
  EXPECT_THAT(error_of({std::vector<Token>{1, 999}}).message, HasSubstr("999"));
  const Error wide = error_of({"a"}, 65);
  EXPECT_EQ(wide.param, "dimensions");
  EXPECT_THAT(wide.message, HasSubstr("64"));
}

// Waits in its first piece until the test lets it go.
class SlowBackend : public FakeEmbeddingBackend {
 public:
  SlowBackend() : FakeEmbeddingBackend(40) {}
  Result<void> compute(EmbeddingBatch& batch, bool begin, bool turns_wait) override {
    std::unique_lock lock(mutex_);
    entered_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return FakeEmbeddingBackend::compute(batch, begin, turns_wait);
  }
  void wait_until_entered() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return entered_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool entered_ = false, open_ = false;
};

TEST(Embedder, RefusesMoreThanItsQueueHoldsAndServesTheRest) {
  engine::Engine engine(std::make_unique<IdleBackend>());
  auto owned = std::make_unique<SlowBackend>();
  SlowBackend& backend = *owned;
  Embedder embedder(engine, std::move(owned));
  asio::io_context io;
  std::size_t served = 0, refused = 0;
  const auto ask = [&] {
    asio::co_spawn(io, embedder.embed({{"a"}, {}, nullptr}),
                   [&](const std::exception_ptr&, const Result<Embeddings>& result) {
                     ++(result ? served : refused);
                     if (!result) EXPECT_EQ(result.error().code, ErrorCode::kOverloaded);
                   });
  };
  for (std::size_t i = 0; i < limits::kEmbeddingJobsMax + 2; ++i) ask();
  io.poll();
  EXPECT_EQ(refused, 2U);
  backend.open();
  io.run();
  EXPECT_EQ(served, limits::kEmbeddingJobsMax);
}

TEST(Embedder, WhatIsAbandonedIsNotComputed) {
  engine::Engine engine(std::make_unique<IdleBackend>());
  auto owned = std::make_unique<SlowBackend>();
  SlowBackend& backend = *owned;
  Embedder embedder(engine, std::move(owned));
  asio::io_context io;
  const auto abandoned = std::make_shared<std::atomic<bool>>(false);
  std::optional<Error> error;
  asio::co_spawn(io, embedder.embed({{"a", "b"}, {}, abandoned}),
                 [&](const std::exception_ptr&, const Result<Embeddings>& result) {
                   if (!result) error = result.error();
                 });
  io.poll();
  backend.wait_until_entered();
  *abandoned = true;
  backend.open();
  io.run();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, ErrorCode::kCancelled);
}

TEST(Embedder, AnEngineThatClosesTellsWhoWaits) {
  auto engine = std::make_unique<engine::Engine>(std::make_unique<IdleBackend>());
  auto owned = std::make_unique<SlowBackend>();
  SlowBackend& backend = *owned;
  Embedder embedder(*engine, std::move(owned));
  asio::io_context io;
  std::vector<ErrorCode> codes;
  for (int i = 0; i < 2; ++i) {
    asio::co_spawn(io, embedder.embed({{"a", "b"}, {}, nullptr}),
                   [&](const std::exception_ptr&, const Result<Embeddings>& result) {
                     if (!result) codes.push_back(result.error().code);
                   });
  }
  io.poll();
  backend.wait_until_entered();
  std::thread closer([&] { engine.reset(); });
  backend.open();
  io.run();
  closer.join();
  // The first may just have been finished.
  for (const ErrorCode code : codes) EXPECT_EQ(code, ErrorCode::kCancelled);
}

TEST(EmbeddingOnly, AChatIsRefusedByName) {
  EmbeddingOnlyGenerator generator("mini");
  const auto opened = await(generator.open({}));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().param, "model");
  EXPECT_THAT(opened.error().message, HasSubstr("\"mini\" only makes embeddings"));
}

}  // namespace
}  // namespace ponder::local
