// Messages as they are answered: whole, and event by event.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/events.h"
#include "api/messages.h"
#include "openai_events.h"

namespace ponder::api {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

json whole(const std::vector<chat::Event>& events, const MessagesCall& call = {}) {
  return json::parse(encode_message("msg_1", call, reduced(events)));
}

// "EVENT DATA" of each frame; the data names the event as well.
std::vector<std::string> streamed(const std::vector<chat::Event>& events,
                                  const MessagesCall& call = {}) {
  MessagesStream stream("msg_1", call, "req_1", 20);
  std::vector<std::string> frames;
  for (const chat::Event& event : events) {
    for (const NamedFrame& frame : stream.encode(event)) {
      EXPECT_EQ(json::parse(frame.data).at("type"), frame.event);
      frames.push_back(frame.data);
    }
  }
  return frames;
}

// The same without the first and the two last, which all streams have.
std::vector<std::string> blocks_of(const std::vector<chat::Event>& events,
                                   const MessagesCall& call = {}) {
  std::vector<std::string> frames = streamed(events, call);
  EXPECT_EQ(json::parse(frames.front()).at("type"), "message_start");
  EXPECT_EQ(json::parse(frames.back()).at("type"), "message_stop");
  frames.erase(frames.begin());
  frames.resize(frames.size() - 2);
  return frames;
}

std::string start(int index, const std::string& block) {
  return R"({"type":"content_block_start","index":)" + std::to_string(index) +
         R"(,"content_block":)" + block + "}";
}
std::string delta(int index, const std::string& text) {
  return R"({"type":"content_block_delta","index":)" + std::to_string(index) + R"(,"delta":)" +
         text + "}";
}
std::string stop(int index) {
  return R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}";
}
const std::string kThinking = R"({"type":"thinking","thinking":"","signature":""})";
const std::string kText = R"({"type":"text","text":"","citations":null})";
const std::string kSignature = R"({"type":"signature_delta","signature":"cG9uZGVy"})";
const std::string kAgentSigned = R"({"type":"signature_delta","signature":"cG9uZGVyLWFnZW50"})";

TEST(Messages, TellThinkingThenText) {
  const json message = whole(thinking_turn());
  EXPECT_EQ(message.at("ponder"), json::parse(encode_report(small_report(chat::Mode::kThinking))));
  json rest = message;
  rest.erase("ponder");
  EXPECT_EQ(rest, json::parse(R"({"id":"msg_1","type":"message","role":"assistant","model":"smol",
      "container":null,"diagnostics":null,
      "content":[{"type":"thinking","thinking":"Six sevens.","signature":"cG9uZGVy"},
                 {"type":"text","text":"It is \"42\".\n","citations":null}],
      "stop_reason":"end_turn","stop_sequence":null,"stop_details":null,
      "usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":16,
               "output_tokens":12,"output_tokens_details":{"thinking_tokens":4},
               "server_tool_use":null,"cache_creation":null,"inference_geo":null,
               "service_tier":"standard","speed":null}})"));
}

TEST(Messages, TellToolsThatAreToBeUsed) {
  const json message = whole(tool_turn());
  EXPECT_EQ(message.at("stop_reason"), "tool_use");
  EXPECT_EQ(message.at("content"), json::parse(R"([{"type":"tool_use","id":"call_a","name":"add",
                             "caller":{"type":"direct"},"input":{"a":1}},
                            {"type":"tool_use","id":"call_b","name":"now",
                             "caller":{"type":"direct"},"input":{}}])"));
}

TEST(Messages, KeepArgumentsThatWereCutOff) {
  std::vector<chat::Event> turn = tool_turn();
  turn.erase(turn.begin() + 3);  // The second half of the first call's arguments.
  const json message = whole(turn);
  EXPECT_EQ(message.at("content")[0].at("input"), json({{"INVALID_JSON", "{\"a\":"}}));
}

TEST(Messages, TellEachAgentAsAThinkingBlock) {
  const json content = whole(contemplating_turn()).at("content");
  ASSERT_EQ(content.size(), 4U);
  EXPECT_EQ(content[0].at("thinking"), "Agent 1 (solver): answer 42\n35 plus 7.\n\n");
  EXPECT_EQ(content[0].at("signature"), "cG9uZGVyLWFnZW50");
  EXPECT_EQ(content[2].at("thinking"), "Agent 3: no answer, stopped_early\nLet me\n\n");
  EXPECT_EQ(content[3], json({{"type", "text"}, {"text", "42"}, {"citations", nullptr}}));
}

TEST(Messages, HideTheThinkingWhereAsked) {
  MessagesCall call;
  call.shows_thinking = false;
  for (const auto& turn : {thinking_turn(), contemplating_turn()}) {
    const json block = whole(turn, call).at("content")[0];
    EXPECT_EQ(block.at("type"), "thinking");
    EXPECT_EQ(block.at("thinking"), "");
  }
  EXPECT_THAT(blocks_of(thinking_turn(), call),
              ElementsAre(start(0, kThinking), delta(0, kSignature), stop(0), start(1, kText),
                          delta(1, R"({"type":"text_delta","text":"It is \"4"})"),
                          delta(1, R"({"type":"text_delta","text":"2\".\n"})"), stop(1)));
}

TEST(Messages, SayWhyTheyEnd) {
  const auto reason = [](chat::FinishReason finish, const std::string& met = "") {
    std::vector<chat::Event> turn = thinking_turn();
    auto& end = std::get<chat::TurnFinished>(turn.back());
    end.reason = finish;
    end.stop_string = met;
    const json message = whole(turn);
    const json told = json::parse(*(streamed(turn).end() - 2)).at("delta");
    EXPECT_EQ(told.at("stop_reason"), message.at("stop_reason"));
    EXPECT_EQ(told.at("stop_sequence"), message.at("stop_sequence"));
    const json sequence = message.at("stop_sequence");
    return message.at("stop_reason").get<std::string>() +
           (sequence.is_null() ? "" : " " + sequence.get<std::string>());
  };
  EXPECT_EQ(reason(chat::FinishReason::kStop), "end_turn");
  EXPECT_EQ(reason(chat::FinishReason::kStop, "END"), "stop_sequence END");
  EXPECT_EQ(reason(chat::FinishReason::kLength), "max_tokens");
  EXPECT_EQ(reason(chat::FinishReason::kBudget), "max_tokens");
  EXPECT_EQ(reason(chat::FinishReason::kToolCalls, "</tool_call>"), "tool_use");
}

TEST(MessageStreams, BeginAndEndAsTheDialectSays) {
  const std::vector<std::string> frames = streamed(thinking_turn());
  EXPECT_EQ(json::parse(frames.front()), json::parse(R"({"type":"message_start","message":{
      "id":"msg_1","type":"message","role":"assistant","model":"smol","container":null,
      "diagnostics":null,"content":[],
      "stop_reason":null,"stop_sequence":null,"stop_details":null,
      "usage":{"input_tokens":20,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,
               "output_tokens":0,"output_tokens_details":{"thinking_tokens":0},
               "server_tool_use":null,"cache_creation":null,"inference_geo":null,
               "service_tier":"standard","speed":null}}})"));
  json last = json::parse(frames[frames.size() - 2]);
  EXPECT_EQ(last.at("ponder"), json::parse(encode_report(small_report(chat::Mode::kThinking))));
  last.erase("ponder");
  EXPECT_EQ(last, json::parse(R"({"type":"message_delta",
      "delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"container":null},
      "usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":16,
               "output_tokens":12,"output_tokens_details":{"thinking_tokens":4},
               "server_tool_use":null}})"));
  EXPECT_EQ(frames.back(), R"({"type":"message_stop"})");
}

TEST(MessageStreams, TellThinkingThenText) {
  EXPECT_THAT(
      blocks_of(thinking_turn()),
      ElementsAre(start(0, kThinking), delta(0, R"({"type":"thinking_delta","thinking":"Six "})"),
                  delta(0, R"({"type":"thinking_delta","thinking":"sevens."})"),
                  delta(0, kSignature), stop(0), start(1, kText),
                  delta(1, R"({"type":"text_delta","text":"It is \"4"})"),
                  delta(1, R"({"type":"text_delta","text":"2\".\n"})"), stop(1)));
}

TEST(MessageStreams, TellTools) {
  const auto json_delta = [](int index, const std::string& text) {
    return delta(index, R"({"type":"input_json_delta","partial_json":")" + text + "\"}");
  };
  const auto called = [](const std::string& id, const std::string& name) {
    return R"({"type":"tool_use","id":")" + id + R"(","name":")" + name +
           R"(","caller":{"type":"direct"},"input":{}})";
  };
  EXPECT_THAT(blocks_of(tool_turn()),
              ElementsAre(start(0, called("call_a", "add")), json_delta(0, R"({\"a\":)"),
                          json_delta(0, "1}"), stop(0), start(1, called("call_b", "now")),
                          json_delta(1, "{}"), stop(1)));
}

// Calls may come interleaved and are closed together; blocks follow one another.
TEST(MessageStreams, PutInterleavedCallsInOrder) {
  using chat::PartKind;
  const std::vector<chat::Event> turn = {
      chat::TurnStarted{"turn_1", chat::Mode::kInstant, "smol"},
      chat::PartStarted{1, 0, PartKind::kToolCall, "a", "f"},
      chat::TextDelta{1, "{", {}},
      chat::PartStarted{2, 0, PartKind::kToolCall, "b", "g"},
      chat::TextDelta{2, "{1", {}},
      chat::TextDelta{1, "}", {}},
      chat::TextDelta{2, "}", {}},
      chat::PartFinished{2},
      chat::PartStarted{3, 0, PartKind::kText, "", ""},
      chat::TextDelta{3, "so", {}},
      chat::PartFinished{1},
      finished(chat::FinishReason::kToolCalls, chat::Mode::kInstant),  // Part 3 is open.
  };
  std::vector<std::string> told;
  for (const std::string& frame : blocks_of(turn)) {
    const json data = json::parse(frame);
    std::string text =
        data.at("type").get<std::string>().substr(14) + " " + data.at("index").dump();
    if (data.contains("delta")) {
      text += " " + data.at("delta").value("partial_json", data.at("delta").value("text", ""));
    }
    told.push_back(text);
  }
  EXPECT_THAT(told, ElementsAre("start 0", "delta 0 {", "delta 0 }", "stop 0", "start 1",
                                "delta 1 {1}", "stop 1", "start 2", "delta 2 so", "stop 2"));
}

TEST(MessageStreams, TellEachAgentWhenItHasFinished) {
  const auto thinking = [](int index, const std::string& text) {
    return delta(index, R"({"type":"thinking_delta","thinking":")" + text + "\"}");
  };
  EXPECT_THAT(blocks_of(contemplating_turn()),
              ElementsAre(start(0, kThinking),
                          thinking(0, R"(Agent 2 (checker): answer 42\nTwice 21.\n\n)"),
                          delta(0, kAgentSigned), stop(0), start(1, kThinking),
                          thinking(1, R"(Agent 1 (solver): answer 42\n35 plus 7.\n\n)"),
                          delta(1, kAgentSigned), stop(1), start(2, kThinking),
                          thinking(2, R"(Agent 3: no answer, stopped_early\nLet me\n\n)"),
                          delta(2, kAgentSigned), stop(2), start(3, kText),
                          delta(3, R"({"type":"text_delta","text":"42"})"), stop(3)));
}

TEST(MessageStreams, EndWithAnError) {
  std::vector<chat::Event> turn = thinking_turn();
  turn.resize(3);
  turn.emplace_back(chat::TurnFailed{{ErrorCode::kBackend, "the model failed", ""}});
  EXPECT_EQ(streamed(turn).back(),
            R"({"type":"error","error":{"type":"api_error","message":"the model failed"},)"
            R"("request_id":"req_1"})");
}

TEST(MessagesErrors, HaveTheDialectsTypes) {
  const auto type = [](ErrorCode code) {
    return json::parse(encode_messages_error({code, "m", "p"}, "r"))
        .at("error")
        .at("type")
        .get<std::string>();
  };
  EXPECT_EQ(type(ErrorCode::kInvalid), "invalid_request_error");
  EXPECT_EQ(type(ErrorCode::kTooLong), "invalid_request_error");
  EXPECT_EQ(type(ErrorCode::kUnauthorized), "authentication_error");
  EXPECT_EQ(type(ErrorCode::kForbidden), "permission_error");
  EXPECT_EQ(type(ErrorCode::kNotFound), "not_found_error");
  EXPECT_EQ(type(ErrorCode::kTooLarge), "request_too_large");
  EXPECT_EQ(type(ErrorCode::kOverloaded), "rate_limit_error");
  EXPECT_EQ(type(ErrorCode::kUnavailable), "overloaded_error");
  EXPECT_EQ(type(ErrorCode::kIo), "api_error");
}

TEST(MessagesCounts, AreOneNumber) { EXPECT_EQ(encode_token_count(7), R"({"input_tokens":7})"); }

}  // namespace
}  // namespace ponder::api
