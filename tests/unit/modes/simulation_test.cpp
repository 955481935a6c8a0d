// Many random turns: whatever branches write, fail at or leave out, and whenever the turn is ended,
// the events keep their law, the turn ends and no branch is left. A failure names its seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "modes/strategy.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

class RandomTurn {
 public:
  explicit RandomTurn(std::uint64_t seed) : random_(seed) {}

  void set_up(TurnHarness& turn) {
    turn.request.mode = static_cast<chat::Mode>(below(3));
    turn.request.agents = 2 + below(15);
    turn.generator.caps.shared_prefix = below(4) != 0;
    turn.generator.caps.logprobs = below(3) != 0;
    turn.generator.caps.native_reasoning = below(3) == 0;
    turn.generator.caps.branches_max = below(3) == 0 ? 1 + below(5) : 32;
    turn.generator.caps.cells = below(3) == 0 ? 100 + below(4000) : 0;
    turn.generator.caps.parameters = below(2) * 8'000'000'000ULL;
    if (below(3) == 0) turn.request.tools = {{"tool", "", ""}};
    if (below(6) == 0) turn.request.answer_form.kind = chat::AnswerForm::kJsonObject;
    const bool wants_logprobs = below(5) == 0;
    if (wants_logprobs && turn.request.mode != chat::Mode::kContemplating) {
      turn.request.logprobs_top = 0;
    }
    if (below(20) == 0) turn.generator.open_error = Error{ErrorCode::kTooLong, "too long"};
    if (below(8) == 0) {
      turn.generator.fork_errors[below(3)] = Error{ErrorCode::kOverloaded, "queue full"};
    }
    for (int i = 0; i < 16; ++i) turn.generator.scripts.push_back(script());
    if (below(3) == 0) turn.request.budget = milliseconds{below(2000)};
    // A silent branch may be the last: then only a halt ends the turn.
    const bool stops_soon = below(3) == 0;
    turn.halt_at(milliseconds{stops_soon ? below(1000) : 100'000},
                 below(2) == 0 ? modes::Halt::kStop : modes::Halt::kAnswerNow);
  }

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

  std::string answer() {
    static const std::vector<std::string> kAnswers = {"42",    "42.0",         "41", "40",
                                                      "Paris", "\\frac{1}{2}", "0.5"};
    return kAnswers[below(static_cast<std::uint32_t>(kAnswers.size()))];
  }

  std::string text() {
    switch (below(8)) {
      case 0:
        return "\nAnswer: " + answer() + "\n";
      case 1:
        return "\\boxed{" + answer() + "}";
      case 2:
        return "\nAns";
      case 3:
        return "wer:";
      case 4:
        return "";
      case 5:
        return "{\"a\": [1, " + std::to_string(below(3)) + "]}";
      case 6:
        return "a b c d e f g h i j k l m n o p q r s " + std::to_string(below(100));
      default:
        return "step " + std::to_string(below(10)) + " \xC3\xBC\n";
    }
  }

  Script script() {
    Script script;
    for (std::uint32_t n = below(20); n > 0; --n) {
      generate::BranchDelta delta;
      delta.text = text();
      if (below(6) == 0) delta.reasoning = "hm ";
      if (below(15) == 0) {
        delta.tool_calls.push_back({below(2), "id", "tool", "{\"x\":" + std::to_string(below(2))});
      }
      delta.tokens = below(20);
      delta.logprob_sum = -0.01 * below(200) * delta.tokens;
      script.delta(std::move(delta), milliseconds{below(60)});
    }
    switch (below(8)) {
      case 0:
        return script.fail({ErrorCode::kBackend, "lost"});
      case 1:
        return script;  // Silence.
      case 2:
        return script.finish(chat::FinishReason::kLength);
      case 3:
        return script.finish(chat::FinishReason::kToolCalls);
      default:
        return script.finish();
    }
  }

  std::mt19937_64 random_;
};

void check(const TurnHarness& turn) {
  const chat::TurnState& state = turn.sink.state;
  const chat::Report& report = turn.report();
  if (state.error) return;
  float weights = 0.0F;
  for (const chat::Tally& tally : report.tallies) weights += tally.weight;
  if (!report.tallies.empty()) EXPECT_NEAR(weights, 1.0F, 1e-4F);
  EXPECT_LE(report.agents_used + report.agents_stopped_early, report.agents_started);
  EXPECT_LE(report.agreement, 1.0F);
  EXPECT_EQ(report.tokens_spent, state.usage.tokens_new);
  if (turn.request.mode != chat::Mode::kContemplating) return;
  // Large models may go on with four aggregators and two judges.
  const bool is_large = turn.generator.caps.parameters >= modes::kLargeModelParameters;
  EXPECT_LE(report.agents_started, turn.request.agents + (is_large ? 6U : 0U));
  EXPECT_EQ(report.agents_started, turn.generator.branches.size());
  if (report.agents_wanted > 0 || report.agents_fit > 0) {
    EXPECT_GT(turn.generator.caps.cells, 0U);
    EXPECT_GE(report.agents_fit, 1U);
    EXPECT_LT(report.agents_fit, report.agents_wanted);
  }
  EXPECT_EQ(state.branches.size(), report.agents_started + 1U);
  if (report.winner == 0) {
    EXPECT_EQ(turn.answer(), "");
  } else {
    EXPECT_NE(turn.answer().empty(), chat::tool_calls(state).empty());
  }
}

TEST(Simulation, KeepsTheLawAndLeaksNothing) {
  const char* chosen = std::getenv("PONDER_SIM_SEED");
  const std::uint64_t first = chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : 1;
  const std::uint64_t last = chosen != nullptr ? first : 3000;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("PONDER_SIM_SEED=" + std::to_string(seed));
    TurnHarness turn(chat::Mode::kInstant);
    RandomTurn(seed).set_up(turn);
    turn.run();
    check(turn);
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << to_text(turn.sink.events);
      break;
    }
  }
}

TEST(Simulation, IsTheSameForTheSameSeed) {
  std::vector<std::string> texts;
  for (int i = 0; i < 2; ++i) {
    TurnHarness turn(chat::Mode::kInstant);
    RandomTurn(5).set_up(turn);
    turn.run();
    texts.push_back(to_text(turn.sink.events));
  }
  EXPECT_EQ(texts[0], texts[1]);
}

}  // namespace
}  // namespace ponder::test
