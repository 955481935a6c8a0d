// The whole chat completion.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/events.h"
#include "api/openai_chat.h"
#include "openai_events.h"

namespace ponder::api {
namespace {

using nlohmann::json;

json answer_to(const std::vector<chat::Event>& events, const ChatCompletionCall& call = {}) {
  return json::parse(encode_chat_completion("chatcmpl-1", 1700000000, call, reduced(events)));
}

TEST(ChatAnswers, HaveOpenAisShape) {
  const std::vector<chat::Event> turn = thinking_turn();
  json expected = json::parse(R"({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "smol",
    "choices": [{"index": 0, "logprobs": null, "finish_reason": "stop", "message": {
      "role": "assistant", "content": "It is \"42\".\n", "refusal": null,
      "reasoning_content": "Six sevens."}}],
    "usage": {"prompt_tokens": 20, "completion_tokens": 12, "total_tokens": 32,
      "prompt_tokens_details": {"cached_tokens": 16},
      "completion_tokens_details": {"reasoning_tokens": 4}}})");
  expected["ponder"] = json::parse(encode_report(small_report(chat::Mode::kThinking)));
  EXPECT_EQ(answer_to(turn), expected);
}

TEST(ChatAnswers, NameTheModelThatWasAskedFor) {
  ChatCompletionCall call;
  call.turn.model = "other";
  EXPECT_EQ(answer_to(thinking_turn(), call).at("model"), "other");
}

TEST(ChatAnswers, ListEachChoice) {
  ChatCompletionCall call;
  call.turn.choices = 2;
  const json choices = answer_to(choices_turn(), call).at("choices");
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_EQ(choices[0].at("index"), 0);
  EXPECT_EQ(choices[0].at("message").at("content"), "one!");
  EXPECT_EQ(choices[0].at("finish_reason"), "length");
  EXPECT_EQ(choices[0].at("logprobs").at("content")[0].at("token"), "one");
  EXPECT_EQ(choices[1].at("index"), 1);
  EXPECT_TRUE(choices[1].at("message").at("content").is_null());
  EXPECT_EQ(choices[1].at("message").at("tool_calls")[0].at("id"), "call_a");
  EXPECT_EQ(choices[1].at("finish_reason"), "tool_calls");
  EXPECT_TRUE(choices[1].at("logprobs").is_null());
}

TEST(ChatAnswers, CarryToolCallsWithoutContent) {
  const json choice = answer_to(tool_turn()).at("choices").at(0);
  EXPECT_EQ(choice.at("finish_reason"), "tool_calls");
  EXPECT_TRUE(choice.at("message").at("content").is_null());
  EXPECT_EQ(choice.at("message").at("tool_calls"), json::parse(R"([
      {"id": "call_a", "type": "function", "function": {"name": "add", "arguments": "{\"a\":1}"}},
      {"id": "call_b", "type": "function", "function": {"name": "now", "arguments": "{}"}}])"));
  EXPECT_FALSE(choice.at("message").contains("reasoning_content"));
}

TEST(ChatAnswers, TellWhatEachAgentWrote) {
  const json message = answer_to(contemplating_turn()).at("choices").at(0).at("message");
  EXPECT_EQ(message.at("content"), "42");
  EXPECT_EQ(message.at("reasoning_content"),
            "Agent 1 (solver): answer 42\n35 plus 7.\n\n"
            "Agent 2 (checker): answer 42\nTwice 21.\n\n"
            "Agent 3: no answer, stopped_early\nLet me\n\n");
}

TEST(ChatAnswers, DoNotRepeatALongAnswerInTheAgentsHeadline) {
  std::vector<chat::Event> turn = contemplating_turn();
  turn[11] = chat::AnswerFound{2, "one\ntwo", "one two", 0.9F};
  const json message = answer_to(turn).at("choices").at(0).at("message");
  EXPECT_NE(message.at("reasoning_content").get<std::string>().find("Agent 2 (checker)\nTwice"),
            std::string::npos);
}

TEST(ChatAnswers, CarryLogprobsOfTheAnswerOnly) {
  std::vector<chat::Event> turn = thinking_turn();
  std::get<chat::TextDelta>(turn[2]).logprobs = {{1, "Six ", -9.0F, {}}};
  std::get<chat::TextDelta>(turn[6]).logprobs = {{7, "\xC3", -0.25F, {{8, "x", -2.0F}}}};
  EXPECT_EQ(answer_to(turn).at("choices").at(0).at("logprobs"), json::parse(R"({
      "refusal": null, "content": [{"token": "\ufffd", "bytes": [195], "logprob": -0.25,
        "top_logprobs": [{"token": "x", "bytes": [120], "logprob": -2.0}]}]})"));
}

TEST(ChatAnswers, MapEveryReason) {
  using Reason = chat::FinishReason;
  const std::vector<std::pair<Reason, std::string>> reasons = {{Reason::kStop, "stop"},
                                                               {Reason::kLength, "length"},
                                                               {Reason::kToolCalls, "tool_calls"},
                                                               {Reason::kStoppedEarly, "stop"},
                                                               {Reason::kStoppedByUser, "stop"},
                                                               {Reason::kBudget, "length"},
                                                               {Reason::kInterrupted, "length"},
                                                               {Reason::kFailed, "stop"}};
  for (const auto& [reason, name] : reasons) {
    std::vector<chat::Event> turn = thinking_turn();
    turn.back() = finished(reason, chat::Mode::kThinking);
    EXPECT_EQ(answer_to(turn).at("choices").at(0).at("finish_reason"), name);
  }
}

TEST(ChatAnswers, AnEmptyAnswerIsAnEmptyString) {
  const json message = answer_to({chat::TurnStarted{"t", chat::Mode::kInstant, "smol"},
                                  finished(chat::FinishReason::kStop, chat::Mode::kInstant)})
                           .at("choices")
                           .at(0)
                           .at("message");
  EXPECT_EQ(message.at("content"), "");
}

}  // namespace
}  // namespace ponder::api
