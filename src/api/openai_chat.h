// The OpenAI chat completions dialect: JSON -> TurnRequest, Event -> JSON. Pure functions and one
// encoder object per stream, fed only with chat::Event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
// reasoning_effort (none, minimal -> instant; low, medium, high -> thinking; xhigh ->
// contemplating); instant.
Result<ChatCompletionCall> parse_chat_completion(std::string_view body);

// The whole answer.
std::string encode_chat_completion(const std::string& id, std::int64_t created_s,
                                   const ChatCompletionCall& call, const chat::TurnState& state);

// Streamed: feed each event, send each returned `data` as one SSE frame.
class ChatCompletionStream {
 public:
  ChatCompletionStream(std::string id, std::int64_t created_s, const ChatCompletionCall& call);
  std::vector<std::string> encode(const chat::Event& event);  // Zero or more `data` payloads.

 private:
  std::string id_;
  std::int64_t created_s_;
  std::string model_;
  bool include_usage_;
  chat::TurnState state_;
};

// {"error": {"message", "type", "param", "code"}} in OpenAI's form, and its status.
std::string encode_openai_error(const Error& error);
unsigned http_status(ErrorCode code);

}  // namespace ponder::api
