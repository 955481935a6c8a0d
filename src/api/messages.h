// The dialect of Anthropic's Messages API: JSON -> TurnRequest, Event -> JSON. Pure functions and
// one encoder object per stream, fed only with chat::Event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"

namespace ponder::api {

struct MessagesCall {
  chat::TurnRequest turn;
  bool stream = false;
  bool shows_thinking = true;  // False: thinking blocks come without their text.
};

// Errors: kInvalid with `param`, kTooLong, kTooLarge; each names the limit and the value.
// Mode, strongest first: body field ponder.mode; the suffix of the model name ("NAME:thinking");
// thinking.type disabled -> instant; output_config.effort (low to high -> thinking; xhigh, max ->
// contemplating); any other thinking.type -> thinking; instant.
// Unknown fields, tools of other types than "custom" and what a server would have run are ignored.
Result<MessagesCall> parse_messages(std::string_view body);

// The body of a count: the same without max_tokens.
Result<chat::TurnRequest> parse_count_tokens(std::string_view body);
std::string encode_token_count(std::uint32_t tokens);

// The whole answer of a turn that finished; one that failed is encode_messages_error's. Reasoning
// and each contemplating agent's trace are thinking blocks; the report is top-level `ponder`.
std::string encode_message(const std::string& id, const MessagesCall& call,
                           const chat::TurnState& state);

// {"type": "error", "error": {"type", "message"}, "request_id"}, whole or as an event.
std::string encode_messages_error(const Error& error, std::string_view request_id);

// One event of a stream.
struct NamedFrame {
  std::string event;
  std::string data;
};

// Streamed: feed each event, send each returned frame. Blocks follow one another without gaps: what
// comes for a later one waits until those before it are whole. An agent's trace is a block of its
// own, as soon as that agent has finished. `message_delta` carries usage and `ponder`; after
// `message_stop` or `error` nothing comes.
class MessagesStream {
 public:
  // `tokens_prompt`: what message_start tells; how much of it was cached comes with message_delta.
  MessagesStream(std::string id, const MessagesCall& call, std::string request_id,
                 std::uint32_t tokens_prompt);
  std::vector<NamedFrame> encode(const chat::Event& event);

 private:
  struct Block {
    chat::PartId part = 0;  // 0: an agent's trace.
    chat::PartKind kind = chat::PartKind::kText;
    std::string tool_call_id, tool_name;
    std::string waiting;  // Text that came before its turn.
    bool finished = false;
  };
  struct Encode;

  std::string id_;
  std::string model_;
  std::string request_id_;
  bool shows_thinking_;
  std::uint32_t tokens_prompt_;
  std::deque<Block> blocks_;  // The front is open: its beginning has been sent.
  std::uint32_t index_ = 0;   // Of the front.
  chat::TurnState agents_;    // What the agents wrote, until each has finished.
};

}  // namespace ponder::api
