// Sharing a conversation: a copy of what is shown, behind a link that nobody can guess, until it is
// withdrawn.
#include <memory>
#include <string>
#include <utility>

#include "api/json_write.h"
#include "api/share.h"
#include "base/random_text.h"
#include "server/history.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/share_page.h"
#include "server/views.h"
#include "store/history_limits.h"

namespace ponder::server {
namespace {

constexpr std::size_t kTokenBytes = 20;  // 160 random bits.

// A running turn is shared with what it has said so far.
Task<Result<std::string>> copy_of(Services services, store::Principal who, std::string id) {
  const auto conversation = co_await services.store->conversation(who, id);
  if (!conversation) co_return conversation.error();
  auto turns = co_await services.turns->turns(who, id);
  if (!turns) co_return turns.error();
  const auto path = path_to(*turns, conversation->leaf);
  if (!path) co_return path.error();
  std::string copy = api::encode_shared(conversation->title, views(*path));
  if (copy.size() > history_limits::kShareBytesMax) {
    co_return Error{ErrorCode::kTooLarge, "The conversation has " + std::to_string(copy.size()) +
                                              " bytes; the limit of a shared one is " +
                                              std::to_string(history_limits::kShareBytesMax) + "."};
  }
  co_return copy;
}

Task<http::Answer> share(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  auto copy = co_await copy_of(services, who, id);
  if (!copy) co_return error_reply(copy.error());
  auto fresh = random_text(kTokenBytes);
  if (!fresh) {
    co_return error_reply(
        {ErrorCode::kBackend, "The system gives no random bytes: nothing was shared."});
  }
  const auto token = co_await services.store->history().share(
      who, id, store::Share{std::move(*fresh), std::move(*copy), 0});
  if (!token) co_return error_reply(token.error());
  services.changes->tell(who, id);
  api::JsonWriter out;
  out.begin_object().field("share", *token).field("path", "/shared/" + *token);
  co_return json_reply(out.end_object().take(), 201);
}

Task<http::Answer> unshare(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  const auto done = co_await services.store->history().unshare(who, id);
  if (!done) co_return error_reply(done.error());
  services.changes->tell(who, id);
  co_return json_reply({}, 204);
}

Task<http::Answer> show_copy(Services services, std::shared_ptr<http::Request> request) {
  auto shared = co_await services.store->history().shared(request->params.at("share"));
  if (!shared) co_return error_reply(shared.error());
  http::Response response = json_reply(std::move(shared->copy_json));
  keep_from_robots(response);
  co_return response;
}

Task<http::Answer> show_page(Services services, std::shared_ptr<http::Request> request) {
  const auto shared = co_await services.store->history().shared(request->params.at("share"));
  if (shared) co_return share_page(shared->copy_json, shared->token);
  if (shared.error().code == ErrorCode::kNotFound) co_return share_missing_page(shared.error());
  co_return error_reply(shared.error());
}

}  // namespace

void add_share_routes(Routes& routes) {
  routes.add("POST", "/api/conversations/{id}/share", &share);
  routes.add("DELETE", "/api/conversations/{id}/share", &unshare);
  routes.add("GET", "/api/shares/{share}", &show_copy);
  routes.add("GET", "/shared/{share}", &show_page);
}

}  // namespace ponder::server
