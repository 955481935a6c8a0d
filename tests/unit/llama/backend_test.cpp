// Plans, samplers and faults on LlamaBackend, with hand-made plans.
#include "llama/llama_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using testing::HasSubstr;
using tests::drop;
using tests::greedy;
using tests::Rig;
using tests::row;
using tests::share;
using tests::some_tokens;

TEST(Backend, MeasuresItselfAtLoad) {
  const Rig rig(tests::write_tiny_model({}), {.cells = 512, .slots = 4, .context_tokens = 300});
  const engine::BackendLimits& limits = rig.backend->limits();
  EXPECT_EQ(limits.cells, 512U);
  EXPECT_EQ(limits.slots, 4U);
  EXPECT_EQ(limits.context_tokens, 300U);
  EXPECT_EQ(limits.rows_per_step, 512U);
  EXPECT_TRUE(limits.partial_removal);
  EXPECT_GT(limits.prefill_us_per_token, 0U);
}

TEST(Backend, SamplesOnlyWhereAsked) {
  Rig rig(tests::write_tiny_model({}));
  rig.open(2, greedy());
  const auto outcome =
      rig.run({row(0, 0, some_tokens(10, 1)), row(1, 0, some_tokens(7, 2), true), row(2, 0, {9})});
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->sampled.size(), 1U);
  EXPECT_EQ(outcome->sampled.front().sequence.value, 2U);
  EXPECT_TRUE(outcome->lost.empty());
  EXPECT_GT(outcome->duration_us, 0U);
}

TEST(Backend, APlanOfKvOpsAloneIsFine) {
  Rig rig(tests::write_tiny_model({}));
  ASSERT_TRUE(rig.run({row(0, 0, some_tokens(10))}));
  const auto outcome = rig.run({}, {share(0, 1, 10), drop(0)});
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->sampled.empty());
  EXPECT_TRUE(rig.run({row(1, 10, {7})}));
}

TEST(Backend, NoSpaceComputesNoRowAndKeepsTheKvOps) {
  for (const std::uint32_t window : {0U, 32U}) {
    Rig rig(tests::write_tiny_model({.window = window}), {.cells = 256, .slots = 4});
    ASSERT_TRUE(rig.run({row(0, 0, some_tokens(250))}));
    const auto full = rig.run({row(0, 240, some_tokens(7))}, {share(0, 1, 250), drop(0, 240)});
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
    EXPECT_THAT(full.error().message, HasSubstr("7 cells"));
    // The share holds all 250 cells, and slot 0 ends at 240 now.
    EXPECT_TRUE(rig.run({row(0, 240, some_tokens(6))}));
    EXPECT_FALSE(rig.run({row(1, 250, {7})}));
    EXPECT_TRUE(rig.run({row(1, 250, some_tokens(6))}, {drop(0)}));
  }
}

// Every cell counts, also those that a window has passed, and nothing else takes room.
TEST(Backend, TheCacheHoldsExactlyItsCells) {
  for (const std::uint32_t window : {0U, 32U}) {
    Rig rig(tests::write_tiny_model({.window = window}), {.cells = 512, .slots = 8});
    ASSERT_TRUE(rig.run({row(0, 0, some_tokens(400))}));
    std::vector<engine::Row> rows;
    std::vector<engine::KvOp> ops;
    for (engine::SeqSlot slot = 1; slot < 8; ++slot) {
      ops.push_back(share(0, slot, 400));
      rows.push_back(row(slot, 400, some_tokens(16)));
    }
    ASSERT_TRUE(rig.run(rows, ops)) << window;                           // 400 + 7 * 16 = 512.
    EXPECT_FALSE(rig.run({row(0, 400, {7})})) << window;                 // 513.
    EXPECT_TRUE(rig.run({row(0, 400, {7})}, {drop(3, 415)})) << window;  // One given back.
  }
}

TEST(Backend, AFailedGrammarLosesItsRowOnly) {
  Rig rig(tests::write_tiny_model({}));
  auto impossible = greedy();
  impossible.grammar.gbnf = "root ::= \"a\"";
  impossible.logit_bias = {{5 + 'a', -std::numeric_limits<float>::infinity()}};
  rig.open(1, impossible);
  rig.open(2, greedy());
  const auto outcome = rig.run({row(0, 0, some_tokens(5), true), row(1, 0, some_tokens(5), true)});
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->lost.size(), 1U);
  EXPECT_EQ(outcome->lost.front().value, 1U);
  ASSERT_EQ(outcome->sampled.size(), 1U);
  EXPECT_EQ(outcome->sampled.front().sequence.value, 2U);
}

TEST(Backend, AWrongPlanLosesItsRowsAndNothingElse) {
  Rig rig(tests::write_tiny_model({}));
  rig.open(1, greedy());
  ASSERT_TRUE(rig.run({row(0, 0, some_tokens(10))}));
  const auto lost = rig.run({row(0, 12, {7}, true)});  // Positions 10 and 11 are missing.
  ASSERT_TRUE(lost);
  EXPECT_TRUE(lost->sampled.empty());
  ASSERT_EQ(lost->lost.size(), 1U);
  const auto token_outside = rig.run({row(0, 10, {999'999}, true)});
  ASSERT_TRUE(token_outside);
  EXPECT_EQ(token_outside->lost.size(), 1U);
  const auto right = rig.run({row(0, 10, {7}, true)});
  ASSERT_TRUE(right);
  EXPECT_EQ(right->sampled.size(), 1U);
}

TEST(Backend, UnknownSamplersMayBeClosed) {
  Rig rig(tests::write_tiny_model({}));
  rig.backend->close_sampler({77});
}

TEST(Backend, SlotsBeyondWhatLlamaCppHasAreRefused) {
  const auto create = [](std::uint32_t window, std::uint32_t slots) {
    init_library();
    const auto file = tests::write_tiny_model({.window = window});
    const llama_model_ptr model(
        llama_model_load_from_file(file.c_str(), llama_model_default_params()));
    const auto made = LlamaBackend::create(
        model.get(), {.cells = 256, .slots = slots, .context_tokens = 256, .threads = 1});
    return made ? std::string("accepted") : made.error().message;
  };
  EXPECT_EQ(create(0, 256), "accepted");
  EXPECT_THAT(create(0, 257), HasSubstr("slots is 257; 1 to 256"));
  EXPECT_EQ(create(32, 128), "accepted");
  EXPECT_THAT(create(32, 129), HasSubstr("slots is 129; 1 to 128"));
  EXPECT_THAT(create(0, 0), HasSubstr("slots is 0"));
}

}  // namespace
}  // namespace ponder::llama
