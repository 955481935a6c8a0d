// The engine's thread with the fake backend: handles, forks, stop strings, cancels, faults.
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "base/limits.h"
#include "local/fake_backend.h"
#include "support/await.h"

namespace ponder::engine {
namespace {

using ponder::testing::await;

local::FakeScript script_saying(std::string text) {
  local::FakeScript script;
  script.fallback = std::move(text);
  return script;
}

std::vector<Token> prompt_of(std::string_view text) {
  return local::FakeVocabulary().tokenize(std::string(text) + "<|speak|>", true);
}

SequenceSpec spec_of(std::string_view text, std::uint32_t tokens_new_max) {
  SequenceSpec spec;
  spec.prompt = prompt_of(text);
  spec.tokens_new_max = tokens_new_max;
  return spec;
}

struct Read {
  std::string text;
  std::uint32_t tokens = 0;
  std::optional<StopCause> finish;
  std::optional<Error> error;
  Delta last;
};

Task<Read> read_all(SequenceHandle& handle) {
  Read read;
  while (!read.finish && !read.error) {
    Result<Delta> delta = co_await handle.next();
    if (!delta) {
      read.error = delta.error();
      break;
    }
    read.text += delta->text;
    read.tokens += delta->token_count;
    read.finish = delta->finish;
    read.last = *delta;
  }
  co_return read;
}

void wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ASSERT_TRUE(condition());
}

TEST(Engine, WritesWhatTheModelSays) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying("hello there")));
  SequenceHandle handle = *engine.submit(spec_of("hi", 100));
  const Read read = await(read_all(handle));
  EXPECT_EQ(read.text, "hello there");
  EXPECT_EQ(read.finish, StopCause::kEndOfTurn);
  EXPECT_EQ(read.tokens, 12U) << "the end of turn counts";
  EXPECT_EQ(read.last.tokens_prompt, 3U);
  const Result<Delta> after = await(handle.next());
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, ErrorCode::kInvalid);
}

TEST(Engine, StopsAtTheLimitAndAtAStopString) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying("one two three")));
  SequenceHandle limited = *engine.submit(spec_of("hi", 5));
  const Read by_length = await(read_all(limited));
  EXPECT_EQ(by_length.text, "one t");
  EXPECT_EQ(by_length.finish, StopCause::kLength);
  SequenceSpec spec = spec_of("hi", 100);
  spec.stop = {"nine", " three"};
  SequenceHandle stopped = *engine.submit(std::move(spec));
  const Read by_stop = await(read_all(stopped));
  EXPECT_EQ(by_stop.text, "one two");
  EXPECT_EQ(by_stop.finish, StopCause::kStopString);
  EXPECT_EQ(by_stop.last.stop_met, " three");
  EXPECT_EQ(by_length.last.stop_met, "");
}

TEST(Engine, ForksShareOnePrefillAndGoTheirOwnWays) {
  local::FakeScript script;
  script.replies = {{"question", {"answer zero", "answer one", "answer two"}}};
  Engine engine(std::make_unique<local::FakeBackend>(script));
  SequenceSpec trunk = spec_of("a long question " + std::string(500, '.'), 0);
  trunk.prompt.pop_back();
  SequenceHandle prefix = *engine.submit(trunk);
  std::vector<ForkSpec> forks(3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    forks[i].suffix = {'!', local::kFakeSpeak};
    forks[i].sampling.seed = i;
    forks[i].tokens_new_max = 50;
  }
  std::vector<SequenceHandle> children = *prefix.fork(std::move(forks));
  EXPECT_EQ(await(read_all(children[0])).text, "answer zero");
  EXPECT_EQ(await(read_all(children[1])).text, "answer one");
  const Read two = await(read_all(children[2]));
  EXPECT_EQ(two.text, "answer two");
  EXPECT_EQ(two.last.tokens_cached, trunk.prompt.size() - 1);
  const EngineStats stats = engine.stats();
  EXPECT_LT(stats.tokens_prefilled, 600U) << "the prefix was computed once";
  EXPECT_EQ(stats.tokens_from_cache, 3 * (trunk.prompt.size() - 1));
}

TEST(Engine, TellsWhatWasCachedBeforeAPrefixFromWhatThePrefixComputed) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying("yes")));
  const auto cached_before = [&engine](const std::string& text) {
    SequenceSpec trunk = spec_of(text, 0);
    SequenceHandle prefix = *engine.submit(trunk);
    std::vector<ForkSpec> forks(2);
    for (ForkSpec& fork : forks) {
      fork.suffix = {local::kFakeSpeak};
      fork.tokens_new_max = 50;
    }
    std::vector<SequenceHandle> children = *prefix.fork(std::move(forks));
    std::vector<Delta> last;
    for (SequenceHandle& child : children) last.push_back(await(read_all(child)).last);
    EXPECT_GE(last[1].tokens_cached, trunk.prompt.size() - 1);
    EXPECT_EQ(last[0].tokens_cached_before, last[1].tokens_cached_before);
    return last[1].tokens_cached_before;
  };
  const std::string question = "a long question " + std::string(500, '.');
  EXPECT_EQ(cached_before(question), 0U);
  const std::uint32_t again = cached_before(question + "and more");
  EXPECT_GE(again, question.size() - 1);
  EXPECT_LE(again, question.size());
}

TEST(Engine, DestroyingAHandleFreesItsCells) {
  local::FakeScript script = script_saying(std::string(100'000, 'x'));
  Engine engine(std::make_unique<local::FakeBackend>(script));
  SequenceSpec spec = spec_of("hi", 60'000);
  spec.keep_cached = false;
  {
    SequenceHandle handle = *engine.submit(std::move(spec));
    ASSERT_TRUE(await(handle.next()));
    wait_until([&] { return engine.stats().cells_used > 0; });
  }
  wait_until([&] { return engine.stats().cells_used == 0 && engine.stats().slots_used == 0; });
}

TEST(Engine, ASlowReaderLosesNothing) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying(std::string(3000, 'y'))));
  SequenceHandle handle = *engine.submit(spec_of("hi", 60'000));
  wait_until([&] { return engine.stats().sequences_running == 0 && engine.stats().steps > 0; });
  const Result<Delta> all = await(handle.next());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->text, std::string(3000, 'y'));
  EXPECT_EQ(all->finish, StopCause::kEndOfTurn);
}

TEST(Engine, AFailedSequenceDoesNotFailItsNeighbour) {
  local::FakeScript script;
  script.replies = {{"fail", {"0123456789"}}};
  script.fallback = "ok";
  script.fail_after_tokens = 5;
  Engine engine(std::make_unique<local::FakeBackend>(script));
  SequenceHandle bad = *engine.submit(spec_of("fail", 100));
  SequenceHandle good = *engine.submit(spec_of("work", 100));
  const Read failed = await(read_all(bad));
  ASSERT_TRUE(failed.error);
  EXPECT_EQ(failed.error->code, ErrorCode::kBackend);
  EXPECT_EQ(failed.text, "01234") << "what was written before is not lost";
  EXPECT_EQ(await(read_all(good)).text, "ok");
}

// A reader may be cancelled, or go down with its io_context, while the sequence writes on.
TEST(Engine, AReaderThatWentAwayIsNotWoken) {
  local::FakeScript script = script_saying(std::string(60'000, 'x'));
  script.step_ms = 1;
  Engine engine(std::make_unique<local::FakeBackend>(script));
  for (int i = 0; i < 20; ++i) {
    SequenceHandle handle = *engine.submit(spec_of("hi", 50'000));
    const std::uint64_t before = engine.stats().steps;
    {
      asio::io_context io;
      asio::co_spawn(io, read_all(handle), [](const std::exception_ptr&, const Read&) {});
      io.run_for(std::chrono::milliseconds(3));
    }
    wait_until([&] { return engine.stats().steps > before + 5; });
  }
}

TEST(Engine, ABadGrammarIsToldToWhoAsked) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying("x")));
  SequenceSpec spec = spec_of("hi", 10);
  spec.sampling.grammar.gbnf = "!";
  SequenceHandle handle = *engine.submit(std::move(spec));
  const Read read = await(read_all(handle));
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, ErrorCode::kInvalid);
}

TEST(Engine, PromptsThatDoNotFitNameBothNumbers) {
  local::FakeScript script;
  script.context_tokens = 100;
  script.cells = 200;
  Engine engine(std::make_unique<local::FakeBackend>(script));
  const auto refused = engine.submit(spec_of(std::string(150, 'a'), 10));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLong);
  EXPECT_NE(refused.error().message.find("151"), std::string::npos);
  EXPECT_NE(refused.error().message.find("100"), std::string::npos);
  EXPECT_FALSE(engine.submit(SequenceSpec{}));
}

TEST(Engine, MoreSequencesThanTheLimitAreRefused) {
  local::FakeScript script = script_saying(std::string(60'000, 'x'));
  Engine engine(std::make_unique<local::FakeBackend>(script));
  std::vector<SequenceHandle> handles;
  for (std::size_t i = 0; i < limits::kSequencesMax; ++i) {
    handles.push_back(*engine.submit(spec_of("hi", 50'000)));
  }
  const auto refused = engine.submit(spec_of("hi", 10));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  handles.pop_back();
  EXPECT_TRUE(engine.submit(spec_of("hi", 10)));
}

TEST(Engine, ForkNeedsAPrefixAndABoundedNumber) {
  Engine engine(std::make_unique<local::FakeBackend>(script_saying("x")));
  SequenceHandle plain = *engine.submit(spec_of("hi", 5));
  EXPECT_FALSE(plain.fork(std::vector<ForkSpec>(2)));
  SequenceHandle prefix = *engine.submit(spec_of("hi", 0));
  EXPECT_FALSE(prefix.fork({}));
  EXPECT_FALSE(prefix.fork(std::vector<ForkSpec>(limits::kForkBranchesMax + 1)));
}

}  // namespace
}  // namespace ponder::engine
