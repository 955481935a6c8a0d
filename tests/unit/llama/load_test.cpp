#include "llama/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "llama/load_options.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(LoadOptions, TheLoaderDecidesWhatIsZero) {
  const auto decided = decide({}, 0);
  EXPECT_EQ(decided.context_tokens, kContextDefault);
  EXPECT_EQ(decided.cells, kContextDefault);
  EXPECT_EQ(decided.slots, 64U);
  EXPECT_GE(decided.threads, 1U);
}

TEST(LoadOptions, TheContextIsAtMostWhatTheModelLearned) {
  EXPECT_EQ(decide({}, 2048).context_tokens, 2048U);
  EXPECT_EQ(decide({.context_tokens = 4096}, 2048).context_tokens, 2048U);
  EXPECT_EQ(decide({.context_tokens = 1000}, 2048).context_tokens, 1000U);
}

TEST(LoadOptions, CellsHoldAtLeastOneContextInWholeSteps) {
  EXPECT_EQ(decide({.context_tokens = 32768}, 32768).cells, 32768U);
  EXPECT_EQ(decide({.context_tokens = 1000, .cells = 100}, 0).cells, 1024U);
}

TEST(Load, AModelThatIsInMemoryCanBeTalkedTo) {
  const auto loaded = load(tests::write_tiny_model({}), "tiny", {.cells = 1024, .threads = 1});
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto& capabilities = (*loaded)->generator().capabilities();
  EXPECT_TRUE(capabilities.shared_prefix);
  EXPECT_EQ(capabilities.context_tokens, 4096U);
  EXPECT_FALSE(capabilities.native_reasoning);
  EXPECT_EQ((*loaded)->stats().cells_capacity, 4096U);
  EXPECT_GT((*loaded)->memory_bytes(), 1U << 20U);
  EXPECT_EQ((*loaded)->vocabulary().tokenize("<|im_end|>", true).size(), 1U);
}

TEST(Load, RefusesWhatDoesNotFitAndSaysWhatToDo) {
  const auto loaded = load(tests::write_tiny_model({.context_trained = 4'000'000'000}), "huge",
                           {.context_tokens = 2'000'000'000, .cells = 2'000'000'000});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(loaded.error().message,
              AllOf(HasSubstr("\"huge\""), HasSubstr("MiB of memory"), HasSubstr("MiB are free"),
                    HasSubstr("choose a smaller one")));
}

TEST(Load, ReportsProgressAndCanBeStopped) {
  float last = 0.0F;
  const auto file = tests::write_tiny_model({});
  const auto whole = load(file, "tiny", {.threads = 1, .on_progress = [&](float done) {
                                           EXPECT_GE(done, last);
                                           last = done;
                                           return true;
                                         }});
  ASSERT_TRUE(whole);
  EXPECT_FLOAT_EQ(last, 1.0F);
  const auto stopped = load(file, "tiny", {.on_progress = [](float) { return false; }});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
}

TEST(Load, AHeaderThatMakesNoSenseIsAnError) {
  const std::vector<std::pair<std::string, std::uint32_t>> wrong{
      {"llama.block_count", 0},
      {"llama.block_count", 100'000},
      {"llama.block_count", 5},
      {"llama.attention.head_count", 0},
      {"llama.embedding_length", 96},
      {"llama.attention.head_count_kv", 3},
      {"llama.expert_used_count", 4},
      {"llama.rope.dimension_count", 7},
      {"llama.vocab_size", 3'000'000'000},
      {"tokenizer.ggml.eos_token_id", 70'000}};
  for (const auto& [key, value] : wrong) {
    const auto loaded = load(tests::write_tiny_model({.overrides = {{key, value}}}), "wrong",
                             {.context_tokens = 256, .cells = 256, .threads = 1});
    if (key == "tokenizer.ggml.eos_token_id" || key == "llama.vocab_size") continue;
    ASSERT_FALSE(loaded) << key << " = " << value;
    EXPECT_THAT(loaded.error().message, HasSubstr("tiny.gguf")) << key << " = " << value;
  }
}

TEST(Load, FilesThatAreNotModelsAreErrors) {
  const auto loaded = load("/etc/hostname", "no", {});
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message, HasSubstr("not a GGUF file"));
}

// The estimate is what loading is refused by: it may be high, never much too low.
TEST(Load, TheEstimateCoversWhatLlamaCppAllocates) {
  PONDER_NEEDS_SMOL();
  const auto file = inspect(tests::smol_model());
  ASSERT_TRUE(file);
  const local::LoadOptions options{.context_tokens = 8192, .cells = 16384, .slots = 16};
  tests::Rig rig(tests::smol_model(), {.cells = 16384, .slots = 16, .context_tokens = 8192});
  const std::uint64_t cache = 16384U * file->kv_bytes_per_token;
  const std::uint64_t estimate = estimate_memory(*file, options);
  EXPECT_GT(estimate, llama_model_size(rig.model) + cache);
  EXPECT_LT(estimate, llama_model_size(rig.model) + cache + (400ULL << 20U));
}

}  // namespace
}  // namespace ponder::llama
