// Contemplating over our own engine where the KV cells are few: agents run in turns instead of
// taking each other's cells.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "local/loaded_model.h"
#include "modes/mode.h"
#include "support/await.h"
#include "turn_harness.h"

namespace ponder::test {
namespace {

// About `bytes` of text that does not repeat itself, then an answer.
std::string trace(std::size_t bytes, const std::string& answer) {
  std::string text;
  for (int i = 0; text.size() < bytes; ++i)
    text += "Case " + std::to_string(i * i) + " is looked at. ";
  return text + "\\\\boxed{" + answer + "}";
}

struct LocalTurn {
  std::unique_ptr<local::LoadedModel> model;
  RecordingSink sink;

  // Eight agents that never agree, each with a trace of `bytes` tokens.
  LocalTurn(std::uint32_t cells, std::size_t bytes) {
    std::string agents;
    for (const char* answer : {"1", "2", "3", "4", "5", "6", "7", "8"}) {
      agents += (agents.empty() ? "\"" : ",\"") + trace(bytes, answer) + "\"";
    }
    const std::string room = std::to_string(cells);
    auto loaded =
        local::load_fake(R"(fake:{"replies": [{"when": "many", "agents": [)" + agents +
                             R"(]}], "context_tokens": )" + room + R"(, "cells": )" + room + "}",
                         {});
    if (!loaded) throw std::runtime_error(loaded.error().message);
    model = std::move(*loaded);
    chat::TurnRequest request;
    request.model = "fake";
    request.mode = chat::Mode::kContemplating;
    request.agents = 8;
    request.sampling.seed = 0;
    request.messages.push_back({.role = chat::Role::kUser, .content = "How many are there?"});
    testing::await(modes::run_turn(model->generator(), request,
                                   {"turn_1", "owner", std::make_shared<modes::TurnControl>()},
                                   sink));
    EXPECT_EQ(sink.first_complaint, "") << to_text(sink.events);
    EXPECT_TRUE(sink.law.finished());
    EXPECT_FALSE(sink.state.error) << sink.state.error->message;
  }
  const chat::Report& report() const { return sink.state.report; }
};

TEST(LocalRoom, LetsAgentsRunInTurnsWithoutTakingCellsAway) {
  const LocalTurn turn(1400, 380);
  EXPECT_EQ(turn.model->stats().preemptions, 0U);
  EXPECT_EQ(turn.report().agents_used, 8U);
  EXPECT_EQ(turn.report().agents_fit, 2U);
  EXPECT_GE(turn.report().agents_wanted, 4U);
}

TEST(LocalRoom, HasOneAgentAfterAnother) {
  const LocalTurn turn(600, 380);
  EXPECT_EQ(turn.model->stats().preemptions, 0U);
  EXPECT_EQ(turn.report().agents_used, 8U);
  EXPECT_EQ(turn.report().agents_fit, 1U);
}

TEST(LocalRoom, IsNotSpokenOfWhereAllFit) {
  const LocalTurn turn(8000, 380);
  EXPECT_EQ(turn.report().agents_used, 8U);
  EXPECT_EQ(turn.report().agents_wanted, 0U);
}

TEST(LocalRoom, SurvivesAgentsThatWriteMoreThanExpected) {
  const LocalTurn turn(1400, 900);
  EXPECT_GT(turn.model->stats().preemptions, 0U);
  EXPECT_EQ(turn.report().agents_used, 8U);
  // Once that is known they run one at a time.
  EXPECT_EQ(turn.report().agents_fit, 1U);
}

}  // namespace
}  // namespace ponder::test
