// The turn API: start a turn, look at it, stream its events from any of them on, stop it.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/turns.h"
#include "http/sse.h"
#include "server/open_stream.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/user_settings.h"
#include "server/views.h"

namespace ponder::server {
namespace {

Task<http::Answer> start_turn(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const auto settings = co_await settings_of(services, who);
  if (!settings) co_return error_reply(settings.error());
  auto call = api::parse_start_turn(request->body, *settings);
  if (!call) co_return error_reply(call.error());
  const auto turn = co_await services.turns->start(who, std::move(*call));
  if (!turn) co_return error_reply(turn.error());
  co_return json_reply(api::encode_turn_started(turn->id, turn->conversation_id, turn->position),
                       201);
}

Task<http::Answer> show_turn(Services services, std::shared_ptr<http::Request> request) {
  const auto turn =
      co_await services.turns->turn(authenticate(services, *request), request->params.at("id"));
  if (!turn) co_return error_reply(turn.error());
  co_return json_reply(api::encode_turn(view(*turn)));
}

// Where to go on: the query's `after`, else the header that browsers send when they reconnect.
Result<std::uint64_t> resume_seq(const http::Request& request) {
  const std::string_view last_id = request.header("last-event-id");
  if (request.query.contains("after") || last_id.empty()) {
    return query_number<std::uint64_t>(request, "after", 0);
  }
  return parse_number<std::uint64_t>(last_id, "Last-Event-ID");
}

Task<void> send_pages(std::shared_ptr<http::SseWriter> out, std::shared_ptr<TurnReader> reader,
                      OpenStream /*open*/) {
  out->on_closed([reader] { reader->close(); });
  for (bool ended = false; !ended;) {
    const Result<TurnPage> page = co_await reader->next();
    // Cuts the connection: the client asks again after the last event that it has.
    if (!page) throw std::runtime_error(page.error().message);
    ended = page->ended;
    std::string frames;
    for (const SharedRow& row : page->rows) {
      frames += http::sse_frame({}, row->event_json, std::to_string(row->seq));
    }
    if (frames.empty()) continue;
    const Result<void> sent = co_await out->send_raw(std::move(frames));
    if (!sent) co_return;
  }
}

Task<http::Answer> stream_turn(Services services, std::shared_ptr<http::Request> request) {
  const Result<std::uint64_t> after = resume_seq(*request);
  if (!after) co_return error_reply(after.error());
  auto reader = co_await services.turns->read(authenticate(services, *request),
                                              request->params.at("id"), *after);
  if (!reader) co_return error_reply(reader.error());
  http::Stream stream;
  stream.run = [reader = *reader,
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_pages(std::move(out), reader, open);
  };
  co_return stream;
}

Task<http::Answer> stop_turn(Services services, std::shared_ptr<http::Request> request) {
  const auto call = api::parse_stop_turn(request->body);
  if (!call) co_return error_reply(call.error());
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  const modes::Halt how = call->answer_now ? modes::Halt::kAnswerNow : modes::Halt::kStop;
  const auto halted = co_await services.turns->halt_turn(who, id, how);
  if (!halted) co_return error_reply(halted.error());
  const auto turn = co_await services.turns->turn(who, id);
  if (!turn) co_return error_reply(turn.error());
  co_return json_reply(api::encode_turn(view(*turn)), 202);
}

}  // namespace

void add_turn_routes(Routes& routes) {
  routes.add("POST", "/api/turns", &start_turn, api::kTurnBytesMax);
  routes.add("GET", "/api/turns/{id}", &show_turn);
  routes.add("GET", "/api/turns/{id}/events", &stream_turn);
  routes.add("POST", "/api/turns/{id}/stop", &stop_turn);
}

}  // namespace ponder::server
