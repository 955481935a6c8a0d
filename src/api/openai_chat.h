// The OpenAI chat completions dialect: JSON -> TurnRequest, Event -> JSON. Pure functions and one
// encoder object per stream, fed only with chat::Event.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/errors.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"

namespace ponder::api {

struct ChatCompletionCall {
  chat::TurnRequest turn;
  bool stream = false;
  bool include_usage = false;  // stream_options.include_usage
};

// Errors: kInvalid with `param`, kTooLong, kTooLarge; each names the limit and the value.
// Mode, strongest first: body field ponder.mode; the suffix of the model name ("NAME:thinking");
// reasoning_effort (none, minimal -> instant; low, medium, high -> thinking; xhigh, max ->
// contemplating); instant. A body without `model` leaves `turn.model` empty: the server's default.
// Unknown fields at the top level are ignored; inside `ponder` they are errors.
Result<ChatCompletionCall> parse_chat_completion(std::string_view body);

// The whole answer of a turn that finished. A turn that failed (`state.error`) is not an answer:
// send encode_openai_error with http_status instead. Several choices are branches 0, 1... The
// traces of contemplating agents and all reasoning come as `message.reasoning_content`; the report
// as top-level `ponder`.
std::string encode_chat_completion(const std::string& id, std::int64_t created_s,
                                   const ChatCompletionCall& call, const chat::TurnState& state);

// Streamed: feed each event, send each returned `data` as one SSE frame. The role comes first, the
// chunk with the finish_reason carries `ponder`, then the usage chunk where it was asked for, then
// "[DONE]" (also after an error payload): the caller adds nothing. Each agent's trace comes whole,
// as reasoning_content, when that agent has finished.
class ChatCompletionStream {
 public:
  ChatCompletionStream(std::string id, std::int64_t created_s, const ChatCompletionCall& call);
  std::vector<std::string> encode(const chat::Event& event);  // Zero or more `data` payloads.

 private:
  struct Part {
    chat::PartId part = 0;
    chat::PartKind kind = chat::PartKind::kText;
    std::string choice;            // Its chunks begin so, after the head.
    std::uint32_t tool_index = 0;  // Of a tool call.
  };
  struct Encode;

  std::string head_;  // Of each chunk, up to the list of choices.
  std::string tail_;  // After the list of choices.
  std::string id_;
  std::int64_t created_s_;
  std::string model_;
  bool include_usage_;
  std::uint32_t choices_;    // Branches below this are choices, the others agents.
  std::vector<Part> parts_;  // Open parts of choices.
  std::map<chat::BranchId, std::uint32_t> tool_calls_;
  chat::TurnState agents_;  // What the agents wrote, until each has finished.
};

}  // namespace ponder::api
