// The frames of a response, and the resource at its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/events.h"
#include "api/responses.h"
#include "openai_events.h"

namespace ponder::api {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

ResponseHead head(bool background = false) {
  return {"resp_u", 1700000000, "smol", "", R"({"instructions":null})", background};
}

struct Written {
  std::vector<std::string> names;
  std::vector<json> frames;
  json resource;
};

Written write(const std::vector<chat::Event>& events, bool background = false) {
  ResponseEncoder encoder(head(background));
  Written written;
  const auto take = [&written](const std::vector<ResponseFrame>& frames) {
    for (const ResponseFrame& frame : frames) {
      const json data = json::parse(frame.data);
      EXPECT_EQ(data.at("type"), frame.event);
      EXPECT_EQ(data.at("sequence_number"), written.frames.size());
      written.names.emplace_back(frame.event.substr(std::string("response.").size()));
      written.frames.push_back(data);
    }
  };
  take(encoder.begin());
  for (const chat::Event& event : events) take(encoder.encode(event));
  EXPECT_TRUE(encoder.ended());
  written.resource = json::parse(encoder.resource());
  EXPECT_EQ(written.frames.back().at("response"), written.resource);
  EXPECT_EQ(json::parse(encoder.output()), written.resource.at("output"));
  return written;
}

std::vector<chat::Event> ended(std::vector<chat::Event> turn, chat::FinishReason reason) {
  std::get<chat::TurnFinished>(turn.back()).reason = reason;
  return turn;
}

TEST(ResponseStreams, KeepTheOrderThatClientsExpect) {
  EXPECT_THAT(
      write(thinking_turn()).names,
      ElementsAre("created", "in_progress", "output_item.added", "reasoning_summary_part.added",
                  "reasoning_summary_text.delta", "reasoning_summary_text.delta",
                  "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done",
                  "output_item.added", "content_part.added", "output_text.delta",
                  "output_text.delta", "output_text.done", "content_part.done", "output_item.done",
                  "completed"));
}

TEST(ResponseStreams, SayWhichItemAndPartTheySpeakOf) {
  const Written written = write(thinking_turn());
  EXPECT_EQ(written.frames[0].at("response").at("status"), "in_progress");
  EXPECT_EQ(written.frames[4], json::parse(R"({"type":"response.reasoning_summary_text.delta",
      "item_id":"rs_u_0","output_index":0,"summary_index":0,"delta":"Six ","sequence_number":4})"));
  EXPECT_EQ(written.frames[9], json::parse(R"({"type":"response.output_item.added",
      "sequence_number":9,"output_index":1,"item":{"id":"msg_u_1","type":"message",
      "status":"in_progress","role":"assistant","content":[]}})"));
  EXPECT_EQ(written.frames[11], json::parse(R"({"type":"response.output_text.delta",
      "item_id":"msg_u_1","output_index":1,"content_index":0,"delta":"It is \"4","logprobs":[],
      "sequence_number":11})"));
  EXPECT_EQ(written.frames[13], json::parse(R"({"type":"response.output_text.done",
      "item_id":"msg_u_1","output_index":1,"content_index":0,"text":"It is \"42\".\n","logprobs":[],
      "sequence_number":13})"));
}

TEST(ResponseStreams, EndWithTheWholeResource) {
  const json resource = write(thinking_turn()).resource;
  json expected = json::parse(R"({"id":"resp_u","object":"response","created_at":1700000000,
      "completed_at":1700000001,"status":"completed","incomplete_details":null,"error":null,
      "model":"smol","previous_response_id":null,"access_programs":null,"instructions":null,
      "output":[{"id":"rs_u_0","type":"reasoning","status":"completed",
        "summary":[{"type":"summary_text","text":"Six sevens."}]},
       {"id":"msg_u_1","type":"message","status":"completed","role":"assistant",
        "content":[{"type":"output_text","text":"It is \"42\".\n","annotations":[],
        "logprobs":[]}]}],
      "usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":16,
        "cache_write_tokens":4},"output_tokens":12,"output_tokens_details":{"reasoning_tokens":4},
        "total_tokens":32}})");
  expected["ponder"] = json::parse(encode_report(small_report(chat::Mode::kThinking)));
  EXPECT_EQ(resource, expected);
}

TEST(ResponseStreams, WriteCallsWithTheirArguments) {
  const Written written = write(tool_turn());
  EXPECT_THAT(
      written.names,
      ElementsAre("created", "in_progress", "output_item.added", "function_call_arguments.delta",
                  "function_call_arguments.delta", "function_call_arguments.done",
                  "output_item.done", "output_item.added", "function_call_arguments.delta",
                  "function_call_arguments.done", "output_item.done", "completed"));
  EXPECT_EQ(written.frames[2].at("item"), json::parse(R"({"id":"fc_u_0","type":"function_call",
      "status":"in_progress","call_id":"call_a","name":"add","arguments":""})"));
  EXPECT_EQ(written.frames[5].at("arguments"), R"({"a":1})");
  EXPECT_EQ(written.resource.at("output")[1], json::parse(R"({"id":"fc_u_1","type":"function_call",
      "status":"completed","call_id":"call_b","name":"now","arguments":"{}"})"));
}

// Agents write at the same time: each has an item of its own, and there is one message.
TEST(ResponseStreams, ShowEachAgentLive) {
  const Written written = write(contemplating_turn());
  const json& output = written.resource.at("output");
  ASSERT_EQ(output.size(), 4U);
  EXPECT_EQ(output[0].at("summary")[0].at("text"), "Agent 1 (solver)\n35 plus 7.\n\nAnswer: 42");
  EXPECT_EQ(output[1].at("summary")[0].at("text"), "Agent 2 (checker)\nTwice 21.\n\nAnswer: 42");
  EXPECT_EQ(output[2].at("summary")[0].at("text"), "Agent 3\nLet me\n\nNo answer: stopped_early");
  EXPECT_EQ(output[1].at("ponder").at("agent"), 2);
  EXPECT_EQ(output[1].at("ponder").at("role"), "checker");
  EXPECT_EQ(output[1].at("ponder").at("answer"), "42");
  EXPECT_EQ(output[2].at("ponder").at("answer"), json());
  EXPECT_EQ(output[2].at("ponder").at("finish"), "stopped_early");
  EXPECT_EQ(output[3].at("content")[0].at("text"), "42");
  EXPECT_EQ(written.resource.at("ponder").at("mode"), "contemplating");
  std::vector<int> of_deltas;
  for (const json& frame : written.frames) {
    if (frame.at("type") == "response.reasoning_summary_text.delta") {
      of_deltas.push_back(frame.at("output_index"));
    }
  }
  EXPECT_THAT(of_deltas, ElementsAre(0, 1, 2, 0, 1, 2, 1, 1, 0, 0, 0, 2, 2));
}

TEST(ResponseStreams, MarkWhatWasCutOff) {
  const json cut = write(ended(thinking_turn(), chat::FinishReason::kLength)).resource;
  EXPECT_EQ(cut.at("status"), "incomplete");
  EXPECT_EQ(cut.at("incomplete_details"), json({{"reason", "max_output_tokens"}}));
  EXPECT_EQ(cut.at("completed_at"), json());
  EXPECT_EQ(cut.at("output")[0].at("status"), "completed");
  EXPECT_EQ(cut.at("output")[1].at("status"), "incomplete");
}

TEST(ResponseStreams, NameEachEnd) {
  const auto end_of = [](chat::FinishReason reason, std::vector<chat::Event> turn) {
    const Written written = write(ended(std::move(turn), reason));
    return written.names.back() + " " + written.resource.at("status").get<std::string>();
  };
  using enum chat::FinishReason;
  EXPECT_EQ(end_of(kStop, thinking_turn()), "completed completed");
  EXPECT_EQ(end_of(kToolCalls, tool_turn()), "completed completed");
  EXPECT_EQ(end_of(kStoppedByUser, thinking_turn()), "incomplete cancelled");
  EXPECT_EQ(end_of(kInterrupted, thinking_turn()), "failed failed");
  EXPECT_EQ(end_of(kBudget, thinking_turn()), "incomplete incomplete");
  EXPECT_EQ(end_of(kBudget, contemplating_turn()), "completed completed");
}

TEST(ResponseStreams, EndAfterAFailureInTheMiddle) {
  std::vector<chat::Event> turn = thinking_turn();
  turn.resize(8);
  turn.push_back(chat::TurnFailed{{ErrorCode::kBackend, "It broke."}});
  const Written written = write(turn);
  const std::vector<std::string> last(written.names.end() - 4, written.names.end());
  EXPECT_THAT(last,
              ElementsAre("output_text.done", "content_part.done", "output_item.done", "failed"));
  EXPECT_EQ(written.resource.at("error"),
            json({{"code", "server_error"}, {"message", "It broke."}}));
  EXPECT_EQ(written.resource.at("usage"), json());
  EXPECT_EQ(written.resource.at("output")[1].at("status"), "incomplete");
}

TEST(ResponseStreams, TellAFailureByTheCodesThatClientsKnow) {
  const auto code_of = [](ErrorCode code) {
    return write({chat::TurnStarted{"t", chat::Mode::kInstant, "m"}, chat::TurnFailed{{code, "x"}}})
        .resource.at("error")
        .at("code");
  };
  EXPECT_EQ(code_of(ErrorCode::kTooLong), "invalid_prompt");
  EXPECT_EQ(code_of(ErrorCode::kOverloaded), "rate_limit_exceeded");
  EXPECT_EQ(code_of(ErrorCode::kNoSpace), "server_error");
}

TEST(ResponseStreams, BeginWithAQueueInTheBackground) {
  const Written written = write(tool_turn(), true);
  const std::vector<std::string> first(written.names.begin(), written.names.begin() + 3);
  EXPECT_THAT(first, ElementsAre("created", "queued", "in_progress"));
  EXPECT_EQ(written.frames[0].at("response").at("status"), "queued");
}

TEST(ResponseStreams, CarryLogprobsInDeltasAndInTheWhole) {
  std::vector<chat::Event> turn = thinking_turn();
  std::get<chat::TextDelta>(turn[6]).logprobs = {{7, "It", -0.25F, {{8, "At", -1.5F}}}};
  std::get<chat::TextDelta>(turn[7]).logprobs = {{9, "2", -0.5F, {}}};
  const Written written = write(turn);
  const json it = json::parse(R"({"token":"It","bytes":[73,116],"logprob":-0.25,
      "top_logprobs":[{"token":"At","bytes":[65,116],"logprob":-1.5}]})");
  const json two = json::parse(R"({"token":"2","bytes":[50],"logprob":-0.5,"top_logprobs":[]})");
  EXPECT_EQ(written.frames[11].at("logprobs"), json::array({it}));
  EXPECT_EQ(written.resource.at("output")[1].at("content")[0].at("logprobs"),
            json::array({it, two}));
}

// Whoever takes a stream up again counts frames.
TEST(ResponseStreams, AreTheSameEachTime) {
  EXPECT_EQ(write(contemplating_turn()).frames, write(contemplating_turn()).frames);
}

TEST(ResponseStreams, SayNothingAfterTheirEnd) {
  ResponseEncoder encoder(head());
  for (const chat::Event& event : thinking_turn()) encoder.encode(event);
  EXPECT_TRUE(encoder.encode(chat::TurnFailed{{ErrorCode::kIo, "late"}}).empty());
  EXPECT_FALSE(encoder.error());
}

}  // namespace
}  // namespace ponder::api
