// The body of POST /v1/responses: what is read, what is told back, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "api/responses.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ResponsesCall read(const std::string& body) {
  auto call = parse_responses_call(body);
  EXPECT_TRUE(call.has_value()) << call.error().message;
  return call ? std::move(*call) : ResponsesCall{};
}

json echo_of(const std::string& body) { return json::parse(read(body).echo_json); }

std::vector<chat::Message> told(const std::string& body) {
  const ResponsesCall call = read(body);
  return messages_of(call.instructions, call.items);
}

chat::Message message(chat::Role role, std::string content) {
  chat::Message made;
  made.role = role;
  made.content = std::move(content);
  return made;
}

TEST(ResponsesRequest, TakesAStringAsTheUsersMessage) {
  EXPECT_THAT(
      told(R"({"input":"hello","instructions":"Be short."})"),
      ElementsAre(message(chat::Role::kSystem, "Be short."), message(chat::Role::kUser, "hello")));
}

TEST(ResponsesRequest, ReadsMessagesWithAndWithoutATypeAndParts) {
  EXPECT_THAT(
      told(R"({"input":[
      {"role":"developer","content":"One."},
      {"type":"message","role":"system","content":[{"type":"input_text","text":"Two."}]},
      {"role":"user","content":[{"type":"input_text","text":"a"},{"type":"text","text":"b"}]},
      {"type":"message","role":"assistant","id":"msg_1","status":"completed",
       "content":[{"type":"output_text","text":"c","annotations":[]}]},
      {"role":"user","content":"d"}]})"),
      ElementsAre(message(chat::Role::kSystem, "One.\n\nTwo."), message(chat::Role::kUser, "a\nb"),
                  message(chat::Role::kAssistant, "c"), message(chat::Role::kUser, "d")));
}

TEST(ResponsesRequest, MakesOneMessageOfReasoningTextAndCalls) {
  const auto messages = told(R"({"input":[
      {"role":"user","content":"weather?"},
      {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Ask."}]},
      {"role":"assistant","content":"I look."},
      {"type":"function_call","call_id":"c1","name":"look","arguments":"{\"at\":1}"},
      {"type":"function_call","call_id":"c2","name":"look"},
      {"type":"function_call_output","call_id":"c1","output":"sun"},
      {"type":"function_call_output","call_id":"c2",
       "output":[{"type":"input_text","text":"rain"}]}]})");
  ASSERT_EQ(messages.size(), 4U);
  EXPECT_EQ(messages[1].content, "I look.");
  EXPECT_EQ(messages[1].reasoning, "Ask.");
  EXPECT_THAT(messages[1].tool_calls, ElementsAre(chat::ToolCall{"c1", "look", "{\"at\":1}"},
                                                  chat::ToolCall{"c2", "look", "{}"}));
  EXPECT_EQ(messages[2].role, chat::Role::kTool);
  EXPECT_EQ(messages[2].tool_call_id, "c1");
  EXPECT_EQ(messages[3].content, "rain");
}

TEST(ResponsesRequest, TellsAnAgentsTraceToNobody) {
  const auto messages = told(R"({"input":[
      {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Agent 1"}],
       "ponder":{"agent":1}},
      {"role":"assistant","content":"42"},{"role":"user","content":"sure?"}]})");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].reasoning, "");
}

TEST(ResponsesRequest, EchoesItsDefaults) {
  const json echo = echo_of(R"({"input":"hello"})");
  EXPECT_EQ(echo, json::parse(R"({"instructions":null,"tools":[],"tool_choice":"auto",
      "parallel_tool_calls":true,"text":{"format":{"type":"text"}},"temperature":0.8,"top_p":1,
      "presence_penalty":0,"frequency_penalty":0,"top_logprobs":0,
      "reasoning":{"effort":null,"summary":null},"max_output_tokens":null,"max_tool_calls":null,
      "truncation":"disabled","service_tier":"default","store":false,"background":false,
      "metadata":{},"safety_identifier":null,"prompt_cache_key":null})"));
}

TEST(ResponsesRequest, EchoesWhatWasAsked) {
  const json echo = echo_of(R"({"input":"hello","instructions":"","temperature":0.5,"top_p":0.25,
      "presence_penalty":-1,"frequency_penalty":2,"top_logprobs":3,"max_output_tokens":99,
      "max_tool_calls":2,"parallel_tool_calls":false,"store":true,"metadata":{"a":"b"},
      "safety_identifier":"s","prompt_cache_key":"k","truncation":"auto","service_tier":"flex",
      "text":{"verbosity":"low","format":{"type":"json_object"}},
      "reasoning":{"effort":"minimal","summary":"auto"}})");
  EXPECT_EQ(echo["instructions"], "");
  EXPECT_EQ(echo["temperature"], 0.5);
  EXPECT_EQ(echo["top_p"], 0.25);
  EXPECT_EQ(echo["presence_penalty"], -1);
  EXPECT_EQ(echo["top_logprobs"], 3);
  EXPECT_EQ(echo["max_output_tokens"], 99);
  EXPECT_EQ(echo["max_tool_calls"], 2);
  EXPECT_EQ(echo["parallel_tool_calls"], false);
  EXPECT_EQ(echo["store"], true);
  EXPECT_EQ(echo["metadata"], json({{"a", "b"}}));
  EXPECT_EQ(echo["safety_identifier"], "s");
  EXPECT_EQ(echo["prompt_cache_key"], "k");
  EXPECT_EQ(echo["text"], json::parse(R"({"format":{"type":"json_object"},"verbosity":"low"})"));
  EXPECT_EQ(echo["reasoning"], json::parse(R"({"effort":"none","summary":"auto"})"));
}

TEST(ResponsesRequest, ReadsTheModeLikeChatCompletions) {
  EXPECT_EQ(read(R"({"input":"q"})").turn.mode, chat::Mode::kInstant);
  EXPECT_EQ(read(R"({"input":"q","reasoning":{"effort":"low"}})").turn.mode, chat::Mode::kThinking);
  EXPECT_EQ(read(R"({"input":"q","reasoning":{"effort":"xhigh"}})").turn.mode,
            chat::Mode::kContemplating);
  const ResponsesCall named = read(R"({"input":"q","model":"m:thinking","reasoning":{"effort":
      "xhigh"},"ponder":{"agents":3,"budget_ms":5}})");
  EXPECT_EQ(named.turn.mode, chat::Mode::kThinking);
  EXPECT_EQ(named.turn.model, "m");
  EXPECT_EQ(named.turn.agents, 3U);
  EXPECT_EQ(named.turn.budget->count(), 5);
}

TEST(ResponsesRequest, IgnoresOtherServersToolsAndUnknownFields) {
  const ResponsesCall call = read(R"({"input":"q","client_metadata":{"x":1},"user":"u","nonsense":7,
      "include":["reasoning.encrypted_content"],"stream_options":{"include_obfuscation":false},
      "tools":[{"type":"web_search"},{"type":"namespace","name":"n","tools":[]},
      {"type":"function","name":"f","parameters":{"type":"object"},"strict":true}]})");
  ASSERT_EQ(call.turn.tools.size(), 1U);
  EXPECT_EQ(call.turn.tools[0].name, "f");
  EXPECT_EQ(json::parse(call.echo_json)["tools"], json::parse(R"([{"type":"function","name":"f",
      "description":null,"parameters":{"type":"object"},"strict":true}])"));
  EXPECT_FALSE(call.turn.logprobs_top);
}

TEST(ResponsesRequest, ReadsEveryToolChoice) {
  const auto choose = [](const std::string& choice) {
    return read(R"({"input":"q","tools":[{"type":"function","name":"f"},
        {"type":"function","name":"g"}],"tool_choice":)" +
                choice + "}");
  };
  EXPECT_EQ(choose("null").turn.tool_choice.kind, chat::ToolChoice::kAuto);
  EXPECT_EQ(choose(R"("auto")").turn.tool_choice.kind, chat::ToolChoice::kAuto);
  EXPECT_EQ(choose(R"("none")").turn.tool_choice.kind, chat::ToolChoice::kNone);
  EXPECT_EQ(choose(R"("required")").turn.tool_choice.kind, chat::ToolChoice::kRequired);
  const ResponsesCall named = choose(R"({"type":"function","name":"g"})");
  EXPECT_EQ(named.turn.tool_choice, (chat::ToolChoice{chat::ToolChoice::kNamed, "g"}));
  EXPECT_EQ(json::parse(named.echo_json)["tool_choice"],
            json::parse(R"({"type":"function","name":"g"})"));
  const std::string allowed =
      R"({"type":"allowed_tools","tools":[{"type":"function","name":"g"}],"mode":"required"})";
  const ResponsesCall some = choose(allowed);
  EXPECT_EQ(some.turn.tool_choice.kind, chat::ToolChoice::kRequired);
  ASSERT_EQ(some.turn.tools.size(), 1U);
  EXPECT_EQ(some.turn.tools[0].name, "g");
  EXPECT_EQ(json::parse(some.echo_json)["tool_choice"], json::parse(allowed));
  EXPECT_EQ(json::parse(some.echo_json)["tools"].size(), 2U);
}

TEST(ResponsesRequest, ReadsAJsonSchema) {
  const ResponsesCall call = read(R"({"input":"q","text":{"format":{"type":"json_schema",
      "name":"point","schema":{"type":"object"},"strict":true}}})");
  EXPECT_EQ(call.turn.answer_form,
            (chat::AnswerForm{chat::AnswerForm::kJsonSchema, R"({"type":"object"})"}));
  EXPECT_EQ(json::parse(call.echo_json)["text"]["format"], json::parse(R"({"type":"json_schema",
      "name":"point","description":null,"schema":{"type":"object"},"strict":true})"));
}

TEST(ResponsesRequest, ReportsLogprobsWhereTheyAreIncludedOrCounted) {
  EXPECT_EQ(read(R"({"input":"q","include":["message.output_text.logprobs"]})").turn.logprobs_top,
            0U);
  EXPECT_EQ(read(R"({"input":"q","top_logprobs":2})").turn.logprobs_top, 2U);
  EXPECT_EQ(read(R"({"input":"q","top_logprobs":0})").turn.logprobs_top, std::nullopt);
}

TEST(ResponsesRequest, KeepsOnlyWhatAsksForIt) {
  EXPECT_FALSE(read(R"({"input":"q"})").store);
  EXPECT_FALSE(read(R"({"input":"q","store":false})").store);
  EXPECT_TRUE(read(R"({"input":"q","store":true})").store);
  EXPECT_TRUE(read(R"({"input":"q","background":true})").store);
  EXPECT_FALSE(read(R"({"input":"q"})").forget);
  EXPECT_TRUE(read(R"({"input":"q","store":false})").forget);
}

TEST(ResponsesRequest, NeedsNoInputAfterAPreviousResponse) {
  const ResponsesCall call = read(R"({"previous_response_id":"resp_1"})");
  EXPECT_EQ(call.previous_response, "resp_1");
  EXPECT_THAT(call.items, IsEmpty());
}

TEST(ResponsesRequest, ClampsHugeTokenLimits) {
  EXPECT_EQ(read(R"({"input":"q","max_output_tokens":99999999999})").turn.tokens_new_max,
            4294967295U);
}

struct Bad {
  std::string body, param, said;
};

class ResponsesBadRequest : public ::testing::TestWithParam<Bad> {};

TEST_P(ResponsesBadRequest, IsRefusedByName) {
  const auto call = parse_responses_call(GetParam().body);
  ASSERT_TRUE(call.has_error());
  EXPECT_EQ(call.error().param, GetParam().param);
  EXPECT_THAT(call.error().message, HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    All, ResponsesBadRequest,
    ::testing::Values(
        Bad{"[]", "", "must be an object"}, Bad{"{}", "input", "is required"},
        Bad{R"({"input":[]})", "input", "0 entries"},
        Bad{R"({"input":7})", "input", "a string or a list of items, but is 7"},
        Bad{R"({"input":[{"role":"tool","content":"x"}]})", "input[0].role", "\"tool\""},
        Bad{R"({"input":[{"role":"user"}]})", "input[0].content", "is required"},
        Bad{R"({"input":[{"type":"web_search_call","id":"ws_1"}]})", "input[0].type",
            "function_call_output"},
        Bad{R"({"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:"}]}]})",
            "input[0].content[0].image_url", "in base64"},
        Bad{R"({"input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]})",
            "input[0].content[0]", "nothing is fetched"},
        Bad{R"({"input":[{"role":"user","content":[{"type":"what","text":"x"}]}]})",
            "input[0].content[0].type", "\"what\""},
        Bad{R"({"input":[{"type":"function_call","name":"f"}]})", "input[0].call_id", "required"},
        Bad{R"({"input":[{"type":"function_call_output","call_id":"c"}]})", "input[0].output",
            "required"},
        Bad{R"({"input":[{"type":"item_reference"}]})", "input[0].id", "required"},
        Bad{R"({"input":"q","temperature":3})", "temperature", "between 0 and 2, but is 3"},
        Bad{R"({"input":"q","top_logprobs":21})", "top_logprobs", "between 0 and 20, but is 21"},
        Bad{R"({"input":"q","max_output_tokens":0})", "max_output_tokens", "at least 1"},
        Bad{R"({"input":"q","max_tool_calls":0})", "max_tool_calls", "at least 1"},
        Bad{R"({"input":"q","reasoning":{"effort":"huge"}})", "reasoning.effort", "\"huge\""},
        Bad{R"({"input":"q","reasoning":{"summary":"huge"}})", "reasoning.summary", "\"huge\""},
        Bad{R"({"input":"q","text":{"format":{"type":"xml"}}})", "text.format.type", "\"xml\""},
        Bad{R"({"input":"q","text":{"format":{"type":"json_schema"}}})", "text.format.schema",
            "is required"},
        Bad{R"({"input":"q","text":{"verbosity":"loud"}})", "text.verbosity", "\"loud\""},
        Bad{R"({"input":"q","background":true,"store":false})", "store", "background"},
        Bad{R"({"input":"q","conversation":"c"})", "conversation", "previous_response_id"},
        Bad{R"({"input":"q","prompt":{"id":"p"}})", "prompt", "instructions"},
        Bad{R"({"input":"q","tool_choice":"required"})", "tool_choice", "has no function"},
        Bad{R"({"input":"q","tool_choice":"maybe"})", "tool_choice", "\"maybe\""},
        Bad{R"({"input":"q","tool_choice":{"type":"function","name":"f"}})", "tool_choice.name",
            "not in tools"},
        Bad{R"({"input":"q","tools":[{"type":"web_search"}],"tool_choice":{"type":"web_search"}})",
            "tool_choice.type", "web_search"},
        Bad{R"({"input":"q","tool_choice":{"type":"allowed_tools","mode":"auto"}})",
            "tool_choice.tools", "is required"},
        Bad{R"({"input":"q","tools":[{"type":"function","name":"f"},{"type":"function",
            "name":"f"}]})",
            "tools[1].name", "second time"},
        Bad{R"({"input":"q","tools":[{"type":"function"}]})", "tools[0].name", "is required"},
        Bad{R"({"input":"q","ponder":{"agents":17}})", "ponder.agents", "17"},
        Bad{R"({"input":"q","ponder":{"depth":1}})", "ponder.depth", "not known"},
        Bad{R"({"input":"q","metadata":{"a":1}})", "metadata.a", "a string"}));

TEST(ResponsesRequest, BoundsItsMetadata) {
  json body = {{"input", "q"}};
  for (int i = 0; i < 17; ++i) body["metadata"]["k" + std::to_string(i)] = "v";
  const auto crowded = parse_responses_call(body.dump());
  ASSERT_TRUE(crowded.has_error());
  EXPECT_EQ(crowded.error().code, ErrorCode::kTooLong);
  EXPECT_THAT(crowded.error().message, HasSubstr("17 entries; the limit is 16"));
  body["metadata"] = {{std::string(65, 'n'), "v"}};
  EXPECT_THAT(parse_responses_call(body.dump()).error().message, HasSubstr("65 bytes"));
  body["metadata"] = {{"n", std::string(513, 'v')}};
  EXPECT_THAT(parse_responses_call(body.dump()).error().message, HasSubstr("513 bytes"));
}

TEST(ResponseItems, AreReadBackAsTheyWereWritten) {
  const ResponsesCall call = read(R"({"input":[{"role":"user","content":"a"},
      {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
      {"role":"assistant","content":"b","id":"msg_mine"},
      {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
      {"type":"function_call_output","call_id":"c","output":"d"}]})");
  const std::string written = encode_response_items(call.items, "u");
  std::vector<ResponseItem> again = parse_response_items(written).value();
  std::vector<std::string> ids;
  for (ResponseItem& item : again) ids.push_back(std::exchange(item.id, {}));
  EXPECT_THAT(ids, ElementsAre("msg_u_in0", "rs_u_in1", "msg_mine", "fc_u_in3", "fco_u_in4"));
  again[2].id = "msg_mine";
  EXPECT_EQ(again, call.items);
}

TEST(ResponseItems, NameTheResponseThatTheyCameFrom) {
  EXPECT_EQ(response_of_item("msg_abc_0"), "resp_abc");
  EXPECT_EQ(response_of_item("fc_abc_in3"), "resp_abc");
  EXPECT_EQ(response_of_item("msg_abc"), "");
  EXPECT_EQ(response_of_item("nonsense"), "");
}

TEST(ResponseItems, AreListedInPages) {
  const ResponsesCall call = read(R"({"input":[{"role":"user","content":"a"},
      {"role":"assistant","content":"b"},{"role":"user","content":"c"}]})");
  const std::string written = encode_response_items(call.items, "u");
  const json newest = json::parse(encode_item_page(written, {2, false, ""}).value());
  EXPECT_EQ(newest["data"].size(), 2U);
  EXPECT_EQ(newest["first_id"], "msg_u_in2");
  EXPECT_EQ(newest["last_id"], "msg_u_in1");
  EXPECT_EQ(newest["has_more"], true);
  const json rest = json::parse(encode_item_page(written, {2, false, "msg_u_in1"}).value());
  EXPECT_EQ(rest["first_id"], "msg_u_in0");
  EXPECT_EQ(rest["has_more"], false);
  EXPECT_EQ(json::parse(encode_item_page(written, {9, true, ""}).value())["first_id"], "msg_u_in0");
  EXPECT_EQ(encode_item_page(written, {9, true, "msg_x"}).error().code, ErrorCode::kNotFound);
}

// What a kept response holds may be more than a request may bring.
TEST(ResponseItems, OfAnAnswerWithAllLogprobsAreReadAgain) {
  TokenLogprob logprob{1, "word", -0.5F, {}};
  logprob.top.resize(limits::kTopLogprobsMax, {1, "word", -0.5F});
  ResponseEncoder encoder({"resp_u", 1700000000, "smol", "", "{}"});
  encoder.encode(chat::TurnStarted{"resp_u", chat::Mode::kInstant, "smol"});
  encoder.encode(chat::PartStarted{1, 0, chat::PartKind::kText, "", ""});
  constexpr std::size_t kTokens = 2048;
  for (std::size_t i = 0; i < kTokens; ++i) encoder.encode(chat::TextDelta{1, "word", {logprob}});
  encoder.encode(chat::PartFinished{1});
  encoder.encode(chat::TurnFinished{});
  const std::string output = encoder.output();
  ASSERT_EQ(parse_json(output, "the output").error().code, ErrorCode::kTooLong);
  const auto items = parse_response_items(output);
  ASSERT_TRUE(items) << items.error().message;
  ASSERT_EQ(items->size(), 1U);
  EXPECT_EQ(items->front().text.size(), kTokens * 4);
  EXPECT_TRUE(encode_item_page(output, {}));
}

}  // namespace
}  // namespace ponder::api
