// The bodies of Messages requests: what is read, what is ignored, what is refused by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/messages.h"
#include "api/messages_answer.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

using chat::Mode;
using chat::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kHello =
    R"({"max_tokens":100,"messages":[{"role":"user","content":"hello"}])";

MessagesCall parsed(const std::string& body) {
  const Result<MessagesCall> call = parse_messages(body);
  EXPECT_TRUE(call) << (call ? "" : call.error().message) << "\n" << body;
  return call ? *call : MessagesCall{};
}

// A greeting with further fields.
MessagesCall with(const std::string& fields) { return parsed(kHello + ("," + fields) + "}"); }

std::vector<chat::Message> conversation(const std::string& messages) {
  return parsed(R"({"max_tokens":1,"messages":)" + messages + "}").turn.messages;
}

TEST(MessagesBodies, NeedLittle) {
  const MessagesCall call = parsed(std::string(kHello) + "}");
  EXPECT_EQ(call.turn.messages, (std::vector<chat::Message>{{Role::kUser, "hello", "", {}, ""}}));
  EXPECT_EQ(call.turn.tokens_new_max, 100U);
  EXPECT_EQ(call.turn.mode, Mode::kInstant);
  EXPECT_TRUE(call.turn.parallel_tool_calls);
  EXPECT_FALSE(call.stream);
  EXPECT_TRUE(call.shows_thinking);
}

TEST(MessagesBodies, SetTheSampling) {
  const chat::TurnRequest turn =
      with(R"("temperature":0.5,"top_p":0.9,"top_k":7,"stop_sequences":["A","B"])").turn;
  EXPECT_EQ(turn.sampling.temperature, 0.5F);
  EXPECT_EQ(turn.sampling.top_p, 0.9F);
  EXPECT_EQ(turn.sampling.top_k, 7);
  EXPECT_THAT(turn.stop, ElementsAre("A", "B"));
}

TEST(MessagesBodies, MayHaveFieldsThatMeanNothingHere) {
  const MessagesCall call = with(
      R"("stream":true,"metadata":{"user_id":"u"},"service_tier":"auto","container":null,
         "context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},"mcp_servers":[],
         "betas":["x"],"inference_geo":"eu","cache_control":{"type":"ephemeral"})");
  EXPECT_TRUE(call.stream);
}

TEST(MessagesBodies, HaveASystemTextOrBlocks) {
  EXPECT_EQ(with(R"("system":"Be kind.")").turn.messages.front().content, "Be kind.");
  const auto messages = with(R"("system":[
      {"type":"text","text":"x-anthropic-billing-header: cc_version=2; cch=1a2b;"},
      {"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}},
      {"type":"text","text":"Be short."}])")
                            .turn.messages;
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0], (chat::Message{Role::kSystem, "Be kind.\nBe short.", "", {}, ""}));
}

struct ModeCase {
  std::string fields;
  Mode mode;
};
class MessagesModes : public ::testing::TestWithParam<ModeCase> {};
TEST_P(MessagesModes, ComeFromTheStrongestField) {
  EXPECT_EQ(with(GetParam().fields).turn.mode, GetParam().mode);
}
INSTANTIATE_TEST_SUITE_P(
    All, MessagesModes,
    ::testing::Values(
        ModeCase{R"("thinking":{"type":"enabled","budget_tokens":1024})", Mode::kThinking},
        ModeCase{R"("thinking":{"type":"adaptive","display":"summarized"})", Mode::kThinking},
        ModeCase{R"("thinking":{"type":"disabled"})", Mode::kInstant},
        ModeCase{R"("output_config":{"effort":"low"})", Mode::kThinking},
        ModeCase{R"("output_config":{"effort":"xhigh"})", Mode::kContemplating},
        ModeCase{R"("output_config":{"effort":"max"},"thinking":{"type":"adaptive"})",
                 Mode::kContemplating},
        ModeCase{R"("output_config":{"effort":"max"},"thinking":{"type":"disabled"})",
                 Mode::kInstant},
        ModeCase{R"("output_config":{"effort":"high"},"model":"m:instant")", Mode::kInstant},
        ModeCase{R"("model":"m:thinking","ponder":{"mode":"contemplating","agents":4})",
                 Mode::kContemplating}));

TEST(MessagesBodies, MayHideTheThinking) {
  EXPECT_FALSE(with(R"("thinking":{"type":"adaptive","display":"omitted"})").shows_thinking);
}

TEST(MessagesBodies, JoinBlocksAndNeighboursOfOneRole) {
  const auto messages = conversation(R"([
      {"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
                                {"type":"text","text":"b"}]},
      {"role":"user","content":"c"},
      {"role":"assistant","content":"d"},{"role":"assistant","content":[]},
      {"role":"system","content":"From here on: kindly."},
      {"role":"user","content":[
         {"type":"document","title":"T","source":{"type":"text","data":"words"}},
         {"type":"search_result","title":"S","content":[{"type":"text","text":"found"}]}]}])");
  ASSERT_EQ(messages.size(), 4U);
  EXPECT_EQ(messages[0].content, "a\nb\nc");
  EXPECT_EQ(messages[1].content, "d");
  EXPECT_EQ(messages[2].role, Role::kSystem);
  EXPECT_EQ(messages[3].content, "T\nwords\nS\nfound");
}

TEST(MessagesBodies, CarryToolsThatWereUsed) {
  const auto messages = conversation(R"([
      {"role":"user","content":"q"},
      {"role":"assistant","content":[
         {"type":"thinking","thinking":"hm","signature":"cG9uZGVy"},
         {"type":"redacted_thinking","data":"x"},
         {"type":"text","text":"Let me look."},
         {"type":"server_tool_use","id":"s","name":"web_search","input":{}},
         {"type":"tool_use","id":"t1","name":"add","input":{"b":1,"a":[2]}},
         {"type":"tool_use","id":"t2","name":"now","input":{}}]},
      {"role":"user","content":[
         {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"3"}]},
         {"type":"tool_result","tool_use_id":"t2","is_error":true,"content":"no clock"},
         {"type":"tool_result","tool_use_id":"t3"},
         {"type":"text","text":"go on"}]}])");
  ASSERT_EQ(messages.size(), 6U);
  EXPECT_EQ(messages[1], (chat::Message{Role::kAssistant,
                                        "Let me look.",
                                        "hm",
                                        {{"t1", "add", R"({"b":1,"a":[2]})"}, {"t2", "now", "{}"}},
                                        ""}));
  EXPECT_EQ(messages[2], (chat::Message{Role::kTool, "3", "", {}, "t1"}));
  EXPECT_EQ(messages[3], (chat::Message{Role::kTool, "Error: no clock", "", {}, "t2"}));
  EXPECT_EQ(messages[4], (chat::Message{Role::kTool, "", "", {}, "t3"}));
  EXPECT_EQ(messages[5], (chat::Message{Role::kUser, "go on", "", {}, ""}));
}

TEST(MessagesBodies, DoNotReadAgentsTracesAgain) {
  const auto messages = conversation(R"([
      {"role":"user","content":"q"},
      {"role":"assistant","content":[
         {"type":"thinking","thinking":"Agent 1: 42","signature":")" +
                                     std::string(kAgentSignature) + R"("},
         {"type":"text","text":"42"}]},
      {"role":"user","content":"sure?"}])");
  EXPECT_EQ(messages[1], (chat::Message{Role::kAssistant, "42", "", {}, ""}));
}

constexpr const char* kTools = R"("tools":[
    {"name":"add","description":"Adds.","input_schema":{"type":"object","properties":{"b":{}}}},
    {"type":"custom","name":"now"},
    {"type":"web_search_20250305","name":"web_search","max_uses":5},
    {"type":"bash_20250124","name":"bash"}])";

TEST(MessagesBodies, OfferTools) {
  const chat::TurnRequest turn = with(kTools).turn;
  EXPECT_EQ(turn.tools,
            (std::vector<chat::Tool>{{"add", "Adds.", R"({"type":"object","properties":{"b":{}}})"},
                                     {"now", "", ""}}));
  EXPECT_EQ(turn.tool_choice.kind, chat::ToolChoice::kAuto);
}

TEST(MessagesBodies, ChooseTools) {
  const auto choice = [](const std::string& text) {
    return with(std::string(kTools) + R"(,"tool_choice":)" + text).turn;
  };
  EXPECT_EQ(choice(R"({"type":"auto"})").tool_choice.kind, chat::ToolChoice::kAuto);
  EXPECT_EQ(choice(R"({"type":"none"})").tool_choice.kind, chat::ToolChoice::kNone);
  EXPECT_EQ(choice(R"({"type":"any"})").tool_choice.kind, chat::ToolChoice::kRequired);
  EXPECT_EQ(choice(R"({"type":"tool","name":"now"})").tool_choice,
            (chat::ToolChoice{chat::ToolChoice::kNamed, "now"}));
  EXPECT_FALSE(choice(R"({"type":"auto","disable_parallel_tool_use":true})").parallel_tool_calls);
}

TEST(MessagesBodies, AskForAForm) {
  const chat::AnswerForm wanted{chat::AnswerForm::kJsonSchema, R"({"type":"object"})"};
  const std::string format = R"({"type":"json_schema","schema":{"type":"object"}})";
  EXPECT_EQ(with(R"("output_config":{"format":)" + format + "}").turn.answer_form, wanted);
  EXPECT_EQ(with(R"("output_format":)" + format).turn.answer_form, wanted);
}

TEST(MessagesCounts, NeedNoLimit) {
  const auto turn = parse_count_tokens(
      R"({"model":"m:thinking","messages":[{"role":"user","content":"hello"}],"system":"s"})");
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->model, "m");
  EXPECT_EQ(turn->messages.size(), 2U);
}

struct Wrong {
  std::string body;  // What begins with a quote is put after a greeting.
  std::string param;
  std::string message;
};

std::string messages(const std::string& list) {
  return R"({"max_tokens":1,"messages":)" + list + "}";
}
std::string block(const std::string& text) {
  return messages(R"([{"role":"user","content":[)" + text + "]}]");
}

class WrongMessages : public ::testing::TestWithParam<Wrong> {};
TEST_P(WrongMessages, AreRefusedByParameterLimitAndValue) {
  const std::string& fields = GetParam().body;
  const auto call =
      parse_messages(fields.starts_with('"') ? kHello + ("," + fields) + "}" : fields);
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(call.error().param, GetParam().param);
  EXPECT_THAT(call.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, WrongMessages,
    ::testing::Values(
        Wrong{"", "", "the body is empty"}, Wrong{"[]", "", "must be an object"},
        Wrong{R"({"messages":[{"role":"user","content":"x"}]})", "max_tokens", "is required"},
        Wrong{R"("max_tokens":0)", "max_tokens", "0"},
        Wrong{R"("max_tokens":"many")", "max_tokens", "is a string"},
        Wrong{R"({"max_tokens":1})", "messages", "is required"},
        Wrong{messages("[]"), "messages", "at least one message"},
        Wrong{messages(R"([{"role":"user","content":[]}])"), "messages", "says nothing"},
        Wrong{messages(R"([{"content":"x"}])"), "messages[0].role", "is required"},
        Wrong{messages(R"([{"role":"tool","content":"x"}])"), "messages[0].role", "tool"},
        Wrong{messages(R"([{"role":"user"}])"), "messages[0].content", "is required"},
        Wrong{messages(R"([{"role":"user","content":7}])"), "messages[0].content", "7"},
        Wrong{block(R"({"text":"x"})"), "messages[0].content[0].type", "is required"},
        Wrong{block(R"({"type":"text"})"), "messages[0].content[0].text", "is required"},
        Wrong{block(R"({"type":"hologram"})"), "messages[0].content[0].type", "hologram"},
        Wrong{block(R"({"type":"image","source":{"type":"url","url":"u"}})"),
              "messages[0].content[0].source", "nothing is fetched"},
        Wrong{block(R"({"type":"document","source":{"type":"base64","data":"aGk="}})"),
              "messages[0].content[0].source.data", "must be a PDF"},
        Wrong{block(R"({"type":"document","source":{"type":"url","url":"u"}})"),
              "messages[0].content[0]", "nothing is fetched"},
        Wrong{block(R"({"type":"tool_result"})"), "messages[0].content[0].tool_use_id",
              "is required"},
        Wrong{block(R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"image"}]})"),
              "messages[0].content[0].content[0].source", "is required"},
        Wrong{messages(R"([{"role":"assistant","content":[{"type":"tool_use","name":"f"}]}])"),
              "messages[0].content[0].id", "is required"},
        Wrong{R"("system":[{"type":"image"}])", "system[0].type", "image"},
        Wrong{R"("thinking":{"budget_tokens":5})", "thinking.type", "is required"},
        Wrong{R"("thinking":{"type":"hard"})", "thinking.type", "hard"},
        Wrong{R"("output_config":{"effort":"huge"})", "output_config.effort", "huge"},
        Wrong{R"("output_config":{"format":{"type":"xml"}})", "output_config.format.type", "xml"},
        Wrong{R"("output_config":{"format":{"type":"json_schema"}})", "output_config.format.schema",
              "is required"},
        Wrong{R"("temperature":3)", "temperature", "3"},
        Wrong{R"("stop_sequences":[""])", "stop_sequences[0]", "must not be empty"},
        Wrong{R"("tools":[{"input_schema":{}}])", "tools[0].name", "is required"},
        Wrong{R"("tools":[{"name":"f"},{"name":"f"}])", "tools[1].name", "second time"},
        Wrong{R"("tool_choice":{"type":"any"})", "tool_choice", "any"},
        Wrong{R"("tool_choice":{"type":"tool","name":"f"})", "tool_choice.name", "not in tools"},
        Wrong{R"("tool_choice":{"type":"all"})", "tool_choice.type", "all"},
        Wrong{R"("ponder":{"agents":99})", "ponder.agents", "99"},
        Wrong{R"("ponder":{"agent":4})", "ponder.agent", "agent"}));

}  // namespace
}  // namespace ponder::api
