#include "server/direct_answer.h"

#include <utility>
#include <vector>

#include "server/open_stream.h"

namespace ponder::server {
namespace {

Task<void> send_events(std::shared_ptr<http::SseWriter> out, std::shared_ptr<DirectTurn> turn,
                       EncodeFrames encode, OpenStream /*open*/) {
  for (;;) {
    const std::vector<chat::Event> events = co_await turn->next();
    if (events.empty()) co_return;
    std::string frames;
    for (const chat::Event& event : events) frames += encode(event);
    if (frames.empty()) continue;
    const Result<void> sent = co_await out->send_raw(std::move(frames));
    if (!sent) co_return;
  }
}

}  // namespace

Task<Result<std::shared_ptr<DirectTurn>>> start_for(Services services,
                                                    std::shared_ptr<http::Request> request,
                                                    std::string id, chat::TurnRequest turn) {
  auto started = co_await services.turns->start_direct(authenticate(services, *request),
                                                       std::move(id), std::move(turn));
  if (!started) co_return started.error();
  request->client->on_gone([turn = *started] { turn->stop(); });
  co_return std::move(*started);
}

Task<Result<chat::TurnState>> whole_turn(std::shared_ptr<DirectTurn> turn) {
  chat::TurnState state;
  while (!state.finish) {
    const std::vector<chat::Event> events = co_await turn->next();
    if (events.empty()) co_return Error{ErrorCode::kCancelled, "The client left."};
    for (const chat::Event& event : events) chat::reduce(state, event);
  }
  if (state.error) co_return *state.error;
  co_return state;
}

http::Stream stream_turn(const Services& services, std::shared_ptr<DirectTurn> turn,
                         EncodeFrames encode) {
  http::Stream stream;
  stream.run = [turn = std::move(turn), encode = std::move(encode),
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_events(std::move(out), turn, encode, open);
  };
  return stream;
}

}  // namespace ponder::server
