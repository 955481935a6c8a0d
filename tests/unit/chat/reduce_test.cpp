// The reducer gives the states of the shared fixtures.
#include "chat/reduce.h"

#include <gtest/gtest.h>

#include "turn_fixture.h"

namespace ponder::chat {
namespace {

using nlohmann::json;

json finish_of(const std::optional<FinishReason>& finish) {
  return finish ? json(finish_reason_name(*finish)) : json();
}

json json_of(const Usage& usage) {
  return {{"tokens_prompt", usage.tokens_prompt},
          {"tokens_cached", usage.tokens_cached},
          {"tokens_new", usage.tokens_new},
          {"tokens_reasoning", usage.tokens_reasoning}};
}

json json_of(const PartState& part) {
  return {{"part", part.part},           {"kind", part_kind_name(part.kind)},
          {"text", part.text},           {"tool_call_id", part.tool_call_id},
          {"tool_name", part.tool_name}, {"tool_result", part.tool_result},
          {"finished", part.finished}};
}

json json_of(const BranchState& branch) {
  json parts = json::array();
  for (const PartState& part : branch.parts) parts.push_back(json_of(part));
  return {{"branch", branch.branch},
          {"role", branch.role},
          {"parts", parts},
          {"answer", branch.answer},
          {"normalised", branch.normalised},
          {"confidence", branch.confidence},
          {"finish", finish_of(branch.finish)},
          {"usage", json_of(branch.usage)}};
}

json json_of(const Tally& tally) {
  return {{"answer", tally.answer},
          {"normalised", tally.normalised},
          {"agents", tally.agents},
          {"weight", tally.weight}};
}

// As it is written, without its type.
json json_of_event(const Event& event) {
  json written = json::parse(api::encode_event(event));
  written.erase("type");
  return written;
}

json json_of(const TurnState& state) {
  json branches = json::array();
  for (const BranchState& branch : state.branches) branches.push_back(json_of(branch));
  json tallies = json::array();
  for (const Tally& tally : state.tallies) tallies.push_back(json_of(tally));
  json error;
  if (state.error) {
    error = {{"code", error_code_name(state.error->code)},
             {"message", state.error->message},
             {"param", state.error->param}};
  }
  const bool has_report = state.finish && !state.error;
  json all = {{"turn", state.turn},
              {"model", state.model},
              {"mode", mode_name(state.mode)},
              {"branches", branches},
              {"tallies", tallies},
              {"decided", state.decided},
              {"finish", finish_of(state.finish)},
              {"error", error},
              {"usage", json_of(state.usage)},
              {"report", has_report ? json::parse(api::encode_report(state.report)) : json()}};
  if (state.safety) all["safety"] = json_of_event(*state.safety).at("hazards");
  if (state.repair) all["repair"] = json_of_event(*state.repair);
  return all;
}

TurnState reduced(const std::vector<Event>& events) {
  TurnState state;
  for (const Event& event : events) reduce(state, event);
  return state;
}

class TurnFixtures : public ::testing::TestWithParam<TurnFixture> {};
INSTANTIATE_TEST_SUITE_P(All, TurnFixtures, ::testing::ValuesIn(all_fixtures()), fixture_name);

TEST_P(TurnFixtures, ReduceToTheirState) {
  EXPECT_EQ(json_of(reduced(GetParam().events)), GetParam().state);
}

TEST_P(TurnFixtures, AreWrittenAsTheyWereRead) {
  for (std::size_t i = 0; i < GetParam().events.size(); ++i) {
    EXPECT_EQ(json::parse(api::encode_event(GetParam().events[i])), GetParam().wire[i]);
  }
}

TEST(Reduce, KeepsLogprobsOfAPart) {
  const TokenLogprob token{5, "Hi", -0.5F, {}};
  const TurnState state =
      reduced({TurnStarted{"t", Mode::kInstant, "m"}, PartStarted{1, 0, PartKind::kText, "", ""},
               TextDelta{1, "Hi", {token}}, TextDelta{1, "Hi", {token}}});
  EXPECT_EQ(state.branches.front().parts.front().logprobs, (std::vector{token, token}));
}

TEST(Reduce, ReadsTextsAndCallsOfBranchZeroOnly) {
  const TurnState state =
      reduced({TurnStarted{"t", Mode::kContemplating, "m"}, BranchStarted{1, 0, "r"},
               PartStarted{1, 1, PartKind::kText, "", ""}, TextDelta{1, "agent", {}},
               PartStarted{2, 0, PartKind::kReasoning, "", ""}, TextDelta{2, "why", {}},
               PartStarted{3, 0, PartKind::kText, "", ""}, TextDelta{3, "what", {}},
               PartStarted{4, 0, PartKind::kToolCall, "c", "add"}, TextDelta{4, "{}", {}},
               PartStarted{5, 1, PartKind::kToolCall, "d", "sub"}});
  EXPECT_EQ(answer_text(state), "what");
  EXPECT_EQ(reasoning_text(state), "why");
  EXPECT_EQ(tool_calls(state), (std::vector<ToolCall>{{"c", "add", "{}"}}));
}

TEST(Reduce, OfNothingIsNothing) {
  const TurnState state;
  EXPECT_EQ(answer_text(state), "");
  EXPECT_EQ(reasoning_text(state), "");
  EXPECT_TRUE(tool_calls(state).empty());
}

}  // namespace
}  // namespace ponder::chat
