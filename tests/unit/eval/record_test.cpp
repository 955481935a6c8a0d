#include "eval/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "eval/retell.h"
#include "support/scripted_generator.h"
#include "support/virtual_clock.h"

namespace ponder::eval {
namespace {

using std::chrono::milliseconds;

test::Script answering(const std::string& text, std::uint32_t steps = 4) {
  test::Script script;
  for (std::uint32_t i = 0; i < steps; ++i) script.say("step ", 3, -0.5);
  return script.say("\nAnswer: " + text + "\n", 1, -0.1).say("and more", 5).finish();
}

class Recorder : public testing::Test {
 protected:
  Result<RecordedProblem> record(RecordOptions options) {
    Problem problem;
    problem.number = 5;
    problem.question = "How many?";
    problem.answer = "7";
    std::optional<Result<RecordedProblem>> recorded;
    asio::io_context io;
    asio::co_spawn(io, record_problem(generator_, problem, std::move(options)),
                   [&recorded](const std::exception_ptr& thrown, auto result) {
                     EXPECT_EQ(thrown, nullptr);
                     recorded = std::move(result);
                   });
    EXPECT_TRUE(test::run_until(io, clock_, milliseconds{3'600'000},
                                [&recorded] { return recorded.has_value(); }));
    EXPECT_EQ(generator_.alive, 0U) << "a branch outlives the recording";
    return *recorded;
  }
  test::VirtualClock clock_;
  test::ScriptedGenerator generator_{clock_};
};

TEST_F(Recorder, KeepsWhatEachAgentWroteAndOneGreedyTrace) {
  generator_.scripts = {answering("7"), answering("8", 20), answering("7"), answering("9"),
                        answering("7", 2)};
  RecordOptions options;
  options.agents = 4;
  options.tokens_max = 100;
  options.seed = 1000;
  const auto recorded = record(options);
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_EQ(recorded->number, 5U);
  EXPECT_EQ(recorded->expected, "7");
  EXPECT_EQ(recorded->trunk_tokens, 100U);
  ASSERT_EQ(recorded->agents.size(), 4U);
  const Trace& second = recorded->agents[1];
  EXPECT_EQ(second.answer, "8");
  EXPECT_EQ(second.tokens, 61U);
  EXPECT_TRUE(second.answered);
  EXPECT_EQ(second.logprobs.size(), 8U);
  EXPECT_FLOAT_EQ(second.logprobs.front(), -0.5F);
  EXPECT_EQ(second.ms.size(), 8U);
  EXPECT_EQ(second.text, "");
  EXPECT_EQ(recorded->greedy.role, "Greedy");
  EXPECT_EQ(recorded->greedy.temperature, 0.0F);
  EXPECT_EQ(recorded->greedy.tokens, 7U);
  // All at once, with seeds of this problem.
  EXPECT_EQ(generator_.forks, std::vector<std::size_t>{5});
  EXPECT_EQ(generator_.branches[1].spec.sampling.seed, 1000U + 5U * 16U + 1U);
  EXPECT_EQ(generator_.branches[4].spec.sampling.temperature, 0.0F);
}

TEST_F(Recorder, StopsATraceAtItsAnswerAndKeepsCutOnes) {
  generator_.scripts = {answering("7"),
                        test::Script{}.say("on and on", 9).finish(chat::FinishReason::kLength),
                        answering("7")};
  RecordOptions options;
  options.agents = 2;
  options.with_texts = true;
  const auto recorded = record(options);
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_EQ(recorded->agents[0].tokens, 13U);
  EXPECT_EQ(recorded->agents[0].finish, chat::FinishReason::kStoppedEarly);
  EXPECT_THAT(recorded->agents[0].text, testing::HasSubstr("Answer: 7"));
  EXPECT_FALSE(recorded->agents[1].answered);
  EXPECT_EQ(recorded->agents[1].finish, chat::FinishReason::kLength);
}

TEST_F(Recorder, MarksWrongArithmetic) {
  generator_.scripts = {test::Script{}.say("3 * 4 = 13\nAnswer: 13\n", 9).finish(), answering("7"),
                        answering("7")};
  RecordOptions options;
  options.agents = 2;
  const auto recorded = record(options);
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_TRUE(recorded->agents[0].has_wrong_arithmetic);
  EXPECT_FALSE(recorded->agents[1].has_wrong_arithmetic);
}

TEST_F(Recorder, EndsWhenItIsTold) {
  generator_.scripts = {answering("7", 1000), answering("7", 1000), answering("7", 1000)};
  int asked = 0;
  RecordOptions options;
  options.agents = 2;
  options.is_stopped = [&asked] { return ++asked > 5; };
  const auto recorded = record(options);
  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().code, ErrorCode::kCancelled);
}

TEST_F(Recorder, PassesOnWhatFails) {
  generator_.scripts = {answering("7"),
                        test::Script{}.fail({ErrorCode::kBackend, "the backend failed"})};
  RecordOptions options;
  options.agents = 2;
  EXPECT_EQ(record(options).error().message, "the backend failed");
  generator_.open_error = invalid("no template");
  EXPECT_EQ(record(options).error().message, "no template");
}

TEST(Retelling, FindsAnswersAgainInTheTexts) {
  Recording recording;
  recording.header.agents = 4;
  RecordedProblem& problem = recording.problems.emplace_back();
  problem.greedy.text = "3 * 4 = 13\nAnswer: 13\n";
  problem.greedy.answer = "stale";
  problem.agents.resize(2);
  Trace& cut = problem.agents[0];
  cut.text = "on and on";
  cut.answered = true;
  cut.finish = chat::FinishReason::kLength;
  Trace& silent = problem.agents[1];
  silent.answer = "kept";
  retell(recording);
  EXPECT_EQ(problem.greedy.answer, "13");
  EXPECT_TRUE(problem.greedy.answered);
  EXPECT_TRUE(problem.greedy.has_wrong_arithmetic);
  EXPECT_FALSE(cut.answered);
  EXPECT_EQ(silent.answer, "kept");
  strip_texts(recording);
  EXPECT_EQ(problem.greedy.text, "");
  EXPECT_EQ(encode_recording(recording).find("on and on"), std::string::npos);
}

}  // namespace
}  // namespace ponder::eval
