// What is found in the history, and the folders that it is put into.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/history.h"
#include "base/utf8.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"
#include "store/history_limits.h"

namespace ponder::server {
namespace {

constexpr std::size_t kHitsDefault = 30;

store::History& history(const Services& services) { return services.store->history(); }

api::FolderView view(const store::Folder& folder) { return {folder.id, folder.name}; }

Task<http::Answer> search(Services services, std::shared_ptr<http::Request> request) {
  const auto wanted = request->query.find("q");
  if (wanted == request->query.end()) {
    co_return error_reply(invalid("\"q\" is missing: say what to look for.", "q"));
  }
  const auto limit = query_limit(*request, kHitsDefault, history_limits::kSearchHitsMax);
  if (!limit) co_return error_reply(limit.error());
  const auto hits = co_await history(services).search(authenticate(services, *request),
                                                      utf8_repaired(wanted->second), *limit);
  if (!hits) co_return error_reply(hits.error());
  std::vector<api::HitView> shown;
  for (const store::SearchHit& hit : *hits) {
    shown.push_back({hit.conversation_id, hit.title, hit.turn_id, hit.pieces});
  }
  co_return json_reply(api::encode_hits(shown));
}

Task<http::Answer> list_folders(Services services, std::shared_ptr<http::Request> request) {
  const auto folders = co_await history(services).folders(authenticate(services, *request));
  if (!folders) co_return error_reply(folders.error());
  std::vector<api::FolderView> shown;
  for (const store::Folder& folder : *folders) shown.push_back(view(folder));
  co_return json_reply(api::encode_folders(shown));
}

Task<http::Answer> create_folder(Services services, std::shared_ptr<http::Request> request) {
  auto name = api::parse_folder(request->body, history_limits::kFolderNameBytesMax);
  if (!name) co_return error_reply(name.error());
  const store::Principal who = authenticate(services, *request);
  const auto folder = co_await history(services).create_folder(who, std::move(*name));
  if (!folder) co_return error_reply(folder.error());
  services.changes->tell(who);
  co_return json_reply(api::encode_folder(view(*folder)), 201);
}

Task<http::Answer> rename_folder(Services services, std::shared_ptr<http::Request> request) {
  auto name = api::parse_folder(request->body, history_limits::kFolderNameBytesMax);
  if (!name) co_return error_reply(name.error());
  const store::Principal who = authenticate(services, *request);
  const auto folder =
      co_await history(services).rename_folder(who, request->params.at("id"), std::move(*name));
  if (!folder) co_return error_reply(folder.error());
  services.changes->tell(who);
  co_return json_reply(api::encode_folder(view(*folder)));
}

Task<http::Answer> delete_folder(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const auto deleted = co_await history(services).delete_folder(who, request->params.at("id"));
  if (!deleted) co_return error_reply(deleted.error());
  services.changes->tell(who);
  co_return json_reply({}, 204);
}

}  // namespace

void add_history_routes(Routes& routes) {
  routes.add("GET", "/api/search", &search);
  routes.add("GET", "/api/folders", &list_folders);
  routes.add("POST", "/api/folders", &create_folder);
  routes.add("PATCH", "/api/folders/{id}", &rename_folder);
  routes.add("DELETE", "/api/folders/{id}", &delete_folder);
}

}  // namespace ponder::server
