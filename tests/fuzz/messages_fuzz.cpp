// POST /v1/messages: any body is read or refused by name, and any text can be answered.
#include "api/messages.h"

#include "chat/reduce.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ponder;
  const std::string body = fuzz::text_of(data, size);
  auto call = api::parse_messages(body);
  if (call) {
    fuzz::check(call->turn);
    fuzz::require(api::parse_count_tokens(body).has_value(), "what can be answered can be counted");
  } else {
    fuzz::check(call.error());
    call = api::MessagesCall{};
    call->shows_thinking = size % 2 == 0;
  }
  api::MessagesStream stream("msg_1", *call, "req_1", 1);
  chat::TurnState state;
  std::string last;
  for (const chat::Event& event : fuzz::turn_saying(body)) {
    chat::reduce(state, event);
    for (const api::NamedFrame& frame : stream.encode(event)) {
      fuzz::check_json(frame.data);
      last = frame.event;
    }
  }
  fuzz::require(last == "message_stop", "a stream is closed");
  fuzz::check_json(api::encode_message("msg_1", *call, state));
  return 0;
}
