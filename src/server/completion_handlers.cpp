// POST /v1/completions: one direct turn a choice. All run at once; their texts are sent one after
// the other, what waits is merged.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/completions.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/reduce.h"
#include "http/sse.h"
#include "server/clock.h"
#include "server/direct_answer.h"
#include "server/open_stream.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

using DirectTurns = std::vector<std::shared_ptr<DirectTurn>>;

Task<http::Answer> whole(api::CompletionHead head, api::CompletionCall call, DirectTurns turns) {
  std::vector<chat::TurnState> states(turns.size());
  for (std::size_t i = 0; i < turns.size(); ++i) {
    auto state = co_await whole_turn(turns[i]);
    if (!state) co_return openai_error_reply(state.error());
    states[i] = std::move(*state);
  }
  co_return json_reply(api::encode_completion(head, call, states));
}

// Whether the stream goes on: not after an error, nor without a reader.
Task<bool> send_choice(std::shared_ptr<http::SseWriter> out, std::shared_ptr<DirectTurn> turn,
                       std::uint32_t choice, std::shared_ptr<api::CompletionStream> encoder) {
  for (;;) {
    const std::vector<chat::Event> events = co_await turn->next();
    if (events.empty()) co_return false;
    std::string frames;
    for (const chat::Event& event : events) {
      for (const std::string& data : encoder->encode(choice, event)) {
        frames += http::sse_frame({}, data);
      }
    }
    if (!frames.empty() && !co_await out->send_raw(std::move(frames))) co_return false;
    if (std::holds_alternative<chat::TurnFinished>(events.back())) co_return true;
    if (std::holds_alternative<chat::TurnFailed>(events.back())) {
      (void)co_await out->send_raw(http::sse_frame({}, "[DONE]"));
      co_return false;
    }
  }
}

Task<void> send_all(std::shared_ptr<http::SseWriter> out, DirectTurns turns,
                    std::shared_ptr<api::CompletionStream> encoder, OpenStream /*open*/) {
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const bool goes_on =
        co_await send_choice(out, turns[i], static_cast<std::uint32_t>(i), encoder);
    if (!goes_on) co_return;
  }
  std::string frames;
  for (const std::string& data : encoder->end()) frames += http::sse_frame({}, data);
  (void)co_await out->send_raw(std::move(frames));
}

// What tokens stand for, where they are to be repeated.
Task<Result<void>> write_prompts_out(Services services, api::CompletionCall& call) {
  if (!call.echo) co_return Result<void>();
  auto model = co_await services.pool->acquire(call.turn.model);
  if (!model) co_return model.error();
  for (chat::RawPrompt& prompt : call.prompts) {
    for (const Token token : prompt.tokens) prompt.text += (*model)->vocabulary().text(token);
  }
  co_return Result<void>();
}

Task<http::Answer> create_completion(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_completion(request->body);
  if (!call) co_return openai_error_reply(call.error());
  if (auto written = co_await write_prompts_out(services, *call); !written) {
    co_return openai_error_reply(written.error());
  }
  api::CompletionHead head{make_id("cmpl-"), unix_ms() / 1000, call->turn.model};
  DirectTurns turns;
  for (std::uint32_t i = 0; i < call->choices(); ++i) {
    auto turn =
        co_await start_for(services, request, make_id("cmpl-"), api::turn_of_choice(*call, i));
    if (!turn) co_return openai_error_reply(turn.error());
    turns.push_back(std::move(*turn));
  }
  head.model = turns.front()->model_name();
  if (!call->stream) co_return co_await whole(std::move(head), std::move(*call), std::move(turns));
  const std::optional<Error> early =
      co_await turns.front()->early_failure(limits::kEarlyFailureWait);
  if (early) co_return openai_error_reply(*early);
  auto encoder = std::make_shared<api::CompletionStream>(head, *call);
  http::Stream stream;
  stream.run = [turns = std::move(turns), encoder,
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_all(std::move(out), turns, encoder, open);
  };
  co_return stream;
}

}  // namespace

void add_completion_routes(Routes& routes) {
  routes.add("POST", "/v1/completions", &create_completion);
}

}  // namespace ponder::server
