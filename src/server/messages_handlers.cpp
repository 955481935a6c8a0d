// POST /v1/messages and /v1/messages/count_tokens: direct turns in the dialect of Anthropic's
// Messages API.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/messages.h"
#include "base/ids.h"
#include "base/limits.h"
#include "http/sse.h"
#include "server/direct_answer.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

// Its clients read a request's id from this header.
constexpr const char* kRequestId = "request-id";

struct Message {
  std::string id;
  std::string request_id;
  api::MessagesCall call;
  std::shared_ptr<DirectTurn> turn;
  std::uint32_t tokens_prompt = 0;  // Counted for streams only.
};

http::Response reply(std::string body, const std::string& request_id) {
  http::Response response = json_reply(std::move(body));
  response.headers.emplace_back(kRequestId, request_id);
  return response;
}

Task<http::Answer> whole(Message message) {
  const auto state = co_await whole_turn(message.turn);
  if (!state) co_return messages_error_reply(state.error(), message.request_id);
  co_return reply(api::encode_message(message.id, message.call, *state), message.request_id);
}

// An error that comes before anything is said can still be an HTTP status.
Task<http::Answer> streamed(Services services, Message message) {
  const std::optional<Error> early =
      co_await message.turn->early_failure(limits::kEarlyFailureWait);
  if (early) co_return messages_error_reply(*early, message.request_id);
  auto encoder = std::make_shared<api::MessagesStream>(message.id, message.call, message.request_id,
                                                       message.tokens_prompt);
  EncodeFrames encode = [encoder](const chat::Event& event) {
    std::string frames;
    for (const api::NamedFrame& frame : encoder->encode(event)) {
      frames += http::sse_frame(frame.event, frame.data);
    }
    return frames;
  };
  http::Stream stream = stream_turn(services, message.turn, std::move(encode));
  stream.headers.emplace_back(kRequestId, message.request_id);
  co_return stream;
}

Task<http::Answer> create_message(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_messages(request->body);
  if (!call) co_return messages_error_reply(call.error(), request->id);
  Message message{make_id("msg_"), request->id, std::move(*call), nullptr, 0};
  auto turn = co_await start_for(services, request, message.id, message.call.turn);
  if (!turn) co_return messages_error_reply(turn.error(), request->id);
  message.turn = std::move(*turn);
  message.call.turn.model = message.turn->model_name();
  if (message.call.stream) {
    // The turn reads its prompt meanwhile, so that nobody waits for the count.
    const auto tokens =
        co_await services.turns->count_prompt(authenticate(services, *request), message.call.turn);
    message.tokens_prompt = tokens ? *tokens : 0;  // Where it cannot be counted, the turn says why.
  }
  message.call.turn.messages.clear();
  if (message.call.stream) co_return co_await streamed(services, std::move(message));
  co_return co_await whole(std::move(message));
}

Task<http::Answer> count_tokens(Services services, std::shared_ptr<http::Request> request) {
  auto turn = api::parse_count_tokens(request->body);
  if (!turn) co_return messages_error_reply(turn.error(), request->id);
  const auto tokens =
      co_await services.turns->count_prompt(authenticate(services, *request), std::move(*turn));
  if (!tokens) co_return messages_error_reply(tokens.error(), request->id);
  co_return reply(api::encode_token_count(*tokens), request->id);
}

}  // namespace

void add_messages_routes(Routes& routes) {
  routes.add("POST", "/v1/messages", &create_message);
  routes.add("POST", "/v1/messages/count_tokens", &count_tokens);
}

}  // namespace ponder::server
