// Conversations: listed, shown with their turns, changed, deleted.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "api/history.h"
#include "api/turns.h"
#include "base/limits.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/views.h"

namespace ponder::server {
namespace {

constexpr std::size_t kListedDefault = 50;

// What the page may offer beside the conversations themselves.
constexpr std::array<std::string_view, 7> kFeatures = {"search", "folders",  "share",  "export",
                                                       "import", "settings", "changes"};

Result<bool> wants_archived(const http::Request& request) {
  const auto found = request.query.find("archived");
  if (found == request.query.end() || found->second == "false") return false;
  if (found->second == "true") return true;
  return invalid("\"archived\" must be true or false, not \"" + found->second + "\".", "archived");
}

Task<http::Answer> list_conversations(Services services, std::shared_ptr<http::Request> request) {
  const auto before = query_number<std::int64_t>(*request, "before", 0);
  if (!before) co_return error_reply(before.error());
  const auto limit = query_limit(*request, kListedDefault, limits::kPageRowsMax);
  if (!limit) co_return error_reply(limit.error());
  const auto archived = wants_archived(*request);
  if (!archived) co_return error_reply(archived.error());
  store::Listing listing{*before, *limit, *archived, {}};
  const auto folder = request->query.find("folder");
  if (folder != request->query.end()) listing.folder = folder->second;
  const auto rows =
      co_await services.store->conversations(authenticate(services, *request), std::move(listing));
  if (!rows) co_return error_reply(rows.error());
  co_return json_reply(api::encode_conversations(views(*rows), kFeatures));
}

Task<http::Answer> show_conversation(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  const auto conversation = co_await services.store->conversation(who, id);
  if (!conversation) co_return error_reply(conversation.error());
  const auto turns = co_await services.turns->turns(who, id);
  if (!turns) co_return error_reply(turns.error());
  const auto summaries = co_await services.store->history().summaries(who, id);
  if (!summaries) co_return error_reply(summaries.error());
  co_return json_reply(
      api::encode_conversation(view(*conversation), views(*turns), views(*summaries)));
}

Task<http::Answer> change_conversation(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_change_conversation(request->body);
  if (!call) co_return error_reply(call.error());
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  store::ConversationChange change{std::move(call->title), call->pinned, call->archived,
                                   std::move(call->folder), std::move(call->leaf)};
  const auto changed = co_await services.store->change_conversation(who, id, std::move(change));
  if (!changed) co_return error_reply(changed.error());
  services.changes->tell(who, id);
  const auto conversation = co_await services.store->conversation(who, id);
  if (!conversation) co_return error_reply(conversation.error());
  co_return json_reply(api::encode_conversation(view(*conversation)));
}

Task<http::Answer> delete_conversation(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const std::string& id = request->params.at("id");
  const auto deleted = co_await services.turns->delete_conversation(who, id);
  if (!deleted) co_return error_reply(deleted.error());
  services.changes->tell(who, id);
  co_return json_reply({}, 204);
}

}  // namespace

void add_conversation_routes(Routes& routes) {
  routes.add("GET", "/api/conversations", &list_conversations);
  routes.add("GET", "/api/conversations/{id}", &show_conversation);
  routes.add("PATCH", "/api/conversations/{id}", &change_conversation);
  routes.add("DELETE", "/api/conversations/{id}", &delete_conversation);
}

}  // namespace ponder::server
