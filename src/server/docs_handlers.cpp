// The description of the API: GET /openapi.json for programs, GET /docs for people.
#include <memory>
#include <string>

#include "server/asset_reply.h"
#include "server/openapi.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

Task<http::Answer> show_document(std::shared_ptr<const std::string> document) {
  co_return json_reply(*document);
}

}  // namespace

void add_docs_routes(Routes& routes) {
  auto document = std::make_shared<const std::string>(openapi_document());
  routes.add("GET", "/openapi.json",
             [document](const std::shared_ptr<http::Request>&) { return show_document(document); });
  routes.add("GET", "/docs", asset_handler(portal_file("/portal/docs.html")));
}

}  // namespace ponder::server
