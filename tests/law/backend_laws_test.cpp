// Laws of forking and resuming, on plans made by hand.
//
// "The same batch shapes" means: the same rows of as many tokens in the same steps, by one thread,
// and cells that begin at a multiple of kTile: kernels add in another order for another shape, tile
// or number of threads, and layers deep that shows. Elsewhere the laws state a tolerance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

#include "llama/llama_vocabulary.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using engine::KvOp;
using engine::Row;
using engine::SeqSlot;
using tests::drop;
using tests::Rig;
using tests::row;
using tests::share;
using Tokens = std::vector<Token>;

constexpr std::uint32_t kTile = 64;  // Cells that the attention kernel takes together.

struct Model {
  std::string name;
  std::uint32_t window;  // Of tiny models.
  std::uint32_t trunk, suffix, decoded;
  // How far log-probabilities may be apart: the order of sums differs with the place of the cells,
  // and half-precision caches and quantised weights make that visible.
  double tolerance;
};

void PrintTo(const Model& model, std::ostream* out) { *out << model.name; }

const std::string kStory =
    "The lighthouse keeper had not spoken to anyone for eleven days when the boat came in. It was "
    "a small boat, painted green, and the woman who rowed it did not look up until she had tied it "
    "to the iron ring. She asked him whether the lamp still worked. He told her that it did, that "
    "he cleaned the glass every morning and trimmed the wick every night, and that nobody had ever "
    "thanked him for it. She laughed. Then she opened the box that she had brought and showed him "
    "the letters, all of them from sailors, all of them addressed to the light. He put his hand on "
    "the paper and could not find a word to say. Outside, "
    "the gulls were turning over the rocks, and the tide had begun to come in again.";

const std::vector<std::string> kContinuations{" He read the first",        " The sea behind her",
                                              " \"These are yours,\" she", " There were so many",
                                              " One of the sailors",       " That evening the lamp",
                                              " He had always believed",   " Far out on the water"};

using Decoded = std::vector<std::vector<TokenLogprob>>;  // By slot, then by step.

class BackendLaw : public testing::TestWithParam<Model> {
 protected:
  void SetUp() override {
    if (is_real()) PONDER_NEEDS_SMOL();
    const auto file =
        is_real() ? tests::smol_model() : tests::write_tiny_model({.window = GetParam().window});
    init_library();
    model_.reset(llama_model_load_from_file(file.c_str(), llama_model_default_params()));
    ASSERT_NE(model_, nullptr);
    trunk_ = tokens(kStory, GetParam().trunk, 0);
  }

  static bool is_real() { return GetParam().name == "smol"; }

  std::unique_ptr<Rig> rig(std::uint32_t cells = 2048) const {
    return std::make_unique<Rig>(
        model_.get(),
        BackendOptions{.cells = cells, .slots = 12, .context_tokens = 0, .threads = 1});
  }

  // Real models read text; to the random ones any tokens are as good.
  Tokens tokens(const std::string& text, std::uint32_t count, std::uint32_t salt) const {
    if (!is_real()) return tests::some_tokens(count, salt);
    Tokens all = LlamaVocabulary(llama_model_get_vocab(model_.get())).tokenize(text, false);
    EXPECT_GE(all.size(), count);
    all.resize(count);
    return all;
  }

  Tokens suffix(SeqSlot slot) const {
    const auto number = static_cast<std::uint32_t>(slot);
    return tokens(kContinuations[number % kContinuations.size()], GetParam().suffix, number);
  }

  // Computes `tokens` at [begin, ...) of `slot` in steps of at most 128.
  static void prefill(Rig& rig, SeqSlot slot, const Tokens& tokens, std::uint32_t begin = 0) {
    for (std::size_t at = 0; at < tokens.size(); at += 128) {
      const std::size_t end = std::min(tokens.size(), at + 128);
      const Tokens part(tokens.begin() + static_cast<std::ptrdiff_t>(at),
                        tokens.begin() + static_cast<std::ptrdiff_t>(end));
      ASSERT_TRUE(rig.run({row(slot, begin + static_cast<std::uint32_t>(at), part)}));
    }
  }

  static void fork(Rig& rig, const std::vector<SeqSlot>& slots, std::vector<KvOp> further = {}) {
    std::vector<KvOp> ops;
    for (const SeqSlot slot : slots) ops.push_back(share(0, slot, GetParam().trunk));
    ops.insert(ops.end(), further.begin(), further.end());
    ASSERT_TRUE(rig.run({}, ops));
  }

  static engine::SamplingParams sampling(SeqSlot slot) {
    auto params = slot % 2 == 0 ? tests::greedy() : tests::seeded(static_cast<std::uint32_t>(slot));
    params.logprobs_top = 20;
    return params;
  }

  // The suffixes of all slots in one step, then one token of each a step. `led`: the tokens of
  // another run take the place of the sampled ones, so that both can be compared to the end.
  Decoded decode_together(Rig& rig, const std::vector<SeqSlot>& slots,
                          const Decoded* led = nullptr) const {
    std::vector<Row> rows;
    for (const SeqSlot slot : slots) {
      rig.open(static_cast<std::uint64_t>(slot) + 1, sampling(slot));
      rows.push_back(row(slot, GetParam().trunk, suffix(slot), true));
    }
    Decoded all(slots.size());
    for (std::uint32_t i = 0; i < GetParam().decoded; ++i) {
      const auto outcome = rig.run(rows);
      EXPECT_TRUE(outcome.has_value()) << (outcome ? "" : outcome.error().message);
      if (!outcome || outcome->sampled.size() != slots.size()) return all;
      for (std::size_t s = 0; s < slots.size(); ++s) {
        all[s].push_back(outcome->sampled[s].token);
        const Token next = led == nullptr ? all[s].back().token : (*led)[s][i].token;
        rows[s] = row(slots[s], rows[s].end(), {next}, true);
      }
    }
    return all;
  }

  // Whether two runs over the same tokens are the same model: the most probable token is the same
  // unless two are as good as equal, and so are the log-probabilities of all that matter.
  static void expect_same(const Decoded& one, const Decoded& other) {
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t s = 0; s < one.size(); ++s) {
      ASSERT_EQ(one[s].size(), GetParam().decoded);
      ASSERT_EQ(other[s].size(), GetParam().decoded);
      for (std::size_t i = 0; i < one[s].size(); ++i) expect_same(one[s][i], other[s][i]);
    }
  }

  static void expect_same(const TokenLogprob& one, const TokenLogprob& other) {
    const double tolerance = GetParam().tolerance;
    const double lead = one.top[0].logprob - one.top[1].logprob;
    if (lead > 2 * tolerance) EXPECT_EQ(one.top[0].token, other.top[0].token);
    for (const auto& a : one.top) {
      for (const auto& b : other.top) {
        if (a.token != b.token || a.logprob < -5.0F) continue;
        EXPECT_NEAR(a.logprob, b.logprob, tolerance) << "token " << a.token;
      }
    }
  }

  static std::vector<Tokens> tokens_of(const Decoded& all) {
    std::vector<Tokens> result;
    for (const auto& one : all) {
      result.emplace_back();
      for (const auto& token : one) result.back().push_back(token.token);
    }
    return result;
  }

  llama_model_ptr model_;
  Tokens trunk_;
};

TEST_P(BackendLaw, AForkIsAsGoodAsSequencesOfTheirOwn) {
  const std::vector<SeqSlot> slots{1, 2, 3, 4};
  auto forked = rig();
  prefill(*forked, 0, trunk_);
  fork(*forked, slots);
  const auto from_fork = decode_together(*forked, slots);

  auto apart = rig(8192);
  for (const SeqSlot slot : slots) prefill(*apart, slot, trunk_);
  EXPECT_EQ(tokens_of(from_fork), tokens_of(decode_together(*apart, slots)));
}

// Where the cells lie alike as well, the tokens are the same, one by one, greedy or drawn.
TEST_P(BackendLaw, AForkOfOneIsTheSequenceItself) {
  auto forked = rig();
  prefill(*forked, 0, trunk_);
  fork(*forked, {1}, {drop(0)});
  const auto from_fork = decode_together(*forked, {1});
  auto itself = rig();
  prefill(*itself, 1, trunk_);
  EXPECT_EQ(tokens_of(from_fork), tokens_of(decode_together(*itself, {1})));
}

TEST_P(BackendLaw, ForksOutliveTheirTrunk) {
  const std::vector<SeqSlot> slots{1, 2, 3};
  const auto run = [&](const std::vector<KvOp>& further) {
    auto one = rig();
    prefill(*one, 0, trunk_);
    fork(*one, slots, further);
    return tokens_of(decode_together(*one, slots));
  };
  EXPECT_EQ(run({drop(0)}), run({}));
}

// A prefix can be shared anywhere, also long after the owner has moved past it and other sequences
// have come and gone: windows lose nothing.
class TinyLaw : public BackendLaw {};

TEST_P(TinyLaw, AForkInsideALongSequenceIsAsGoodAsANewOne) {
  const std::vector<SeqSlot> slots{1, 2};
  auto used = rig();
  prefill(*used, 5, tests::some_tokens(200, 77));
  prefill(*used, 0, trunk_);
  prefill(*used, 0, tests::some_tokens(300, 99), GetParam().trunk);
  ASSERT_TRUE(used->run({}, {drop(5)}));
  // Takes the cells that slot 5 left and goes on where slot 0's are, which its window has passed.
  prefill(*used, 6, tests::some_tokens(200 + GetParam().trunk, 78));
  fork(*used, slots);
  const auto inside = decode_together(*used, slots);

  auto fresh = rig();
  prefill(*fresh, 0, trunk_);
  fork(*fresh, slots);
  expect_same(inside, decode_together(*fresh, slots, &inside));
}

TEST_P(BackendLaw, ASiblingThatStopsChangesNothing) {
  const std::vector<SeqSlot> slots{1, 2, 3};
  auto with = rig();
  prefill(*with, 0, trunk_);
  fork(*with, {1, 2, 3, 4});
  prefill(*with, 4, suffix(4), GetParam().trunk);
  ASSERT_TRUE(with->run({}, {drop(4)}));
  const auto left = decode_together(*with, slots);
  auto without = rig();
  prefill(*without, 0, trunk_);
  fork(*without, slots);
  expect_same(left, decode_together(*without, slots, &left));
}

// Preempted: the cells are dropped, the sampler stays. Resumed in the same shapes as before,
// nothing can be told.
TEST_P(BackendLaw, ResumedInTheSameShapesItGoesOnAsIfNothingWas) {
  const auto run = [&](bool preempt) {
    auto one = rig();
    one->open(2, sampling(1));
    Tokens decoded;
    prefill(*one, 1, trunk_);
    Row next = row(1, GetParam().trunk, suffix(1), true);
    for (std::uint32_t i = 0; i < GetParam().decoded; ++i) {
      if (preempt && i == GetParam().decoded / 2) {
        EXPECT_TRUE(one->run({}, {drop(1)}));
        prefill(*one, 1, trunk_);
        EXPECT_TRUE(one->run({row(1, GetParam().trunk, suffix(1))}));
        for (std::uint32_t j = 0; j + 1 < i; ++j) {
          EXPECT_TRUE(one->run({row(1, GetParam().trunk + GetParam().suffix + j, {decoded[j]})}));
        }
      }
      const auto outcome = one->run({next});
      EXPECT_TRUE(outcome && outcome->sampled.size() == 1);
      if (!outcome || outcome->sampled.empty()) break;
      decoded.push_back(outcome->sampled.front().token.token);
      next = row(1, next.end(), {decoded.back()}, true);
    }
    return decoded;
  };
  EXPECT_EQ(run(true), run(false));
}

// In other shapes (one prefill instead of many steps) log-probabilities stay close.
TEST_P(BackendLaw, ResumedInOtherShapesItIsTheSameModel) {
  const auto after = [&](bool in_one_go) {
    auto one = rig();
    one->open(1, sampling(0));
    const auto last = GetParam().trunk - 1;
    if (in_one_go) {
      prefill(*one, 0, {trunk_.begin(), trunk_.end() - 1});
    } else {
      for (std::uint32_t i = 0; i < last; ++i) EXPECT_TRUE(one->run({row(0, i, {trunk_[i]})}));
    }
    const auto outcome = one->run({row(0, last, {trunk_.back()}, true)});
    EXPECT_TRUE(outcome && outcome->sampled.size() == 1);
    return outcome->sampled.front().token;
  };
  expect_same(after(true), after(false));
}

// Eight agents over a trunk much longer than a window use its cells once and each its own.
TEST_P(BackendLaw, EightAgentsFitExactly) {
  const std::uint32_t used = GetParam().trunk + 8 * (GetParam().suffix + GetParam().decoded - 1);
  const std::uint32_t cells = (used + 255) / 256 * 256;
  auto one = rig(cells);
  const std::vector<SeqSlot> slots{1, 2, 3, 4, 5, 6, 7, 8};
  prefill(*one, 0, trunk_);
  fork(*one, slots);
  for (const auto& decoded : decode_together(*one, slots)) {
    EXPECT_EQ(decoded.size(), GetParam().decoded);
  }
  // What is left is what the count says: so many cells, and not one more.
  const std::uint32_t left = cells - used;
  prefill(*one, 9, tests::some_tokens(left, 3));
  const auto full = one->run({row(10, 0, tests::some_tokens(1, 3))});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
}

const Model kTiny{"tiny", 0, 5 * kTile, 9, 24, 0.02};
const Model kTinyWindow{"tiny_window_32", 32, 5 * kTile, 9, 24, 0.02};
const Model kSmol{"smol", 0, 2 * kTile, 4, 12, 0.3};

std::string name_of(const testing::TestParamInfo<Model>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Models, BackendLaw, testing::Values(kTiny, kTinyWindow, kSmol), name_of);
INSTANTIATE_TEST_SUITE_P(Models, TinyLaw, testing::Values(kTiny, kTinyWindow), name_of);

}  // namespace
}  // namespace ponder::llama
