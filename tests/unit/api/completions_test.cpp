// Text completions: bodies, whole answers, streams.
#include "api/completions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/limits.h"

namespace ponder::api {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

Error error_of(const std::string& body) {
  const auto call = parse_completion(body);
  EXPECT_FALSE(call) << body.substr(0, 200);
  return call ? Error{} : call.error();
}

CompletionCall call_of(const std::string& body) {
  auto call = parse_completion(body);
  EXPECT_TRUE(call) << call.error().message;
  return call ? *call : CompletionCall{};
}

chat::TurnFinished finished(chat::FinishReason reason, std::uint32_t prompt, std::uint32_t fresh) {
  return {reason, {.tokens_prompt = prompt, .tokens_new = fresh}, {}};
}

std::vector<chat::Event> turn(const std::string& text) {
  return {chat::TurnStarted{"t", chat::Mode::kInstant, "m"},
          chat::PartStarted{1, 0, chat::PartKind::kText, {}, {}},
          chat::TextDelta{1, text, {{5, text, -0.5F, {{5, text, -0.5F}, {6, "\xC3", -1.0F}}}}},
          chat::PartFinished{1}, finished(chat::FinishReason::kLength, 4, 1)};
}

chat::TurnState state_of(const std::vector<chat::Event>& events) {
  chat::TurnState state;
  for (const chat::Event& event : events) chat::reduce(state, event);
  return state;
}

TEST(Completions, TheBody) {
  const CompletionCall call = call_of(
      R"({"model":"m","prompt":["a",[1,2]],"n":2,"max_tokens":5,"seed":7,"stop":"x","logprobs":3,
          "temperature":0,"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(call.choices(), 4U);
  EXPECT_EQ(call.turn.tokens_new_max, 5U);
  EXPECT_EQ(call.turn.logprobs_top, 3U);
  EXPECT_TRUE(call.stream && call.include_usage && !call.echo);
  EXPECT_EQ(turn_of_choice(call, 1).raw_prompt->text, "a");
  EXPECT_EQ(turn_of_choice(call, 1).sampling.seed, 8U);
  EXPECT_EQ(turn_of_choice(call, 2).raw_prompt->tokens, (std::vector<Token>{1, 2}));
  EXPECT_EQ(turn_of_choice(call, 2).sampling.seed, 7U);
  EXPECT_EQ(call_of(R"({"prompt":"a"})").turn.tokens_new_max, 16U);
}

TEST(Completions, WhatCannotBeDoneIsNamed) {
  EXPECT_EQ(error_of(R"({})").param, "prompt");
  EXPECT_EQ(error_of(R"({"prompt":""})").param, "prompt");
  EXPECT_EQ(error_of(R"({"prompt":"a","suffix":"b"})").param, "suffix");
  EXPECT_EQ(error_of(R"({"prompt":"a","best_of":3})").param, "best_of");
  EXPECT_EQ(error_of(R"({"prompt":"a","logprobs":21})").param, "logprobs");
  EXPECT_EQ(error_of(R"({"prompt":"a","logprobs":1,"echo":true})").param, "logprobs");
  EXPECT_EQ(error_of(R"({"prompt":"a","n":0})").param, "n");
  const Error many = error_of(R"({"prompt":["a","b","c"],"n":11})");
  EXPECT_EQ(many.code, ErrorCode::kTooLong);
  EXPECT_THAT(many.message, HasSubstr("33"));
  EXPECT_THAT(many.message, HasSubstr("32"));
}

TEST(Completions, AWholeAnswerWithEchoAndUsage) {
  const CompletionCall call = call_of(R"({"prompt":["ab","c"],"echo":true})");
  const Json answer = Json::parse(
      encode_completion({"cmpl-1", 9, "m"}, call, {state_of(turn("x")), state_of(turn("y"))}));
  EXPECT_EQ(answer["object"], "text_completion");
  EXPECT_EQ(answer["choices"][0]["text"], "abx");
  EXPECT_EQ(answer["choices"][1]["text"], "cy");
  EXPECT_EQ(answer["choices"][1]["index"], 1);
  EXPECT_EQ(answer["choices"][0]["finish_reason"], "length");
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 8);
  EXPECT_EQ(answer["usage"]["completion_tokens"], 2);
}

TEST(Completions, APromptWithSeveralChoicesCountsOnce) {
  const CompletionCall call = call_of(R"({"prompt":"a","n":2})");
  const Json answer = Json::parse(
      encode_completion({"cmpl-1", 9, "m"}, call, {state_of(turn("x")), state_of(turn("y"))}));
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 4);
  EXPECT_EQ(answer["usage"]["completion_tokens"], 2);
}

TEST(Completions, LogprobsInTheirOldForm) {
  const CompletionCall call = call_of(R"({"prompt":"a","logprobs":2})");
  const Json answer =
      Json::parse(encode_completion({"cmpl-1", 9, "m"}, call, {state_of(turn("x"))}));
  EXPECT_EQ(answer["choices"][0]["logprobs"],
            (Json{{"tokens", {"x"}},
                  {"token_logprobs", {-0.5}},
                  {"top_logprobs", {{{"x", -0.5}, {"bytes:\\xc3", -1.0}}}},
                  {"text_offset", {0}}}));
}

TEST(Completions, AStream) {
  const CompletionCall call = call_of(
      R"({"prompt":"ab","echo":true,"n":2,"stream":true,"stream_options":{"include_usage":true}})");
  CompletionStream stream({"cmpl-1", 9, "m"}, call);
  std::vector<std::string> sent;
  const auto add = [&](const std::vector<std::string>& more) {
    sent.insert(sent.end(), more.begin(), more.end());
  };
  for (std::uint32_t choice : {0U, 1U}) {
    for (const chat::Event& event : turn("x")) add(stream.encode(choice, event));
  }
  add(stream.end());
  ASSERT_EQ(sent.size(), 8U);
  const Json echo = Json::parse(sent[0]), text = Json::parse(sent[1]), last = Json::parse(sent[2]);
  EXPECT_EQ(echo["choices"][0]["text"], "ab");
  EXPECT_EQ(text["choices"][0]["text"], "x");
  EXPECT_EQ(text["choices"][0]["logprobs"]["text_offset"], (Json{2}));
  EXPECT_EQ(text["choices"][0]["finish_reason"], nullptr);
  EXPECT_EQ(last["choices"][0]["finish_reason"], "length");
  EXPECT_EQ(Json::parse(sent[3])["choices"][0]["index"], 1);
  EXPECT_EQ(Json::parse(sent[6])["usage"]["total_tokens"], 6);
  EXPECT_EQ(Json::parse(sent[6])["choices"], Json::array());
  EXPECT_EQ(sent[7], "[DONE]");
}

}  // namespace
}  // namespace ponder::api
