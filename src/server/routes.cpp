#include "server/routes.h"

#include <optional>
#include <utility>
#include <variant>

#include "server/access.h"
#include "server/gate.h"
#include "server/retries.h"

namespace ponder::server {
namespace {

struct Route {
  std::string method;
  std::string pattern;
  Access access;
  http::Handler handler;
  Services services;
};

Task<http::Answer> counted(std::shared_ptr<const Route> route,
                           std::shared_ptr<http::Request> request) {
  http::Answer answer;
  if (route->access.need != Access::Need::kNothing && Retries::wanted(*request)) {
    answer = co_await route->services.retries->answer(route->services, route->handler, request);
  } else {
    answer = co_await route->handler(std::move(request));
  }
  const auto* response = std::get_if<http::Response>(&answer);
  route->services.metrics->count_request(route->method, route->pattern,
                                         response == nullptr ? 200 : response->status);
  co_return answer;
}

Task<std::optional<http::Response>> judged(std::shared_ptr<const Route> route,
                                           std::shared_ptr<http::Request> request) {
  auto refused = co_await route->services.gate->admit(route->access, std::move(request));
  if (refused) {
    route->services.metrics->count_request(route->method, route->pattern, refused->status);
  }
  co_return refused;
}

}  // namespace

void Routes::add(std::string method, std::string pattern, http::Handler handler,
                 std::size_t body_bytes_max) {
  auto route = std::make_shared<const Route>(
      Route{method, pattern, access_of(method, pattern), std::move(handler), services_});
  router_.add(
      method, pattern,
      [route](std::shared_ptr<http::Request> request) {
        return counted(route, std::move(request));
      },
      [route](std::shared_ptr<http::Request> request) { return judged(route, std::move(request)); },
      body_bytes_max);
  names_.push_back({std::move(method), std::move(pattern)});
}

void Routes::add(std::string method, std::string pattern, ServedHandler handler,
                 std::size_t body_bytes_max) {
  add(std::move(method), std::move(pattern),
      http::Handler([services = services_, handler](std::shared_ptr<http::Request> request) {
        return handler(services, std::move(request));
      }),
      body_bytes_max);
}

}  // namespace ponder::server
