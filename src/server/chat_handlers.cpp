// POST /v1/chat/completions: a direct turn, answered whole or as a stream.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/openai_chat.h"
#include "base/ids.h"
#include "base/limits.h"
#include "http/sse.h"
#include "server/clock.h"
#include "server/direct_answer.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

struct Completion {
  std::string id;
  std::int64_t created_s = 0;
  api::ChatCompletionCall call;
  std::shared_ptr<DirectTurn> turn;
};

Task<http::Answer> whole(Completion completion) {
  const auto state = co_await whole_turn(completion.turn);
  if (!state) co_return openai_error_reply(state.error());
  co_return json_reply(
      api::encode_chat_completion(completion.id, completion.created_s, completion.call, *state));
}

// An error that comes before anything is said can still be an HTTP status.
Task<http::Answer> streamed(Services services, Completion completion) {
  const std::optional<Error> early =
      co_await completion.turn->early_failure(limits::kEarlyFailureWait);
  if (early) co_return openai_error_reply(*early);
  auto encoder = std::make_shared<api::ChatCompletionStream>(completion.id, completion.created_s,
                                                             completion.call);
  EncodeFrames encode = [encoder](const chat::Event& event) {
    std::string frames;
    for (const std::string& data : encoder->encode(event)) frames += http::sse_frame({}, data);
    return frames;
  };
  co_return stream_turn(services, completion.turn, std::move(encode));
}

Task<http::Answer> create_completion(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_chat_completion(request->body);
  if (!call) co_return openai_error_reply(call.error());
  Completion completion{make_id("chatcmpl-"), unix_ms() / 1000, std::move(*call), nullptr};
  auto turn = co_await start_for(services, request, completion.id, completion.call.turn);
  if (!turn) co_return openai_error_reply(turn.error());
  completion.turn = std::move(*turn);
  completion.call.turn.model = completion.turn->model_name();
  completion.call.turn.messages.clear();
  if (completion.call.stream) co_return co_await streamed(services, std::move(completion));
  co_return co_await whole(std::move(completion));
}

}  // namespace

void add_chat_routes(Routes& routes) {
  routes.add("POST", "/v1/chat/completions", &create_completion);
}

}  // namespace ponder::server
