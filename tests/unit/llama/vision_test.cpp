// Sight in our engine equals libmtmd's own loop, token for token, for models whose pictures stand
// in a row, on a grid of positions, or see themselves whole; and stays the same when it is forked.
#include <gtest/gtest.h>
#include <llama-cpp.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "engine/media.h"
#include "image/image.h"
#include "llama/library.h"
#include "llama/llama_eyes.h"
#include "llama/load.h"
#include "support/await.h"
#include "support/tiny_model.h"
#include "support/tiny_projector.h"
#include "unit/llama/vision_peer.h"

namespace ponder::llama {
namespace {

namespace fs = std::filesystem;
using testing::await;

// Writes each message's content and a line break.
constexpr const char* kTemplate = "{% for m in messages %}{{ m.content }}\n{% endfor %}";

Pair make_pair(tests::TinyProjector::Kind kind) {
  tests::TinyModel model;
  model.chat_template = kTemplate;
  model.grid_positions = kind == tests::TinyProjector::kGrid;
  model.window = kind == tests::TinyProjector::kGlimmer ? 32 : 0;
  model.seed = kind == tests::TinyProjector::kGlimmer ? 3 : 1;  // One that does not end at once.
  Pair pair;
  pair.model = tests::write_tiny_model(model);
  pair.projector = tests::write_tiny_projector({.kind = kind}, pair.model.parent_path());
  return pair;
}

// Stripes, whose width and colours depend on `seed`.
image::Picture stripes(std::uint32_t width, std::uint32_t height, std::uint32_t seed) {
  image::Picture picture{width, height, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint32_t stripe = (x / (5 + seed) + y / (3 + seed)) * 37 + seed * 91;
      for (std::uint32_t i = 1; i <= 3; ++i) {
        picture.rgb.push_back(static_cast<std::uint8_t>(stripe * i * 29));
      }
    }
  }
  return picture;
}

std::vector<image::Picture> pictures() {
  return {stripes(112, 112, 1), stripes(200, 120, 2), stripes(64, 150, 3)};
}

// Steps of other shapes round differently: up to where two tokens are as good as equal, the answers
// are the same.
void expect_same(const std::vector<Token>& ours, const std::vector<Token>& theirs,
                 const std::vector<float>& leads) {
  constexpr float kAsGoodAsEqual = 0.02F;
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i] == theirs[i]) continue;
    EXPECT_LT(leads[i], kAsGoodAsEqual) << "token " << i;
    return;
  }
}

chat::Message message(const std::string& text, const std::vector<image::Picture>& seen,
                      std::size_t at) {
  chat::Message made;
  made.content = text;
  for (const image::Picture& picture : seen) {
    made.images.push_back(
        {at, std::make_shared<const std::string>(image::encode_png(picture)), {}});
  }
  return made;
}

class Ours {
 public:
  explicit Ours(const Pair& pair, local::LoadOptions options = {}) {
    if (options.cells == 0) options.cells = 4096;
    options.threads = 1;
    options.projector = pair.projector.string();
    auto loaded = load(pair.model, "tiny", options);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    if (loaded) model = std::move(*loaded);
  }

  // The tokens of each branch.
  std::vector<std::vector<Token>> answers(const chat::Message& asked,
                                          const std::vector<std::string>& suffixes = {""}) {
    return await(write(asked, suffixes));
  }

  std::unique_ptr<local::LoadedModel> model;

 private:
  Task<std::vector<std::vector<Token>>> write(chat::Message asked,
                                              std::vector<std::string> suffixes) {
    generate::TrunkSpec spec;
    spec.messages.push_back(std::move(asked));
    spec.owner = "me";
    std::vector<std::vector<Token>> all;
    auto trunk = co_await model->generator().open(std::move(spec));
    EXPECT_TRUE(trunk) << (trunk ? "" : trunk.error().message);
    if (!trunk) co_return all;
    std::vector<generate::BranchSpec> specs;
    for (const std::string& suffix : suffixes) {
      generate::BranchSpec& branch = specs.emplace_back();
      branch.user_suffix = suffix;
      branch.sampling.temperature = 0.0F;
      branch.tokens_new_max = kNewTokens;
      branch.logprobs_top = 0;
    }
    auto branches = co_await (*trunk)->fork(std::move(specs));
    EXPECT_TRUE(branches) << (branches ? "" : branches.error().message);
    if (!branches) co_return all;
    for (auto& branch : *branches) {
      std::vector<Token>& tokens = all.emplace_back();
      for (;;) {
        auto delta = co_await branch->next();
        EXPECT_TRUE(delta) << (delta ? "" : delta.error().message);
        if (!delta) break;
        for (const TokenLogprob& one : delta->logprobs) tokens.push_back(one.token);
        if (delta->finish) break;
      }
    }
    co_return all;
  }
};

class Vision : public ::testing::TestWithParam<tests::TinyProjector::Kind> {
 protected:
  Vision() : pair_(make_pair(GetParam())) {}
  llama_model_ptr text_model() const {
    init_library();
    return llama_model_ptr(
        llama_model_load_from_file(pair_.model.c_str(), llama_model_default_params()));
  }
  Pair pair_;
};

std::string kind_name(const ::testing::TestParamInfo<tests::TinyProjector::Kind>& info) {
  constexpr std::array<const char*, 3> kNames = {"Whole", "Grid", "Glimmer"};
  return kNames.at(info.param);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Vision,
                         ::testing::Values(tests::TinyProjector::kWhole,
                                           tests::TinyProjector::kGrid,
                                           tests::TinyProjector::kGlimmer),
                         kind_name);

TEST_P(Vision, EqualsLibmtmdForEachPicture) {
  Peer peer(pair_);
  Ours ours(pair_);
  ASSERT_NE(ours.model, nullptr);
  EXPECT_TRUE(ours.model->generator().capabilities().vision);
  const std::string marker = mtmd_default_marker();
  std::vector<std::vector<Token>> seen;
  for (const image::Picture& picture : pictures()) {
    const auto theirs = peer.answer("See: " + marker + "What is it?\n", {picture});
    const auto answers = ours.answers(message("See: What is it?", {picture}, 5));
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0], theirs);
    EXPECT_EQ(answers[0].size(), kNewTokens);
    seen.push_back(answers[0]);
  }
  EXPECT_NE(seen[0], seen[1]);
  EXPECT_NE(seen[1], seen[2]);
}

TEST_P(Vision, EqualsLibmtmdForSeveralPicturesAtOnce) {
  Peer peer(pair_);
  Ours ours(pair_);
  const std::string marker = mtmd_default_marker();
  const auto theirs = peer.answer(marker + marker + marker + "Compare.\n", pictures());
  EXPECT_EQ(ours.answers(message("Compare.", pictures(), 0)).at(0), theirs);
}

// All agents share the picture: it is encoded and prefilled once, and each writes what it would
// have written alone.
TEST_P(Vision, StaysTheSameForEightAgents) {
  Peer peer(pair_);
  Ours ours(pair_);
  const auto picture = pictures()[1];
  std::vector<std::string> suffixes;
  for (int i = 0; i < 8; ++i) suffixes.push_back(" You are agent " + std::to_string(i) + ".");
  const auto answers = ours.answers(message("See: it.", {picture}, 5), suffixes);
  ASSERT_EQ(answers.size(), 8U);
  const std::string marker = mtmd_default_marker();
  for (std::size_t i = 0; i < 8; ++i) {
    const auto theirs = peer.answer("See: " + marker + "it." + suffixes[i] + "\n", {picture});
    expect_same(answers[i], theirs, peer.leads());
  }
  const engine::EngineStats stats = ours.model->stats();
  EXPECT_LT(stats.tokens_prefilled, 400U);
}

// The same picture again is found in the prefix cache, another one is not.
TEST_P(Vision, IsCachedByThePicture) {
  Ours ours(pair_);
  const auto first = ours.answers(message("See: it.", {pictures()[0]}, 5));
  const std::uint64_t before = ours.model->stats().tokens_from_cache;
  EXPECT_EQ(ours.answers(message("See: it.", {pictures()[0]}, 5)), first);
  const std::uint64_t reused = ours.model->stats().tokens_from_cache - before;
  EXPECT_GT(reused, 16U);
  EXPECT_NE(ours.answers(message("See: it.", {stripes(112, 112, 9)}, 5)), first);
  const std::uint64_t text_only = ours.model->stats().tokens_from_cache - before - reused;
  EXPECT_LE(text_only + 8, reused);
}

// Whoever loses its cells to others computes the picture again.
TEST_P(Vision, SurvivesShortMemory) {
  Peer peer(pair_);
  Ours ours(pair_, {.context_tokens = 256, .cells = 256});
  const std::string marker = mtmd_default_marker();
  std::vector<std::string> suffixes;
  for (int i = 0; i < 8; ++i) suffixes.push_back(" " + std::to_string(i));
  const auto answers = ours.answers(message("See: it.", {pictures()[0]}, 5), suffixes);
  ASSERT_EQ(answers.size(), 8U);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto theirs = peer.answer("See: " + marker + "it." + suffixes[i] + "\n", {pictures()[0]});
    expect_same(answers[i], theirs, peer.leads());
  }
}

TEST_P(Vision, EncodesAPictureOnceForATurn) {
  const llama_model_ptr model = text_model();
  auto eyes = LlamaEyes::create(pair_.projector, model.get(),
                                {.threads = 1, .cells_max = 4096, .cells_at_once_max = 512});
  ASSERT_TRUE(eyes) << eyes.error().message;
  const auto file = std::make_shared<const std::string>(image::encode_png(pictures()[0]));
  auto first = await((*eyes)->look(file));
  ASSERT_TRUE(first) << first.error().message;
  auto again = await((*eyes)->look(std::make_shared<const std::string>(*file)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->tokens, first->tokens);
  EXPECT_EQ((*eyes)->pictures_encoded(), 1U);
  const auto cell = std::find_if(first->tokens.begin(), first->tokens.end(), engine::is_media);
  ASSERT_NE(cell, first->tokens.end());
  EXPECT_NE((*eyes)->table()->find(*cell), nullptr);
  first->lease.reset();
  again->lease.reset();
  ASSERT_TRUE(await((*eyes)->look(file)));
  EXPECT_EQ((*eyes)->pictures_encoded(), 1U) << "the next question is often about it too";
}

TEST_P(Vision, RefusesWhatIsNoPictureOrTooLarge) {
  const llama_model_ptr model = text_model();
  auto eyes = LlamaEyes::create(pair_.projector, model.get(),
                                {.threads = 1, .cells_max = 3, .cells_at_once_max = 3});
  ASSERT_TRUE(eyes);
  const auto no_picture = await((*eyes)->look(std::make_shared<const std::string>("hello")));
  ASSERT_FALSE(no_picture);
  EXPECT_EQ(no_picture.error().code, ErrorCode::kInvalid);
  const auto large =
      await((*eyes)->look(std::make_shared<const std::string>(image::encode_png(pictures()[0]))));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kTooLong);
  EXPECT_NE(large.error().message.find("at most 3"), std::string::npos);
}

TEST(VisionPairs, OfOtherModelsAreRefused) {
  const Pair pair = make_pair(tests::TinyProjector::kWhole);
  const auto missing =
      load(pair.model, "tiny", {.cells = 512, .threads = 1, .projector = "/no/such/file.gguf"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  const auto text =
      load(pair.model, "tiny", {.cells = 512, .threads = 1, .projector = pair.model.string()});
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().message.find("cannot load the projector"), std::string::npos);
}

TEST(VisionPairs, ModelsWithoutEyesRefusePictures) {
  const Pair pair = make_pair(tests::TinyProjector::kWhole);
  auto loaded = load(pair.model, "tiny", {.cells = 512, .threads = 1});
  ASSERT_TRUE(loaded);
  EXPECT_FALSE((*loaded)->generator().capabilities().vision);
  generate::TrunkSpec spec;
  spec.messages.push_back(message("See", {pictures()[0]}, 0));
  const auto trunk = await((*loaded)->generator().open(std::move(spec)));
  ASSERT_FALSE(trunk);
  EXPECT_EQ(trunk.error().code, ErrorCode::kInvalid);
}

bool shorter(const std::string& a, const std::string& b) { return a.size() < b.size(); }

std::string printed(const std::string& command) {
  std::FILE* out = popen(command.c_str(), "r");
  EXPECT_NE(out, nullptr);
  std::string text;
  for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) text += static_cast<char>(c);
  EXPECT_EQ(pclose(out), 0);
  return text;
}

// llama-mtmd-cli itself, where `make peers` has built it (PONDER_PEERS names its folder).
TEST_P(Vision, EqualsTheProgram) {
  const char* folder = std::getenv("PONDER_PEERS");
  const fs::path program =
      fs::path(folder == nullptr ? "build/peers/bin" : folder) / "llama-mtmd-cli";
  if (!fs::exists(program)) GTEST_SKIP() << program << " is not built";
  Ours ours(pair_);
  const fs::path picture = pair_.model.parent_path() / "picture.png";
  std::ofstream(picture, std::ios::binary) << image::encode_png(pictures()[1]);
  const std::string command =
      program.string() + " -m " + pair_.model.string() + " --mmproj " + pair_.projector.string() +
      " --image " + picture.string() + " -p 'What is it?' --temp 0 --top-k 1 -n " +
      std::to_string(kNewTokens) + " -t 1 -c 2048 --swa-full --jinja --no-warmup 2>/dev/null";
  std::string theirs;
  // What it has not flushed when it ends is lost now and then.
  for (int attempt = 0; attempt < 8; ++attempt)
    theirs = std::max(theirs, printed(command), shorter);
  const auto answers = ours.answers(message("What is it?", {pictures()[1]}, 0));
  std::string written;
  for (const Token token : answers.at(0)) written += ours.model->vocabulary().piece(token);
  EXPECT_NE(theirs.find(written), std::string::npos)
      << ::testing::PrintToString(theirs) << " and ours " << ::testing::PrintToString(written);
}

}  // namespace
}  // namespace ponder::llama
