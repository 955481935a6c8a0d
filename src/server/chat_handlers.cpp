// POST /v1/chat/completions: a direct turn, answered whole or as a stream.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/openai_chat.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/reduce.h"
#include "http/sse.h"
#include "server/clock.h"
#include "server/open_stream.h"
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
  chat::TurnState state;
  while (!state.finish) {
    const std::vector<chat::Event> events = co_await completion.turn->next();
    if (events.empty()) co_return openai_error_reply({ErrorCode::kCancelled, "The client left."});
    for (const chat::Event& event : events) chat::reduce(state, event);
  }
  if (state.error) co_return openai_error_reply(*state.error);
  co_return json_reply(
      api::encode_chat_completion(completion.id, completion.created_s, completion.call, state));
}

Task<void> send_events(std::shared_ptr<http::SseWriter> out, std::shared_ptr<DirectTurn> turn,
                       std::shared_ptr<api::ChatCompletionStream> encoder, OpenStream /*open*/) {
  for (;;) {
    const std::vector<chat::Event> events = co_await turn->next();
    if (events.empty()) co_return;
    std::string frames;
    for (const chat::Event& event : events) {
      for (const std::string& data : encoder->encode(event)) frames += http::sse_frame({}, data);
    }
    if (frames.empty()) continue;
    const Result<void> sent = co_await out->send_raw(std::move(frames));
    if (!sent) co_return;
  }
}

// An error that comes before anything is said can still be an HTTP status.
Task<http::Answer> streamed(Services services, Completion completion) {
  const std::optional<Error> early =
      co_await completion.turn->early_failure(limits::kEarlyFailureWait);
  if (early) co_return openai_error_reply(*early);
  auto encoder = std::make_shared<api::ChatCompletionStream>(completion.id, completion.created_s,
                                                             completion.call);
  http::Stream stream;
  stream.run = [turn = completion.turn, encoder,
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_events(std::move(out), turn, encoder, open);
  };
  co_return stream;
}

Task<http::Answer> create_completion(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_chat_completion(request->body);
  if (!call) co_return openai_error_reply(call.error());
  Completion completion{make_id("chatcmpl-"), unix_ms() / 1000, std::move(*call), nullptr};
  auto turn = co_await services.turns->start_direct(authenticate(services, *request), completion.id,
                                                    completion.call.turn);
  if (!turn) co_return openai_error_reply(turn.error());
  completion.turn = std::move(*turn);
  completion.call.turn.model = completion.turn->model_name();
  completion.call.turn.messages.clear();
  request->client->on_gone([turn = completion.turn] { turn->stop(); });
  if (completion.call.stream) co_return co_await streamed(services, std::move(completion));
  co_return co_await whole(std::move(completion));
}

}  // namespace

void add_chat_routes(Routes& routes, const Services& services) {
  routes.add("POST", "/v1/chat/completions", [services](std::shared_ptr<http::Request> request) {
    return create_completion(services, std::move(request));
  });
}

}  // namespace ponder::server
