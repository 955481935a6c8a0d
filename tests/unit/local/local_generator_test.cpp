// Trunks and branches over the engine: what is shared, what each branch says, what is refused.
#include "local/local_generator.h"

#include <gtest/gtest.h>

#include "local/fake_backend.h"
#include "local/loaded_model.h"
#include "support/await.h"

namespace ponder::local {
namespace {

using generate::BranchDelta;
using generate::BranchSpec;
using ponder::testing::await;

struct Said {
  std::string text, reasoning;
  std::vector<generate::ToolCallDelta> calls;
  std::optional<chat::FinishReason> finish;
  std::optional<Error> error;
  chat::Usage usage;
  std::size_t logprobs = 0;
};

Task<Said> read_all(generate::Branch& branch) {
  Said said;
  while (!said.finish && !said.error) {
    Result<BranchDelta> delta = co_await branch.next();
    if (!delta) {
      said.error = delta.error();
      break;
    }
    said.text += delta->text;
    said.reasoning += delta->reasoning;
    for (const auto& call : delta->tool_calls) said.calls.push_back(call);
    said.finish = delta->finish;
    said.usage = delta->usage;
    said.logprobs += delta->logprobs.size();
  }
  co_return said;
}

generate::TrunkSpec trunk_of(std::string question) {
  generate::TrunkSpec spec;
  spec.messages = {{chat::Role::kUser, std::move(question), {}, {}, {}}};
  return spec;
}

BranchSpec branch_of(std::string suffix, std::uint64_t seed) {
  BranchSpec spec;
  spec.user_suffix = std::move(suffix);
  spec.sampling.seed = seed;
  spec.tokens_new_max = 200;
  return spec;
}

class LocalGeneratorTest : public ::testing::Test {
 protected:
  void load(const std::string& script) {
    auto loaded = load_fake("fake:" + script, {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    model = std::move(*loaded);
  }
  Result<std::vector<std::unique_ptr<generate::Branch>>> fork(std::vector<BranchSpec> specs) {
    return await(trunk->fork(std::move(specs)));
  }
  void open(generate::TrunkSpec spec) {
    auto opened = await(model->generator().open(std::move(spec)));
    ASSERT_TRUE(opened) << opened.error().message;
    trunk = std::move(*opened);
  }
  std::unique_ptr<LoadedModel> model;
  std::unique_ptr<generate::Trunk> trunk;
};

TEST_F(LocalGeneratorTest, OneBranchIsOneSequence) {
  load(R"({"default": "fine, thanks"})");
  open(trunk_of("how are you?"));
  auto branches = fork({branch_of("", 1)});
  ASSERT_TRUE(branches);
  const Said said = await(read_all(*branches->front()));
  EXPECT_EQ(said.text, "fine, thanks");
  EXPECT_EQ(said.finish, chat::FinishReason::kStop);
  EXPECT_EQ(said.usage.tokens_prompt, trunk->prompt_tokens());
  EXPECT_EQ(said.usage.tokens_new, 13U);
  EXPECT_EQ(model->stats().tokens_from_cache, 0U);
}

TEST_F(LocalGeneratorTest, BranchesShareTheQuestionAndSeeTheirOwnSuffix) {
  load(
      R"({"replies": [{"when": "be brief", "say": "short"}, {"when": "be long", "say": "long"}]})");
  const std::string question(400, 'q');
  open(trunk_of(question));
  auto branches = fork({branch_of("\n\nbe brief", 1), branch_of("\n\nbe long", 2)});
  ASSERT_TRUE(branches);
  EXPECT_EQ(await(read_all(*(*branches)[0])).text, "short");
  const Said second = await(read_all(*(*branches)[1]));
  EXPECT_EQ(second.text, "long");
  EXPECT_GE(second.usage.tokens_cached, 400U);
  EXPECT_LT(model->stats().tokens_prefilled, 500U);
  // A later wave finds the same trunk.
  auto wave = fork({branch_of("\n\nbe brief", 3)});
  ASSERT_TRUE(wave);
  EXPECT_GE(await(read_all(*wave->front())).usage.tokens_cached, 400U);
}

TEST_F(LocalGeneratorTest, ABranchThatDoesNotFitTheTrunkStillAnswers) {
  load(R"({"default": "ok"})");
  open(trunk_of("question"));
  ASSERT_TRUE(fork({branch_of(" alike one", 1), branch_of(" alike two", 2)}));
  auto other = fork({branch_of("", 3)});
  ASSERT_TRUE(other);
  EXPECT_EQ(await(read_all(*other->front())).text, "ok");
}

TEST_F(LocalGeneratorTest, ReasoningAndToolCallsComeApart) {
  load(R"({"native_reasoning": true,
           "default": "<think>let me see</think>Looking. <call>find {\"q\": 1}</call>"})");
  open(trunk_of("find it"));
  auto branches = fork({branch_of("", 1)});
  ASSERT_TRUE(branches);
  const Said said = await(read_all(*branches->front()));
  EXPECT_EQ(said.reasoning, "let me see");
  EXPECT_EQ(said.text, "Looking. ");
  EXPECT_EQ(said.finish, chat::FinishReason::kToolCalls);
  ASSERT_FALSE(said.calls.empty());
  EXPECT_EQ(said.calls.front().name, "find");
  std::string arguments;
  for (const auto& call : said.calls) arguments += call.arguments;
  EXPECT_EQ(arguments, R"({"q": 1})");
  EXPECT_GT(said.usage.tokens_reasoning, 0U);
}

TEST_F(LocalGeneratorTest, TheFakeParserShowsNoHalfTag) {
  const FakeFormat format(true);
  const std::string text = "<think>hm</think>Look: <call>find {\"q\": 1}</call> done";
  auto rendered = format.render(trunk_of("x"), {}, {});
  ParsedAnswer before;
  for (std::size_t end = 0; end <= text.size(); ++end) {
    const ParsedAnswer now = rendered->parser->parse(std::string_view(text).substr(0, end), true);
    EXPECT_TRUE(now.content.starts_with(before.content)) << end;
    EXPECT_TRUE(now.reasoning.starts_with(before.reasoning)) << end;
    if (!before.tool_calls.empty()) {
      EXPECT_TRUE(now.tool_calls[0].arguments.starts_with(before.tool_calls[0].arguments)) << end;
    }
    before = now;
  }
  EXPECT_EQ(before.content, "Look:  done");
}

TEST_F(LocalGeneratorTest, LogprobsComeOnlyWhereAsked) {
  load(R"({"default": "abc"})");
  open(trunk_of("x"));
  BranchSpec with = branch_of("", 1);
  with.logprobs_top = 1;
  auto asked = fork({with});
  EXPECT_EQ(await(read_all(*asked->front())).logprobs, 3U);
  auto unasked = fork({branch_of("", 1)});
  EXPECT_EQ(await(read_all(*unasked->front())).logprobs, 0U);
}

TEST_F(LocalGeneratorTest, OwnersDoNotShareCells) {
  load(R"({"default": "ok"})");
  generate::TrunkSpec spec = trunk_of(std::string(300, 'q'));
  spec.owner = "ann";
  open(spec);
  ASSERT_TRUE(await(read_all(*fork({branch_of("", 1)})->front())).finish);
  spec.owner = "bob";
  open(spec);
  EXPECT_EQ(await(read_all(*fork({branch_of("", 1)})->front())).usage.tokens_cached, 0U);
  spec.owner = "ann";
  open(spec);
  EXPECT_GE(await(read_all(*fork({branch_of("", 1)})->front())).usage.tokens_cached, 300U);
}

TEST_F(LocalGeneratorTest, ALongPromptIsRefusedWithBothNumbers) {
  load(R"({"context_tokens": 64, "cells": 128})");
  const auto opened = await(model->generator().open(trunk_of(std::string(100, 'x'))));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kTooLong);
  EXPECT_NE(opened.error().message.find("108"), std::string::npos) << opened.error().message;
  EXPECT_NE(opened.error().message.find("64"), std::string::npos);
}

TEST_F(LocalGeneratorTest, ScriptsThatAreWrongSayWhy) {
  EXPECT_EQ(load_fake("fake:/no/such/file.json", {}).error().code, ErrorCode::kIo);
  EXPECT_EQ(load_fake("fake:{", {}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(load_fake(R"(fake:{"slots": 0})", {}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(load_fake(R"(fake:{"replies": [{"say": "x"}]})", {}).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace ponder::local
