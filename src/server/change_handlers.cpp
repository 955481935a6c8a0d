// GET /api/changes: which conversations have changed, as it happens.
#include <memory>
#include <string>
#include <utility>

#include "api/json_write.h"
#include "http/sse.h"
#include "server/change_feed.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

std::string frame_of(const std::string& conversation_id) {
  api::JsonWriter out;
  out.begin_object().field_or_null("conversation", conversation_id);
  return http::sse_frame({}, out.end_object().take());
}

// Begins with "anything may have changed": what came before this stream is not known to it.
Task<void> send_changes(std::shared_ptr<http::SseWriter> out,
                        std::shared_ptr<ChangeReader> reader) {
  out->on_closed([reader] { reader->close(); });
  std::string frames = frame_of({});
  while (!frames.empty()) {
    const Result<void> sent = co_await out->send_raw(std::move(frames));
    if (!sent) co_return;
    frames.clear();
    const auto changed = co_await reader->next();
    for (const std::string& id : changed) frames += frame_of(id);
  }
}

Task<http::Answer> watch_changes(Services services, std::shared_ptr<http::Request> request) {
  auto reader = services.changes->follow(authenticate(services, *request));
  if (!reader) co_return error_reply(reader.error());
  http::Stream stream;
  stream.run = [reader = *reader](std::shared_ptr<http::SseWriter> out) {
    return send_changes(std::move(out), reader);
  };
  co_return stream;
}

}  // namespace

void add_change_routes(Routes& routes) { routes.add("GET", "/api/changes", &watch_changes); }

}  // namespace ponder::server
