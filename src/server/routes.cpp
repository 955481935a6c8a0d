#include "server/routes.h"

#include <utility>
#include <variant>

namespace ponder::server {
namespace {

struct Route {
  std::string method;
  std::string pattern;
  http::Handler handler;
  std::shared_ptr<Metrics> metrics;
};

Task<http::Answer> counted(std::shared_ptr<const Route> route,
                           std::shared_ptr<http::Request> request) {
  http::Answer answer = co_await route->handler(std::move(request));
  const auto* response = std::get_if<http::Response>(&answer);
  route->metrics->count_request(route->method, route->pattern,
                                response == nullptr ? 200 : response->status);
  co_return answer;
}

}  // namespace

void Routes::add(std::string method, std::string pattern, http::Handler handler) {
  auto route = std::make_shared<const Route>(Route{method, pattern, std::move(handler), metrics_});
  router_.add(std::move(method), std::move(pattern),
              [route](std::shared_ptr<http::Request> request) {
                return counted(route, std::move(request));
              });
}

}  // namespace ponder::server
