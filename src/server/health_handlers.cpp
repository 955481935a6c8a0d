// For those who watch the server: GET /health and GET /metrics.
#include <memory>

#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

Task<http::Answer> show_health() { co_return json_reply(R"({"status":"ok"})"); }

Task<http::Answer> show_metrics(Services services, std::shared_ptr<http::Request> /*request*/) {
  http::Response response = json_reply(services.metrics->text(services.pool->list()));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  co_return response;
}

}  // namespace

void add_health_routes(Routes& routes) {
  routes.add("GET", "/health", [](const std::shared_ptr<http::Request>&) { return show_health(); });
  routes.add("GET", "/metrics", &show_metrics);
}

}  // namespace ponder::server
