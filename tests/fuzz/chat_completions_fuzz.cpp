// POST /v1/chat/completions: any body is read or refused by name, and any text can be answered.
#include "api/openai_chat.h"

#include "chat/reduce.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ponder;
  const std::string body = fuzz::text_of(data, size);
  auto call = api::parse_chat_completion(body);
  if (call) {
    fuzz::check(call->turn);
  } else {
    fuzz::check(call.error());
    call = api::ChatCompletionCall{};
    call->turn.choices = size % 2 + 1;
  }
  api::ChatCompletionStream stream("chatcmpl-1", 1, *call);
  chat::TurnState state;
  std::string last;
  for (const chat::Event& event : fuzz::turn_saying(body)) {
    chat::reduce(state, event);
    for (std::string& sent : stream.encode(event)) {
      if (sent != "[DONE]") fuzz::check_json(sent);
      last = std::move(sent);
    }
  }
  fuzz::require(last == "[DONE]", "a stream is closed");
  fuzz::check_json(api::encode_chat_completion("chatcmpl-1", 1, *call, state));
  return 0;
}
