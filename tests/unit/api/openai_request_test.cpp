// What a chat completion's body is read as.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "api/openai_chat.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

constexpr const char* kHello = R"("messages":[{"role":"user","content":"hello"}])";

ChatCompletionCall parsed(const std::string& body) {
  Result<ChatCompletionCall> call = parse_chat_completion(body);
  EXPECT_TRUE(call.has_value()) << call.error().message;
  return call ? *call : ChatCompletionCall{};
}

// A body with a greeting and `fields`.
ChatCompletionCall with(const std::string& fields) {
  return parsed(std::string("{") + kHello + "," + fields + "}");
}

TEST(ChatRequests, NeedMessagesOnly) {
  const ChatCompletionCall call = parsed(std::string("{") + kHello + "}");
  EXPECT_EQ(call.turn.model, "");
  EXPECT_EQ(call.turn.mode, chat::Mode::kInstant);
  EXPECT_EQ(call.turn.sampling, chat::Sampling{});
  EXPECT_EQ(call.turn.tokens_new_max, limits::kTokensNewDefault);
  EXPECT_EQ(call.turn.tool_choice, chat::ToolChoice{});
  EXPECT_EQ(call.turn.answer_form, chat::AnswerForm{});
  EXPECT_TRUE(call.turn.parallel_tool_calls);
  EXPECT_FALSE(call.turn.logprobs_top.has_value());
  EXPECT_FALSE(call.stream);
  EXPECT_FALSE(call.include_usage);
}

TEST(ChatRequests, ReadEveryRole) {
  const ChatCompletionCall call = parsed(R"({"messages":[
      {"role":"system","content":"s"},
      {"role":"developer","content":"d"},
      {"role":"user","content":"u","name":"ann"},
      {"role":"assistant","content":null,"reasoning_content":"r","tool_calls":[
        {"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}},
        {"id":"c2","function":{"name":"now"}}]},
      {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"3"}]},
      {"role":"assistant","content":"done","tool_calls":[]}]})");
  const std::vector<chat::Message> expected = {
      {chat::Role::kSystem, "s", "", {}, ""},
      {chat::Role::kSystem, "d", "", {}, ""},
      {chat::Role::kUser, "u", "", {}, ""},
      {chat::Role::kAssistant, "", "r", {{"c1", "add", R"({"a":1})"}, {"c2", "now", "{}"}}, ""},
      {chat::Role::kTool, "3", "", {}, "c1"},
      {chat::Role::kAssistant, "done", "", {}, ""},
  };
  EXPECT_EQ(call.turn.messages, expected);
}

TEST(ChatRequests, JoinTextParts) {
  const ChatCompletionCall call = parsed(R"({"messages":[{"role":"user","content":[
      {"type":"text","text":"one"},{"type":"text","text":"two"}]}]})");
  EXPECT_EQ(call.turn.messages[0].content, "one\ntwo");
}

TEST(ChatRequests, ReadSampling) {
  const chat::Sampling sampling =
      with(R"("temperature":0,"top_p":0.9,"min_p":0.05,"top_k":40,"presence_penalty":-2,
              "frequency_penalty":2,"repeat_penalty":1.1,"seed":7,
              "logit_bias":{"15":-100,"0":2.5})")
          .turn.sampling;
  chat::Sampling expected;
  expected.temperature = 0.0F;
  expected.top_p = 0.9F;
  expected.min_p = 0.05F;
  expected.top_k = 40;
  expected.presence_penalty = -2.0F;
  expected.frequency_penalty = 2.0F;
  expected.repeat_penalty = 1.1F;
  expected.seed = 7;
  expected.logit_bias = {{15, -100.0F}, {0, 2.5F}};
  EXPECT_EQ(sampling, expected);
}

TEST(ChatRequests, TakeAnySeedOf64Bits) {
  EXPECT_EQ(with(R"("seed":-1)").turn.sampling.seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(with(R"("seed":-9223372036854775808)").turn.sampling.seed, std::uint64_t{1} << 63U);
  EXPECT_EQ(with(R"("seed":9223372036854775807)").turn.sampling.seed,
            (std::uint64_t{1} << 63U) - 1);
}

TEST(ChatRequests, ReadAllOfTopKAsZero) {
  EXPECT_EQ(with(R"("top_k":-1)").turn.sampling.top_k, 0);
  EXPECT_EQ(with(R"("top_k":0)").turn.sampling.top_k, 0);
}

TEST(ChatRequests, PreferMaxCompletionTokens) {
  EXPECT_EQ(with(R"("max_tokens":5)").turn.tokens_new_max, 5U);
  EXPECT_EQ(with(R"("max_completion_tokens":6)").turn.tokens_new_max, 6U);
  EXPECT_EQ(with(R"("max_completion_tokens":6,"max_tokens":5)").turn.tokens_new_max, 6U);
  EXPECT_EQ(with(R"("max_tokens":99999999999)").turn.tokens_new_max,
            std::numeric_limits<std::uint32_t>::max());
}

TEST(ChatRequests, ReadStopStrings) {
  EXPECT_EQ(with(R"("stop":"END")").turn.stop, (std::vector<std::string>{"END"}));
  EXPECT_EQ(with(R"("stop":["a","b"])").turn.stop, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(with(R"("stop":null)").turn.stop.empty());
}

TEST(ChatRequests, ReadToolsAndIgnoreHostedOnes) {
  const ChatCompletionCall call = with(R"("tools":[
      {"type":"function","function":{"name":"add","description":"adds","strict":true,
        "parameters":{"type":"object","properties":{"z":{"type":"number"},"a":{}}}}},
      {"type":"web_search"},
      {"type":"function","function":{"name":"now"}}],
      "tool_choice":{"type":"function","function":{"name":"now"}},"parallel_tool_calls":false)");
  const std::vector<chat::Tool> expected = {
      {"add", "adds", R"({"type":"object","properties":{"z":{"type":"number"},"a":{}}})"},
      {"now", "", ""},
  };
  EXPECT_EQ(call.turn.tools, expected);
  EXPECT_EQ(call.turn.tool_choice, (chat::ToolChoice{chat::ToolChoice::kNamed, "now"}));
  EXPECT_FALSE(call.turn.parallel_tool_calls);
}

TEST(ChatRequests, ReadTheChoiceOfTools) {
  const std::string tools = R"("tools":[{"type":"function","function":{"name":"now"}}],)";
  using Choice = chat::ToolChoice;
  EXPECT_EQ(with(tools + R"("tool_choice":"auto")").turn.tool_choice.kind, Choice::kAuto);
  EXPECT_EQ(with(tools + R"("tool_choice":"none")").turn.tool_choice.kind, Choice::kNone);
  EXPECT_EQ(with(tools + R"("tool_choice":"required")").turn.tool_choice.kind, Choice::kRequired);
  EXPECT_EQ(with(R"("tool_choice":"none")").turn.tool_choice.kind, Choice::kNone);
}

TEST(ChatRequests, ReadTheFormOfTheAnswer) {
  using Form = chat::AnswerForm;
  const auto form = [](const std::string& fields) { return with(fields).turn.answer_form; };
  EXPECT_EQ(form(R"("response_format":{"type":"text"})"), Form{});
  EXPECT_EQ(form(R"("response_format":{"type":"json_object"})"), (Form{Form::kJsonObject, ""}));
  EXPECT_EQ(form(R"("response_format":{"type":"json_object","schema":{"type":"object"}})"),
            (Form{Form::kJsonSchema, R"({"type":"object"})"}));
  EXPECT_EQ(form(R"("response_format":{"type":"json_schema","json_schema":{"name":"x",
                 "strict":true,"schema":{"properties":{"b":{},"a":{}},"type":"object"}}})"),
            (Form{Form::kJsonSchema, R"({"properties":{"b":{},"a":{}},"type":"object"})"}));
  EXPECT_EQ(form(R"("grammar":"root ::= \"a\"")"), (Form{Form::kGrammar, R"(root ::= "a")"}));
  EXPECT_EQ(form(R"("grammar":"")"), Form{});
}

TEST(ChatRequests, ReadLogprobs) {
  EXPECT_EQ(with(R"("logprobs":true)").turn.logprobs_top, 0U);
  EXPECT_EQ(with(R"("logprobs":true,"top_logprobs":20)").turn.logprobs_top, 20U);
  EXPECT_FALSE(with(R"("logprobs":false)").turn.logprobs_top.has_value());
}

TEST(ChatRequests, ReadTheStreamsOptions) {
  const ChatCompletionCall call = with(R"("stream":true,"stream_options":{"include_usage":true})");
  EXPECT_TRUE(call.stream);
  EXPECT_TRUE(call.include_usage);
}

TEST(ChatRequests, IgnoreFieldsThatTheyDoNotKnow) {
  with(R"("user":"u","store":true,"metadata":{"a":"b"},"n":1,"service_tier":"auto")");
}

TEST(ChatRequests, ReadNullAsMissing) {
  const ChatCompletionCall call = with(
      R"("model":null,"temperature":null,"top_p":null,"seed":null,"stop":null,"tools":null,
         "tool_choice":null,"response_format":null,"stream":null,"stream_options":null,"n":null,
         "max_tokens":null,"logit_bias":null,"logprobs":null,"ponder":null,"functions":null,
         "reasoning_effort":null,"grammar":null,"parallel_tool_calls":null)");
  EXPECT_EQ(call.turn.sampling, chat::Sampling{});
}

struct ModeCase {
  std::string fields;
  chat::Mode mode;
};

class Modes : public ::testing::TestWithParam<ModeCase> {};

TEST_P(Modes, ComeFromTheStrongestSource) {
  EXPECT_EQ(with(GetParam().fields).turn.mode, GetParam().mode);
}

constexpr auto kInstant = chat::Mode::kInstant;
constexpr auto kThinking = chat::Mode::kThinking;
constexpr auto kContemplating = chat::Mode::kContemplating;

INSTANTIATE_TEST_SUITE_P(
    All, Modes,
    ::testing::Values(
        ModeCase{R"("model":"m")", kInstant}, ModeCase{R"("reasoning_effort":"none")", kInstant},
        ModeCase{R"("reasoning_effort":"minimal")", kInstant},
        ModeCase{R"("reasoning_effort":"low")", kThinking},
        ModeCase{R"("reasoning_effort":"medium")", kThinking},
        ModeCase{R"("reasoning_effort":"high")", kThinking},
        ModeCase{R"("reasoning_effort":"xhigh")", kContemplating},
        ModeCase{R"("reasoning_effort":"max")", kContemplating},
        ModeCase{R"("model":"m:instant","reasoning_effort":"high")", kInstant},
        ModeCase{R"("model":"m:contemplating","reasoning_effort":"none")", kContemplating},
        ModeCase{R"("model":"m:contemplating","ponder":{"mode":"thinking"})", kThinking},
        ModeCase{R"("ponder":{"mode":"instant"},"reasoning_effort":"high")", kInstant},
        ModeCase{R"("ponder":{"agents":4},"reasoning_effort":"high")", kThinking}));

TEST(ChatRequests, ReadPondersFields) {
  const ChatCompletionCall call = with(
      R"("model":"hf:a/b:thinking","ponder":{"mode":"contemplating","agents":16,"budget_ms":900})");
  EXPECT_EQ(call.turn.model, "hf:a/b");
  EXPECT_EQ(call.turn.mode, kContemplating);
  EXPECT_EQ(call.turn.agents, 16U);
  EXPECT_EQ(call.turn.budget, std::chrono::milliseconds(900));
}

}  // namespace
}  // namespace ponder::api
