// Whole event streams, one file a case in tests/fixtures/modes. PONDER_SNAP=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "turn_harness.h"

namespace ponder::test {
namespace {

void expect_snapshot(const TurnHarness& turn, const std::string& name) {
  const std::string path = std::string(PONDER_FIXTURES) + "/modes/" + name + ".txt";
  const std::string text = to_text(turn.sink.events);
  if (std::getenv("PONDER_SNAP") != nullptr) {
    std::filesystem::create_directories(std::string(PONDER_FIXTURES) + "/modes");
    std::ofstream file(path);
    file << text;
    ASSERT_TRUE(file.flush()) << path << " cannot be written";
    return;
  }
  std::ifstream file(path);
  ASSERT_TRUE(file) << path << " is missing: run once with PONDER_SNAP=1";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << "run with PONDER_SNAP=1 and read the diff";
}

TEST(EventStream, Instant) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.request.tools = {{"clock", "", ""}};
  turn.generator.scripts = {Script{}
                                .say("Let me ")
                                .say("look.")
                                .call(0, "call_1", "clock", "{\"zone\":")
                                .call(0, "", "", "\"utc\"}")
                                .finish(chat::FinishReason::kToolCalls)};
  turn.run();
  expect_snapshot(turn, "instant");
}

TEST(EventStream, InstantFailure) {
  TurnHarness turn(chat::Mode::kInstant);
  turn.generator.scripts = {
      Script{}.say("Let me ").fail({ErrorCode::kNoSpace, "no room for 4096 tokens"})};
  turn.run();
  expect_snapshot(turn, "instant_failure");
}

TEST(EventStream, ThinkingWithAMarker) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {
      Script{}.say("Three boxes").say(" of five.\nAns").say("wer: Fift").say("een.").finish()};
  turn.run();
  expect_snapshot(turn, "thinking_marker");
}

TEST(EventStream, ThinkingWithoutAMarker) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.scripts = {Script{}.say("Three boxes").say(" hold fifteen.").finish()};
  turn.run();
  expect_snapshot(turn, "thinking_no_marker");
}

TEST(EventStream, ThinkingNatively) {
  TurnHarness turn(chat::Mode::kThinking);
  turn.generator.caps.native_reasoning = true;
  turn.generator.scripts = {Script{}.think("Three boxes of five.").say("Fifteen.").finish()};
  turn.run();
  expect_snapshot(turn, "thinking_native");
}

TEST(EventStream, Contemplating) {
  TurnHarness turn(chat::Mode::kContemplating, 4);
  turn.generator.scripts = {
      answering("15", 2, -0.1), answering("14 apples", 3, -0.4), answering("15 apples", 5, -0.05),
      Script{}.say("I count. ").say("Slowly. ").say("\\boxed{15}, so").say("...")};
  turn.run();
  expect_snapshot(turn, "contemplating");
}

TEST(EventStream, ContemplatingWithASiblingStopped) {
  TurnHarness turn(chat::Mode::kContemplating, 3);
  turn.generator.scripts = {answering("15", 2), answering("15", 3), Script{}.say("I wonder. Ans")};
  turn.run();
  expect_snapshot(turn, "contemplating_stopped");
}

TEST(EventStream, ContemplatingOpenEnded) {
  TurnHarness turn(chat::Mode::kContemplating, 4);
  const auto draft = [](const std::string& text) { return Script{}.say(text, 20).finish(); };
  turn.generator.scripts = {
      draft("Apples keep well when they lie in a cool and dark place, apart from the pears."),
      draft("Keep apples in a cool and dark place, and well apart from all of your bananas."),
      draft("Apples keep well in a cool and dark place when they lie apart from the bananas."),
      Script{}};
  turn.run();
  expect_snapshot(turn, "contemplating_open_ended");
}

TEST(EventStream, ContemplatingOutOfTime) {
  TurnHarness turn(chat::Mode::kContemplating, 4);
  turn.request.budget = milliseconds{100};
  turn.generator.scripts = {answering("15", 2), Script{}.say("I count"),
                            Script{}.say("So").fail({ErrorCode::kBackend, "lost"}), Script{}};
  turn.run();
  expect_snapshot(turn, "contemplating_budget");
}

}  // namespace
}  // namespace ponder::test
