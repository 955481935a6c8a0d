// Each way in which a chat completion's body can be wrong, and that the error names it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "api/openai_chat.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHello = R"({"messages":[{"role":"user","content":"hello"}],)";

Error error_of(const std::string& body) {
  const Result<ChatCompletionCall> call = parse_chat_completion(body);
  EXPECT_FALSE(call.has_value()) << body.substr(0, 200);
  return call ? Error{} : call.error();
}

struct Wrong {
  std::string body;  // What begins with a quote is put after a greeting.
  std::string param;
  std::string message;
};

class WrongBodies : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongBodies, AreRefusedByParameterLimitAndValue) {
  const std::string& fields = GetParam().body;
  const Error error = error_of(fields.starts_with('"') ? kHello + fields + "}" : fields);
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_EQ(error.param, GetParam().param);
  EXPECT_THAT(error.message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Body, WrongBodies,
    ::testing::Values(Wrong{"", "", "the body is empty"},
                      Wrong{"{\"messages\":", "", "the body is not valid JSON"},
                      Wrong{"[]", "", "the body must be an object, but is a list"},
                      Wrong{"null", "messages", "messages is required"},
                      Wrong{"{\"a\":\"\xFF\"}", "", "not valid UTF-8 at byte offset 6"}));

std::string messages(const std::string& list) { return R"({"messages":)" + list + "}"; }

INSTANTIATE_TEST_SUITE_P(
    Messages, WrongBodies,
    ::testing::Values(
        Wrong{"{}", "messages", "messages is required"},
        Wrong{messages("[]"), "messages", "at least one message, but has 0 entries"},
        Wrong{messages(R"("hi")"), "messages", "messages must be a list, but is a string"},
        Wrong{messages("[7]"), "messages[0]", "messages[0] must be an object, but is a number"},
        Wrong{messages("[{}]"), "messages[0].role", "messages[0].role is required"},
        Wrong{messages(R"([{"role":"robot","content":""}])"), "messages[0].role",
              "must be one of system, developer, user, assistant, tool, but is \"robot\""},
        Wrong{messages(R"([{"role":"function","name":"f","content":""}])"), "messages[0].role",
              "but is \"function\""},
        Wrong{messages(R"([{"role":5,"content":""}])"), "messages[0].role", "must be a string"},
        Wrong{messages(R"([{"role":"user"}])"), "messages[0].content", "is required"},
        Wrong{messages(R"([{"role":"user","content":null}])"), "messages[0].content",
              "is required"},
        Wrong{messages(R"([{"role":"user","content":"a"},{"role":"user","content":42}])"),
              "messages[1].content", "must be a string or a list of parts, but is 42"},
        Wrong{messages(R"([{"role":"user","content":{}}])"), "messages[0].content",
              "must be a string or a list of parts, but is an object"},
        Wrong{messages(R"([{"role":"assistant"}])"), "messages[0].content",
              "is required, as the message has no tool_calls"},
        Wrong{messages(R"([{"role":"user","content":["a"]}])"), "messages[0].content[0]",
              "must be an object"},
        Wrong{messages(R"([{"role":"user","content":[{"text":"a"}]}])"),
              "messages[0].content[0].type", "is required"},
        Wrong{messages(R"([{"role":"user","content":[{"type":"text"}]}])"),
              "messages[0].content[0].text", "is required"},
        Wrong{messages(R"([{"role":"user","content":[{"type":"text","text":1}]}])"),
              "messages[0].content[0].text", "must be a string"},
        Wrong{messages(R"([{"role":"user","content":[{"type":"image_url","image_url":{}}]}])"),
              "messages[0].content[0].image_url.url", "is required"},
        Wrong{messages(R"([{"role":"user","content":[{"type":"input_audio"}]}])"),
              "messages[0].content[0].type",
              "must be one of text, image_url, file, but is \"input_audio\""},
        Wrong{messages(R"([{"role":"tool","content":"3"}])"), "messages[0].tool_call_id",
              "is required"},
        Wrong{messages(R"([{"role":"assistant","tool_calls":[{"function":{"name":"a"}}]}])"),
              "messages[0].tool_calls[0].id", "is required"},
        Wrong{messages(R"([{"role":"assistant","tool_calls":[{"id":"c"}]}])"),
              "messages[0].tool_calls[0].function.name", "is required"},
        Wrong{messages(R"([{"role":"assistant","tool_calls":[{"id":"c","type":"custom",)"
                       R"("function":{"name":"a"}}]}])"),
              "messages[0].tool_calls[0].type", "must be one of function"},
        Wrong{messages(R"([{"role":"assistant","tool_calls":[{"id":"c","function":)"
                       R"({"name":"a","arguments":{}}}]}])"),
              "messages[0].tool_calls[0].function.arguments", "must be a string"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, WrongBodies,
    ::testing::Values(
        Wrong{R"("temperature":2.1)", "temperature", "between 0 and 2, but is 2.1"},
        Wrong{R"("temperature":-0.1)", "temperature", "between 0 and 2, but is -0.1"},
        Wrong{R"("temperature":"hot")", "temperature", "must be a number, but is a string"},
        Wrong{R"("top_p":0)", "top_p", "must be more than 0, but is 0"},
        Wrong{R"("top_p":1.01)", "top_p", "between 0 and 1, but is 1.01"},
        Wrong{R"("min_p":-1)", "min_p", "between 0 and 1, but is -1"},
        Wrong{R"("top_k":-2)", "top_k", "between -1 and 2147483647, but is -2"},
        Wrong{R"("top_k":1.5)", "top_k", "must be an integer, but is a number"},
        Wrong{R"("presence_penalty":3)", "presence_penalty", "between -2 and 2, but is 3"},
        Wrong{R"("frequency_penalty":-3)", "frequency_penalty", "between -2 and 2, but is -3"},
        Wrong{R"("repeat_penalty":0)", "repeat_penalty", "must be more than 0"},
        Wrong{R"("repeat_penalty":11)", "repeat_penalty", "between 0 and 10, but is 11"},
        Wrong{R"("seed":1.5)", "seed", "must be an integer"},
        Wrong{R"("seed":"x")", "seed", "must be an integer, but is a string"},
        Wrong{R"("seed":9223372036854775808)", "seed", "but is 9223372036854775808"},
        Wrong{R"("logit_bias":[])", "logit_bias", "must be an object"},
        Wrong{R"("logit_bias":{"hello":1})", "logit_bias.hello", "a token id"},
        Wrong{R"("logit_bias":{"-1":1})", "logit_bias.-1", "a token id"},
        Wrong{R"("logit_bias":{"7":101})", "logit_bias.7", "between -100 and 100, but is 101"},
        Wrong{R"("max_tokens":0)", "max_tokens", "at least 1, but is 0"},
        Wrong{R"("max_tokens":-1)", "max_tokens", "at least 1, but is -1"},
        Wrong{R"("max_tokens":5.5)", "max_tokens", "must be an integer"},
        Wrong{R"("max_completion_tokens":"9")", "max_completion_tokens", "must be an integer"},
        Wrong{R"("n":9)", "n", "but is 9"},
        Wrong{R"("n":2,"reasoning_effort":"xhigh")", "n",
              "is 2, but contemplating agents agree on one answer"},
        Wrong{R"("n":0)", "n", "but is 0"}, Wrong{R"("n":"1")", "n", "must be an integer"},
        Wrong{R"("logprobs":5)", "logprobs", "must be true or false, but is a number"},
        Wrong{R"("logprobs":true,"top_logprobs":21)", "top_logprobs", "between 0 and 20"},
        Wrong{R"("top_logprobs":2)", "top_logprobs", "needs logprobs to be true"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, WrongBodies,
    ::testing::Values(
        Wrong{R"("model":7)", "model", "must be a string"},
        Wrong{R"("stream":"yes")", "stream", "must be true or false"},
        Wrong{R"("stream_options":true)", "stream_options", "must be an object"},
        Wrong{R"("stream_options":{"include_usage":1})", "stream_options.include_usage",
              "must be true or false"},
        Wrong{R"("stop":5)", "stop", "must be a list, but is a number"},
        Wrong{R"("stop":"")", "stop", "must not be empty"},
        Wrong{R"("stop":["a",1])", "stop[1]", "must be a string"},
        Wrong{R"("stop":["a",null])", "stop[1]", "is required"},
        Wrong{R"("reasoning_effort":"hard")", "reasoning_effort",
              "must be one of none, minimal, low, medium, high, xhigh, max, but is \"hard\""},
        Wrong{R"("functions":[])", "functions", "use tools and tool_choice"},
        Wrong{R"("function_call":"auto")", "function_call", "use tools and tool_choice"},
        Wrong{R"("ponder":"yes")", "ponder", "must be an object"},
        Wrong{R"("ponder":{"moed":"instant"})", "ponder.moed",
              "is not known here; known are: mode, preset, agents, strategy, budget_ms"},
        Wrong{R"("ponder":{"preset":"huge"})", "ponder.preset",
              "must be one of quick, standard, deep"},
        Wrong{R"("ponder":{"strategy":{"quorum":0.3}})", "ponder.strategy.quorum",
              "must be between 0.5 and 1, but is 0.3"},
        Wrong{R"("ponder":{"strategy":{"first":17}})", "ponder.strategy.first",
              "must be between 1 and 16, but is 17"},
        Wrong{R"("ponder":{"strategy":{"quorom":1}})", "ponder.strategy.quorom",
              "is not known here; known are: first, next, quorum"},
        Wrong{R"("ponder":{"mode":"fast"})", "ponder.mode",
              "must be one of instant, thinking, contemplating, but is \"fast\""},
        Wrong{R"("ponder":{"agents":1})", "ponder.agents", "between 2 and 16, but is 1"},
        Wrong{R"("ponder":{"agents":17})", "ponder.agents", "between 2 and 16, but is 17"},
        Wrong{R"("ponder":{"agents":"8"})", "ponder.agents", "must be an integer"},
        Wrong{R"("ponder":{"budget_ms":0})", "ponder.budget_ms",
              "between 1 and 86400000, but is 0"}));

INSTANTIATE_TEST_SUITE_P(
    Tools, WrongBodies,
    ::testing::Values(
        Wrong{R"("tools":{})", "tools", "must be a list"},
        Wrong{R"("tools":[{}])", "tools[0].type", "is required"},
        Wrong{R"("tools":[{"type":"function"}])", "tools[0].function", "is required"},
        Wrong{R"("tools":[{"type":"function","function":{}}])", "tools[0].function.name",
              "is required"},
        Wrong{R"("tools":[{"type":"function","function":{"name":""}}])", "tools[0].function.name",
              "must not be empty"},
        Wrong{R"("tools":[{"type":"function","function":{"name":"a"}},)"
              R"({"type":"function","function":{"name":"a"}}])",
              "tools[1].function.name", "is \"a\" for the second time"},
        Wrong{R"("tools":[{"type":"function","function":{"name":"a","parameters":[]}}])",
              "tools[0].function.parameters", "must be an object"},
        Wrong{R"("tool_choice":"required")", "tool_choice", "but tools has no function"},
        Wrong{R"("tool_choice":"some")", "tool_choice", "but is \"some\""},
        Wrong{R"("tool_choice":{"type":"custom"})", "tool_choice.type", "but is \"custom\""},
        Wrong{R"("tool_choice":{"type":"function"})", "tool_choice.function.name", "is required"},
        Wrong{R"("tool_choice":{"type":"function","function":{"name":"b"}})",
              "tool_choice.function.name", "is \"b\", which is not in tools"}));

INSTANTIATE_TEST_SUITE_P(
    Forms, WrongBodies,
    ::testing::Values(
        Wrong{R"("response_format":"json")", "response_format", "must be an object"},
        Wrong{R"("response_format":{})", "response_format.type", "is required"},
        Wrong{R"("response_format":{"type":"xml"})", "response_format.type",
              "must be one of text, json_object, json_schema, but is \"xml\""},
        Wrong{R"("response_format":{"type":"json_schema"})", "response_format.json_schema.schema",
              "is required"},
        Wrong{R"("response_format":{"type":"json_schema","json_schema":{"schema":true}})",
              "response_format.json_schema.schema", "must be an object, but is a boolean"},
        Wrong{R"("grammar":{})", "grammar", "must be a string"},
        Wrong{R"("grammar":"root ::= [a]","response_format":{"type":"json_object"})", "grammar",
              "cannot be combined with response_format"}));

TEST(ChatRequestLimits, AreNamedWithTheValue) {
  const auto list = [](std::size_t count, const std::string& item) {
    std::string text = "[" + item;
    for (std::size_t i = 1; i < count; ++i) text += "," + item;
    return text + "]";
  };
  const std::string schema = R"({"a":")" + std::string(limits::kAnswerFormBytesMax, 'a') + "\"}";
  const std::vector<Wrong> cases = {
      {R"({"messages":)" + list(4097, R"({"role":"user","content":""})") + "}", "messages",
       "has 4097 entries; the limit is 4096"},
      {kHello + (R"("tools":)" + list(129, R"({"type":"x"})")) + "}", "tools",
       "has 129 entries; the limit is 128"},
      {kHello + (R"("stop":)" + list(17, R"("a")")) + "}", "stop",
       "has 17 entries; the limit is 16"},
      {kHello + (R"("stop":")" + std::string(257, 'a')) + "\"}", "stop",
       "has 257 bytes; the limit is 256"},
      {kHello + (R"("tools":[{"type":"function","function":{"name":")" + std::string(129, 'a')) +
           "\"}}]}",
       "tools[0].function.name", "has 129 bytes; the limit is 128"},
      {kHello + (R"("response_format":{"type":"json_object","schema":)" + schema) + "}}",
       "response_format.schema", "has 262152 bytes of JSON; the limit is 262144"},
      {kHello + (R"("grammar":")" + std::string(262145, 'a')) + "\"}", "grammar",
       "has 262145 bytes; the limit is 262144"},
      {kHello + (R"("model":")" + std::string(513, 'a')) + "\"}", "model",
       "has 513 bytes; the limit is 512"},
  };
  for (const Wrong& wrong : cases) {
    const Error error = error_of(wrong.body);
    EXPECT_EQ(error.code, ErrorCode::kTooLong) << wrong.param;
    EXPECT_EQ(error.param, wrong.param);
    EXPECT_THAT(error.message, HasSubstr(wrong.message));
  }
}

TEST(ChatRequestLimits, DoNotEchoLongValues) {
  const Error error =
      error_of(kHello + (R"("reasoning_effort":")" + std::string(5000, 'a')) + "\"}");
  EXPECT_LT(error.message.size(), 300U);
  const Error field = error_of(kHello + (R"("ponder":{")" + std::string(5000, 'a')) + "\":1}}");
  EXPECT_LT(field.message.size(), 300U);
}

}  // namespace
}  // namespace ponder::api
