// The description of the API: GET /openapi.json for programs, GET /docs for people.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "server/asset_reply.h"
#include "server/assets.h"
#include "server/openapi.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

Task<http::Answer> show_document(std::shared_ptr<const std::string> document) {
  co_return json_reply(*document);
}

Task<http::Answer> show_page(const Asset* page, std::shared_ptr<http::Request> request) {
  co_return asset_reply(*page, *request);
}

}  // namespace

void add_docs_routes(Routes& routes) {
  auto document = std::make_shared<const std::string>(openapi_document());
  routes.add("GET", "/openapi.json",
             [document](std::shared_ptr<http::Request>) { return show_document(document); });
  const std::span files(portal_begin(), portal_count());
  const Asset* page = &*std::ranges::find(files, "/portal/docs.html", &Asset::path);
  routes.add("GET", "/docs", [page](std::shared_ptr<http::Request> request) {
    return show_page(page, std::move(request));
  });
}

}  // namespace ponder::server
