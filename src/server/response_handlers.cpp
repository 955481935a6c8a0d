// /v1/responses: a response is a direct turn, or a kept one where the request asks for it. Kept
// ones can be looked at, streamed again, stopped and deleted.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "api/responses.h"
#include "base/ids.h"
#include "base/limits.h"
#include "http/sse.h"
#include "server/clock.h"
#include "server/direct_answer.h"
#include "server/kept_response.h"
#include "server/open_stream.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

constexpr std::string_view kDone = "data: [DONE]\n\n";

// The frames of a response as text, from one of them on.
class FrameWriter {
 public:
  explicit FrameWriter(std::uint64_t skipped) : skipped_(skipped) {}
  void add(const std::vector<api::ResponseFrame>& frames) {
    for (const api::ResponseFrame& frame : frames) {
      if (skipped_ > 0) {
        --skipped_;
      } else {
        text_ += http::sse_frame(frame.event, frame.data);
      }
    }
  }
  std::string take(bool ended) {
    if (ended) text_ += kDone;
    return std::exchange(text_, {});
  }

 private:
  std::uint64_t skipped_;
  std::string text_;
};

struct Direct {
  std::shared_ptr<DirectTurn> turn;
  SharedEncoder encoder;
  std::function<void()> remember = {};  // Called at the end; may be empty.
};

Task<http::Answer> direct_whole(Direct direct) {
  while (!direct.encoder->ended()) {
    const std::vector<chat::Event> events = co_await direct.turn->next();
    if (events.empty()) co_return openai_error_reply({ErrorCode::kCancelled, "The client left."});
    for (const chat::Event& event : events) direct.encoder->encode(event);
  }
  if (const auto& error = direct.encoder->error()) co_return openai_error_reply(*error);
  if (direct.remember) direct.remember();
  co_return json_reply(direct.encoder->resource());
}

// An error that comes before anything is said can still be an HTTP status.
Task<http::Answer> direct_streamed(Services services, Direct direct) {
  const std::optional<Error> early = co_await direct.turn->early_failure(limits::kEarlyFailureWait);
  if (early) co_return openai_error_reply(*early);
  const auto writer = std::make_shared<FrameWriter>(0);
  co_return stream_turn(services, direct.turn, [direct, writer](const chat::Event& event) {
    writer->add(direct.encoder->encode(event));
    const bool ended = direct.encoder->ended();
    if (ended && direct.remember) direct.remember();
    return writer->take(ended);
  });
}

Task<http::Answer> answer_directly(Services services, std::shared_ptr<http::Request> request,
                                   std::shared_ptr<api::ResponsesCall> call) {
  const std::string id = make_id("resp_");
  auto turn = co_await start_for(services, request, id, std::move(call->turn));
  if (!turn) co_return openai_error_reply(turn.error());
  Direct direct{std::move(*turn), nullptr, {}};
  direct.encoder = std::make_shared<api::ResponseEncoder>(
      api::ResponseHead{id, unix_ms() / 1000, direct.turn->model_name(), call->previous_response,
                        std::move(call->echo_json), false});
  if (!call->forget) {
    direct.remember = [items = services.items, encoder = direct.encoder, id,
                       who = authenticate(services, *request)] {
      items->remember(who, id, encoder->output());
    };
  }
  if (call->stream) co_return co_await direct_streamed(services, std::move(direct));
  co_return co_await direct_whole(std::move(direct));
}

Task<void> send_kept(std::shared_ptr<http::SseWriter> out, std::shared_ptr<TurnReader> reader,
                     SharedEncoder encoder, std::uint64_t skipped, OpenStream /*open*/) {
  out->on_closed([reader] { reader->close(); });
  FrameWriter writer(skipped);
  writer.add(encoder->begin());
  for (bool ended = false; !ended;) {
    std::string frames = writer.take(false);
    if (!frames.empty()) {
      const Result<void> sent = co_await out->send_raw(std::move(frames));
      if (!sent) co_return;
    }
    const Result<TurnPage> page = co_await reader->next();
    // Cuts the connection: the client asks again after the last frame that it has.
    if (!page) throw std::runtime_error(page.error().message);
    const auto events = events_of(*page);
    if (!events) throw std::runtime_error(events.error().message);
    for (const chat::Event& event : *events) writer.add(encoder->encode(event));
    ended = page->ended;
  }
  (void)co_await out->send_raw(writer.take(true));
}

Task<http::Answer> kept_streamed(Services services, store::Principal who, KeptResponse kept,
                                 std::uint64_t skipped) {
  auto reader = co_await services.turns->read(std::move(who), kept.turn.id, 0);
  if (!reader) co_return openai_error_reply(reader.error());
  auto encoder = std::make_shared<api::ResponseEncoder>(head_of(kept));
  http::Stream stream;
  stream.run = [reader = *reader, encoder, skipped,
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_kept(std::move(out), reader, encoder, skipped, open);
  };
  co_return stream;
}

Task<http::Answer> answer_and_keep(Services services, std::shared_ptr<http::Request> request,
                                   std::shared_ptr<api::ResponsesCall> call) {
  const store::Principal who = authenticate(services, *request);
  store::Response row{
      make_id("resp_"), call->previous_response, std::move(call->echo_json), {}, call->background};
  row.items_json = api::encode_response_items(call->items, row.id.substr(row.id.find('_') + 1));
  KeptResponse kept{{}, row};
  auto turn = co_await services.turns->start_response(who, std::move(call->turn), std::move(row));
  if (!turn) co_return openai_error_reply(turn.error());
  kept.turn = std::move(*turn);
  if (!call->background) {
    request->client->on_gone(
        [turns = services.turns, who, id = kept.turn.id] { turns->stop_turn(who, id); });
  }
  if (call->stream) co_return co_await kept_streamed(services, who, std::move(kept), 0);
  if (call->background) {
    api::ResponseEncoder encoder(head_of(kept));
    co_return json_reply(encoder.resource());
  }
  const auto encoder = co_await encode_whole(services, who, std::move(kept));
  if (!encoder) co_return openai_error_reply(encoder.error());
  if (const auto& error = (*encoder)->error()) co_return openai_error_reply(*error);
  co_return json_reply((*encoder)->resource());
}

Task<http::Answer> create_response(Services services, std::shared_ptr<http::Request> request) {
  auto parsed = api::parse_responses_call(request->body);
  if (!parsed) co_return openai_error_reply(parsed.error());
  auto call = std::make_shared<api::ResponsesCall>(std::move(*parsed));
  const auto told = co_await tell_history(services, authenticate(services, *request), call);
  if (!told) co_return openai_error_reply(told.error());
  if (call->store) co_return co_await answer_and_keep(services, std::move(request), call);
  co_return co_await answer_directly(services, std::move(request), call);
}

Task<Result<KeptResponse>> named_response(const Services& services,
                                          const std::shared_ptr<http::Request>& request) {
  return find_response(services, authenticate(services, *request), request->params.at("id"),
                       "response_id");
}

Task<http::Answer> show_response(Services services, std::shared_ptr<http::Request> request) {
  auto kept = co_await named_response(services, request);
  if (!kept) co_return openai_error_reply(kept.error());
  const store::Principal who = authenticate(services, *request);
  const auto stream = request->query.find("stream");
  if (stream != request->query.end() && stream->second == "true") {
    const auto after = query_number<std::int64_t>(*request, "starting_after", -1);
    if (!after) co_return openai_error_reply(after.error());
    const std::uint64_t skipped = *after < 0 ? 0 : static_cast<std::uint64_t>(*after) + 1;
    co_return co_await kept_streamed(services, who, std::move(*kept), skipped);
  }
  const auto encoder = co_await encode_now(services, who, std::move(*kept));
  if (!encoder) co_return openai_error_reply(encoder.error());
  co_return json_reply((*encoder)->resource());
}

Task<http::Answer> show_items(Services services, std::shared_ptr<http::Request> request) {
  const auto kept = co_await named_response(services, request);
  if (!kept) co_return openai_error_reply(kept.error());
  api::ItemPage page;
  const auto limit = query_number<std::size_t>(*request, "limit", page.limit);
  if (!limit) co_return openai_error_reply(limit.error());
  if (*limit < 1 || *limit > limits::kResponseItemsPageMax) {
    co_return openai_error_reply(invalid("limit must be between 1 and " +
                                             std::to_string(limits::kResponseItemsPageMax) +
                                             ", but is " + std::to_string(*limit),
                                         "limit"));
  }
  page.limit = *limit;
  const auto order = request->query.find("order");
  if (order != request->query.end()) {
    page.ascending = order->second == "asc";
    if (!page.ascending && order->second != "desc") {
      co_return openai_error_reply(
          invalid("order must be one of asc, desc, but is \"" + order->second + "\"", "order"));
    }
  }
  const auto after = request->query.find("after");
  if (after != request->query.end()) page.after = after->second;
  auto list = api::encode_item_page(kept->row.items_json, page);
  if (!list) co_return openai_error_reply(list.error());
  co_return json_reply(std::move(*list));
}

Task<http::Answer> delete_response(Services services, std::shared_ptr<http::Request> request) {
  const auto kept = co_await named_response(services, request);
  if (!kept) co_return openai_error_reply(kept.error());
  const auto deleted = co_await services.turns->delete_conversation(
      authenticate(services, *request), kept->turn.conversation_id);
  if (!deleted) co_return openai_error_reply(deleted.error());
  co_return json_reply(R"({"id":")" + kept->turn.id +
                       R"(","object":"response.deleted","deleted":true})");
}

// Answers when it has ended. A response that is over stays what it is.
Task<http::Answer> cancel_response(Services services, std::shared_ptr<http::Request> request) {
  auto kept = co_await named_response(services, request);
  if (!kept) co_return openai_error_reply(kept.error());
  const store::Principal who = authenticate(services, *request);
  services.turns->stop_turn(who, kept->turn.id);
  const auto encoder = co_await encode_whole(services, who, std::move(*kept));
  if (!encoder) co_return openai_error_reply(encoder.error());
  co_return json_reply((*encoder)->resource());
}

}  // namespace

void add_response_routes(Routes& routes) {
  routes.add("POST", "/v1/responses", &create_response);
  routes.add("GET", "/v1/responses/{id}", &show_response);
  routes.add("DELETE", "/v1/responses/{id}", &delete_response);
  routes.add("GET", "/v1/responses/{id}/input_items", &show_items);
  routes.add("POST", "/v1/responses/{id}/cancel", &cancel_response);
}

}  // namespace ponder::server
